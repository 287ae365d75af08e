// Passwords: argon2id with the parameters kept beside the hash, so that they can be raised later. Hashing is costly by design, so
// only a few are computed at once and the rest wait in line. It knows nothing of accounts.
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { refuse } from '../store/refusal.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const present = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const AT_ONCE = 2;
/** More than so many in line: somebody floods the door. */
const MOST_WAITING = 64;
const SHORTEST = 12;
const LONGEST = 200;

let running = 0;
const waiting: (() => void)[] = [];

async function inLine<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING)
      throw refuse('too_many_requests', 'Too many sign-ins at once. Try again in a moment.', { headers: { 'Retry-After': '2' } });
    await new Promise<void>((go) => waiting.push(go));
  }
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

const derive = (parameters: Argon2Parameters): Promise<Buffer> =>
  new Promise((resolve, reject) => argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key))));

/** One spelling of what looks the same, on every keyboard. */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize('NFC'), 'utf8');

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const key = await inLine(() => derive({ message: bytesOf(password), nonce, tagLength: 32, ...present }));
  const { memory, passes, parallelism } = present;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${nonce.toString('base64url')}$${key.toString('base64url')}`;
}

const form = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w-]+)\$([\w-]+)$/;
/** Stands in for an account that is none or has no password, so that the answer takes as long. */
const nobody = `$argon2id$v=19$m=${present.memory},t=${present.passes},p=${present.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** `kept` null: there is nothing to compare with; takes its time all the same and answers false. */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const match = form.exec(kept ?? nobody) ?? form.exec(nobody);
  if (!match) return false;
  const [, memory, passes, parallelism, nonce = '', key = ''] = match;
  const wanted = Buffer.from(key, 'base64url');
  const given = await inLine(() =>
    derive({
      message: bytesOf(password.slice(0, LONGEST)),
      nonce: Buffer.from(nonce, 'base64url'),
      tagLength: wanted.length,
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
    }),
  );
  return timingSafeEqual(given, wanted) && kept !== null;
}

/** Hashed with weaker parameters than today's: hash it again when it is next typed. */
export const isOutdated = (kept: string): boolean => {
  const [, memory, passes] = form.exec(kept) ?? [];
  return Number(memory) < present.memory || Number(passes) < present.passes;
};

/** What everybody tries first, and what only fills the length. Length is what counts; no rules about signs. */
const usual = /^(.)\1+$|^(?:password|passwort|vaultflow|azure|backup|admin|welcome|letmein|qwertz|qwerty|abc|\d|\W)+$/i;

/** A sentence on why this cannot be a password, or null. */
export function passwordProblem(password: string, login: string): string | null {
  if (password.length < SHORTEST) return `A password needs at least ${SHORTEST} characters. Several words are easy to remember.`;
  if (password.length > LONGEST) return `A password may have at most ${LONGEST} characters.`;
  const name = login.split('@')[0]?.toLowerCase() ?? '';
  if (usual.test(password) || (name.length > 2 && password.toLowerCase().replaceAll(name, '').length < 6))
    return 'This password is among the first that anybody would try. Choose another one.';
  return null;
}
