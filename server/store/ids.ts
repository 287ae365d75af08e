// Ids of stored things: short, unguessable, readable in a URL. Those that open a door (hooks, tokens) are longer.
import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** 80 random bits in Crockford's base 32. @example storeId('flow') // 'flow_3k9x…' */
export function storeId(prefix: string): string {
  let text = '';
  for (const byte of randomBytes(16)) text += alphabet[byte & 31];
  return `${prefix}_${text}`;
}

/** 192 random bits: for what is a secret by itself. */
export const unguessable = (): string => randomBytes(24).toString('base64url');
