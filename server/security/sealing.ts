// Secrets at rest: AES-256-GCM, bound to the place they belong to, so that a sealed secret moved to another row does not open. What is
// sealed says by its number which key of the ring it was sealed with. Keys are made, kept and changed elsewhere: store/key-ring.ts.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { fail } from '../../nodes/kit/errors.ts';
import type { Sql } from '../store/sql.ts';

/** Before there was a ring: no number, and the ring's first key. */
const WITHOUT_NUMBER = 1;
const FORMAT = 2;
const HEAD = 5;
/** The key that an installation from before the ring has sealed with. */
const FIRST_KEY = 1;

export interface SealingKey {
  readonly number: number;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** `place` names what the secret belongs to: `connection/<id>`. */
export interface Sealing {
  /** In the transaction that keeps it: so that nothing is sealed with a key that is being taken away. */
  seal(tx: Sql, place: string, plain: string): Promise<Uint8Array>;
  open(sql: Sql, place: string, sealed: Uint8Array): Promise<string>;
}

/** The first bytes of all that is sealed with this key. What was sealed with an older one compares lower. */
export function headOf(number: number): Buffer {
  const head = Buffer.alloc(HEAD);
  head[0] = FORMAT;
  head.writeUInt32BE(number, 1);
  return head;
}

/** Null: nothing of ours. */
export function keyNumberOf(sealed: Uint8Array): number | null {
  const bytes = Buffer.from(sealed);
  if (bytes[0] === WITHOUT_NUMBER) return FIRST_KEY;
  return bytes[0] === FORMAT && bytes.length > HEAD ? bytes.readUInt32BE(1) : null;
}

export function sealWith({ number, bytes }: SealingKey, place: string, plain: string): Uint8Array {
  const head = headOf(number);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', bytes, iv, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(`vf${FORMAT}|${number}|${place}`));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([head, iv, cipher.getAuthTag(), sealed]);
}

export function openWith({ number, bytes }: SealingKey, place: string, sealed: Uint8Array): string {
  const all = Buffer.from(sealed);
  const numbered = all[0] === FORMAT;
  const rest = all.subarray(numbered ? HEAD : 1);
  try {
    if (keyNumberOf(all) !== number) throw new Error('sealed with another key');
    const decipher = createDecipheriv('aes-256-gcm', bytes, rest.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(numbered ? `vf${FORMAT}|${number}|${place}` : `vf${WITHOUT_NUMBER}|${place}`));
    decipher.setAuthTag(rest.subarray(12, 28));
    return Buffer.concat([decipher.update(rest.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    throw cannotOpen();
  }
}

export const cannotOpen = () =>
  fail('connection_invalid', 'A stored secret cannot be opened with this installation’s key. Enter it again.');
