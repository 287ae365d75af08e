// Cursors of lists that go back in time: opaque to callers, stable while rows come and go. A broken one is refused, never guessed.
import { refuse } from './refusal.ts';

export const cursorOf = (at: number, id: string | number): string => Buffer.from(JSON.stringify([at, id])).toString('base64url');

export function readCursor(text: string | undefined): { readonly at: number; readonly id: string } | null {
  if (text === undefined) return null;
  try {
    const [at, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if (typeof at === 'number' && Number.isSafeInteger(at) && (typeof id === 'string' || typeof id === 'number'))
      return { at, id: String(id) };
  } catch {
    // Falls through to the refusal.
  }
  throw refuse('invalid_request', 'The cursor is none that this server gave.', {
    problems: [{ code: 'invalid_request', path: '/query/cursor', message: 'is none that this server gave' }],
  });
}
