// The built editor as static files: hashed assets are kept for ever, index.html never; any other address of the window is the
// same page. Without a built editor it says how to build one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Router } from 'express';
import { refuse } from '../store/refusal.ts';

export function editorPages(folder: string): Router {
  const router = express.Router();
  const page = join(folder, 'index.html');
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, redirect: false, fallthrough: true }),
    (request) => {
      throw refuse('not_found', `There is no file ${request.originalUrl}. After an update, reload the page.`);
    },
  );
  router.use(express.static(folder, { index: false, redirect: false, maxAge: 0 }));
  router.get('/{*path}', (_request, response) => {
    if (!existsSync(page)) {
      response
        .status(503)
        .type('text/plain')
        .send('The editor is not built yet. Run: npm run build\nThe API works without it: /api/openapi.json\n');
      return;
    }
    response.set('Cache-Control', 'no-cache').sendFile(page);
  });
  return router;
}
