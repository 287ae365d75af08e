// Reading bodies: JSON for the API, raw bytes for webhooks (signatures are over bytes). Nesting is bounded before anything
// parses it: a schema that calls itself would run out of stack on what one line of brackets can say.
import express, { type Request, type RequestHandler, type Response } from 'express';
import { demandKeepable } from '../security/json-limits.ts';
import { refuse } from '../store/refusal.ts';

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** The very text that nearly all send needs no parsing. */
const isJson = (request: Request): boolean =>
  request.headers['content-type'] === 'application/json' || Boolean(request.is('application/json'));

/** JSON is UTF-8 (RFC 8259). In another encoding its brackets could not be counted by bytes. */
function demandUtf8(request: Request): void {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) throw refuse('unsupported_media_type', 'The body must be JSON in UTF-8.');
}

export function jsonBody(limit: number): RequestHandler {
  const parse = express.json({
    limit,
    strict: false,
    // Looked at below, before: whatever has a body and comes here is JSON.
    type: () => true,
    verify: (_request, _response, bytes) => demandKeepable(bytes),
  });
  return (request, response, next) => {
    if (hasBody(request) && !isJson(request)) throw refuse('unsupported_media_type', 'Send the body as application/json.');
    demandUtf8(request);
    parse(request, response, next);
  };
}

export const rawBody = (limit: number): RequestHandler => express.raw({ limit, type: () => true });

/** For a handler that knows only now how much it may read. */
export async function readRaw(request: Request, response: Response, limit: number): Promise<Uint8Array> {
  await new Promise<void>((resolve, reject) => {
    rawBody(limit)(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}
