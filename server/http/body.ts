// Reading bodies: JSON for the API, raw bytes for webhooks (signatures are over bytes). Nesting is bounded before anything
// parses it: a schema that calls itself would run out of stack on what one line of brackets can say.
import express, { type Request, type RequestHandler } from 'express';
import { demandKeepable } from '../security/json-limits.ts';
import { refuse } from '../store/refusal.ts';

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** The very text that nearly all send needs no parsing. */
const isJson = (request: Request): boolean =>
  request.headers['content-type'] === 'application/json' || Boolean(request.is('application/json'));

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
    parse(request, response, next);
  };
}

export const rawBody = (limit: number): RequestHandler => express.raw({ limit, type: () => true });
