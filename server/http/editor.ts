// The built editor as static files: hashed assets are kept for ever, index.html never; any other address of the window is the
// same page, with a nonce of its own each time. Text is compressed once and kept. Without a built editor it says how to build one.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import express, { type RequestHandler, type Router } from 'express';
import { refuse } from '../store/refusal.ts';
import { editorPolicy } from './content-policy.ts';

/** Stands in the built page where the nonce of an answer goes. */
const NONCE = 'NONCE-OF-THIS-PAGE';
const FOREVER = 'public, max-age=31536000, immutable';
const types: { readonly [extension: string]: string } = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** Hashed text assets, gzipped when first asked for. Names come from a URL: only plain file names are looked for. */
function compressed(folder: string): RequestHandler {
  const kept = new Map<string, Promise<Buffer | null>>();
  const pack = (name: string) =>
    readFile(join(folder, name))
      .then((bytes) => promisify(gzip)(bytes, { level: 9 }))
      .catch(() => null);
  return async (request, response, next) => {
    const name = request.path.slice(1);
    const type = types[extname(name)];
    if (type === undefined || name !== basename(name) || !/^[\w.-]+$/.test(name) || !request.acceptsEncodings('gzip')) return next();
    let packed = kept.get(name);
    if (!packed) {
      packed = pack(name);
      kept.set(name, packed);
    }
    const bytes = await packed;
    if (!bytes) {
      kept.delete(name);
      return next();
    }
    response.set({ 'Cache-Control': FOREVER, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' }).type(type).end(bytes);
  };
}

export function editorPages(folder: string): Router {
  const router = express.Router();
  const page = join(folder, 'index.html');
  const assets = join(folder, 'assets');
  router.get(
    '/assets/{*path}',
    (request, _response, next) => {
      request.url = request.url.slice('/assets'.length);
      next();
    },
    compressed(assets),
    express.static(assets, { index: false, redirect: false, setHeaders: (response) => response.setHeader('Cache-Control', FOREVER) }),
    (request) => {
      throw refuse('not_found', `There is no file ${request.originalUrl}. After an update, reload the page.`);
    },
  );
  router.use(express.static(folder, { index: false, redirect: false, maxAge: 0 }));
  const withPolicy: RequestHandler = (request, response, next) => {
    response.locals.nonce = randomBytes(16).toString('base64url');
    editorPolicy(request, response, next);
  };
  router.get('/{*path}', withPolicy, async (_request, response) => {
    const text = await readFile(page, 'utf8').catch(() => null);
    if (text === null) {
      response
        .status(503)
        .type('text/plain')
        .send('The editor is not built yet. Run: npm run build\nThe API works without it: /api/openapi.json\n');
      return;
    }
    response
      .set('Cache-Control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(text.replaceAll(NONCE, String(response.locals.nonce)));
  });
  return router;
}
