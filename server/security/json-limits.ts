// What JSON from outside may look like before anything parses it: not nested so deep that code which calls itself for every level
// runs out of stack, and without numbers that no journal can keep (they would be Infinity now and null after a restart).
import { refuse } from '../store/refusal.ts';

const DEEPEST = 100;
/** A number of fewer digits always fits. */
const LONGEST_INTEGER = 308;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Throws `invalid_json`. Looks at every byte once; stops at the first that is too much. */
export function demandKeepable(bytes: Uint8Array): void {
  let depth = 0;
  let digits = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inText) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inText = false;
    } else if (isDigit(byte)) {
      digits++;
      if (digits === LONGEST_INTEGER + 1) demandFinite(bytes, i);
    } else {
      if (digits > 0 && (byte === 0x65 || byte === 0x45)) demandFinite(bytes, i);
      digits = 0;
      if (byte === 0x22) inText = true;
      else if (byte === 0x5b || byte === 0x7b) {
        depth++;
        if (depth > DEEPEST) throw refuse('invalid_json', `The body is nested deeper than ${DEEPEST} levels.`);
      } else if (byte === 0x5d || byte === 0x7d) depth--;
    }
  }
}

/** The number around this place. */
function demandFinite(bytes: Uint8Array, at: number): void {
  let from = at;
  while (from > 0 && isPartOfNumber(bytes[from - 1] as number)) from--;
  let to = at;
  while (to < bytes.length && isPartOfNumber(bytes[to] as number)) to++;
  const number = Number(Buffer.from(bytes.subarray(from, to)).toString('latin1'));
  if (Math.abs(number) === Number.POSITIVE_INFINITY) throw refuse('invalid_json', 'The body holds a number that is too large to be kept.');
}

const numberParts = new Set([...'0123456789+-.eE'].map((character) => character.charCodeAt(0)));
const isPartOfNumber = (byte: number): boolean => numberParts.has(byte);
