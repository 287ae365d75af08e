// Reading bodies: JSON for the API, raw bytes for webhooks (signatures are over bytes). Nesting is bounded before anything
// parses it: a schema that calls itself would run out of stack on what one line of brackets can say.
import express, { type Request, type RequestHandler } from 'express';
import { refuse } from '../store/refusal.ts';

const DEEPEST = 100;

/** Deepest nesting of brackets outside strings. Stops at the first that is too deep. */
export function demandShallow(bytes: Uint8Array): void {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inText) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth++;
      if (depth > DEEPEST) throw refuse('invalid_json', `The body is nested deeper than ${DEEPEST} levels.`);
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
}

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

export function jsonBody(limit: number): RequestHandler {
  const parse = express.json({
    limit,
    strict: false,
    type: 'application/json',
    verify: (_request, _response, bytes) => demandShallow(bytes),
  });
  return (request, response, next) => {
    if (hasBody(request) && !request.is('application/json')) throw refuse('unsupported_media_type', 'Send the body as application/json.');
    parse(request, response, next);
  };
}

export const rawBody = (limit: number): RequestHandler => express.raw({ limit, type: () => true });
