// How deep JSON from outside may be nested: what calls itself for every level would run out of stack on one line of brackets.
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
