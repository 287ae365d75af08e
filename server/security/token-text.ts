// What an API token looks like: `vf_`, 256 random bits, a checksum. The prefix lets scanners of source code recognise one that was
// committed by mistake; the checksum refuses a mistyped one without asking the database.
import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const form = /^vf_([\w-]{43})([0-9a-f]{8})$/;

const sumOf = (body: string): string => crc32(`vaultflow ${body}`).toString(16).padStart(8, '0');

export function newTokenText(): string {
  const body = randomBytes(32).toString('base64url');
  return `vf_${body}${sumOf(body)}`;
}

export function isTokenText(text: string): boolean {
  const match = form.exec(text);
  return match !== null && sumOf(match[1] as string) === match[2];
}

/** Random enough that a plain hash keeps it. */
export const tokenHash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Tells people which token it is without telling the token. */
export const tokenStart = (text: string): string => `${text.slice(0, 9)}…`;
