// Messages that are no proper HTTP, on a bare socket: none is understood as anything else than what it is, none carries a second request
// inside, and the server serves on.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer, TOKEN } from '../../../server/http/test/running.ts';
import { raw } from './raw.ts';

let server: TestServer;
let host: string;
beforeAll(async () => {
  server = await startTestServer({ VAULTFLOW_EGRESS_ALLOW: '' });
  host = `127.0.0.1:${(server.running.server.address() as { port: number }).port}`;
}, 60_000);
afterAll(() => server.stop());

const body = '{"document":{"format":1,"name":"Smuggled"}}';
const filled = (bytes: string): string =>
  bytes
    .replaceAll(
      '{hidden}',
      `POST /api/flows HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    .replaceAll('{host}', host)
    .replaceAll('{token}', TOKEN);

/** Everything that comes back until the other side ends, or has nothing more to say. */
function say(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const [name = '', port = ''] = host.split(':');
    let said = '';
    let quiet: NodeJS.Timeout | undefined;
    const socket = connect(Number(port), name, () => socket.write(filled(bytes), 'latin1'));
    const done = () => {
      clearTimeout(quiet);
      socket.destroy();
      resolve(said);
    };
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
      clearTimeout(quiet);
      quiet = setTimeout(done, 150);
    });
    socket.on('close', done).on('error', done);
  });
}

const statusesOf = (said: string): number[] =>
  [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)).filter((status) => status !== 100);

describe.each(raw)('$surface', ({ attacks }) => {
  test.each(attacks.map((attack) => [attack.id, attack] as const))('%s', async (_id, { bytes, statuses }) => {
    const said = await say(bytes);
    const found = statusesOf(said);
    expect(found).toHaveLength(statuses.length);
    for (const [index, allowed] of statuses.entries()) expect([allowed].flat()).toContain(found[index]);
    expect(said).not.toMatch(/Smuggled|\bat .*\.[jt]s:\d+|root:x:0/);
  });
});

test('after all of them nothing was made, and the server serves on', async () => {
  const { body: flows } = await server.api('GET', '/api/flows');
  expect(flows.items.filter(({ name }: { name: string }) => name === 'Smuggled')).toEqual([]);
  // What was hidden would have been understood, had somebody read it as a request.
  expect(statusesOf(await say('{hidden}'))).toEqual([201]);
});
