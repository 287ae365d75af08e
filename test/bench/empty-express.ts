// The floor of the HTTP measurement: Express with one route that does nothing, as its own process.
import express from 'express';

const app = express();
app.post('/', (_request, response) => {
  response.json({ ok: true });
});
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  process.stdout.write(`http://127.0.0.1:${port}/\n`);
});
