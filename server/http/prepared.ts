// An answer that is the same for everybody until the next start: written, packed and named once. A browser that has it is told so
// instead of being sent it again. For what holds no secret and depends on nobody only.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';

interface Prepared {
  readonly etag: string;
  readonly plain: Buffer;
  readonly packed: Buffer;
}

/** @param value is asked for when the first answer is */
export function preparedJson(value: () => unknown): (request: Request, response: Response) => Promise<void> {
  let prepared: Promise<Prepared> | null = null;
  const prepare = async (): Promise<Prepared> => {
    const plain = Buffer.from(JSON.stringify(value()));
    const packed = await promisify(gzip)(plain, { level: 9 });
    return { etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`, plain, packed };
  };
  return async (request, response) => {
    prepared ??= prepare();
    const { etag, plain, packed } = await prepared;
    response.set({ 'Cache-Control': 'private, no-cache', ETag: etag, Vary: 'Accept-Encoding' }).type('application/json; charset=utf-8');
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    if (request.acceptsEncodings('gzip')) response.set('Content-Encoding', 'gzip').end(packed);
    else response.end(plain);
  };
}
