// The way back into a list of the journal, as a caller hands it in.
import { refuse } from '../store/refusal.ts';

/** Cursors are the journal's own; what cannot be one is refused before it gets there. */
export function checkedCursor(text: string | undefined): { readonly cursor?: string } {
  if (text === undefined) return {};
  if (/^\d{1,16}(\.\d{1,16})?$/.test(text)) return { cursor: text };
  throw refuse('invalid_request', 'The cursor is none that this server gave.', {
    problems: [{ code: 'invalid_request', path: '/query/cursor', message: 'is none that this server gave' }],
  });
}
