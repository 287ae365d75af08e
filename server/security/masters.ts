// Master keys: they wrap the keys of the ring and nothing else, so a new one costs a few rows. They come from a file of ours, from the
// settings or from a Key Vault, and are never in the database. Several may be given: the first is the one to use, the others still open.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { fail } from '../../nodes/kit/errors.ts';

export interface Master {
  /** Tells one from another without telling anything about it. */
  readonly id: string;
  /** Where it comes from, for people. */
  readonly says: string;
  /** `what` is bound to the wrapped key: another row's does not unwrap. */
  wrap(what: string, key: Uint8Array): Promise<Uint8Array>;
  unwrap(what: string, wrapped: Uint8Array): Promise<Uint8Array>;
  /** What an installation from before the ring has made of its one key. */
  readonly before: { readonly check: string; derived(purpose: Purpose): Buffer } | null;
}

/** Stored secrets; lines of the audit; proofs that we have written something ourselves. */
export type Purpose = 'secrets' | 'audit' | 'proofs';
export const purposes: readonly Purpose[] = ['secrets', 'audit', 'proofs'];

export interface Masters {
  /** The one to use comes first. */
  readonly all: readonly Master[];
  /** Makes a new first one and keeps it safely. Null: whoever gave them has to give another one. */
  readonly renew: (() => Promise<void>) | null;
}

const derive = (key: Uint8Array, what: string): Buffer => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `vaultflow ${what} v1`, 32));

/** A key whose bytes we have: 32 of them. */
export function localMaster(key: Uint8Array, says: string): Master {
  if (key.length !== 32) throw fail('conflict', 'The key for stored secrets must have 32 bytes.');
  const wrapping = derive(key, 'ring');
  const check = createHmac('sha256', key).update('vaultflow key check').digest('base64url').slice(0, 16);
  return {
    id: `key:${check}`,
    says,
    async wrap(what, inner) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', wrapping, iv, { authTagLength: 16 });
      cipher.setAAD(Buffer.from(what));
      const wrapped = Buffer.concat([cipher.update(inner), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), wrapped]);
    },
    async unwrap(what, wrapped) {
      const bytes = Buffer.from(wrapped);
      try {
        const decipher = createDecipheriv('aes-256-gcm', wrapping, bytes.subarray(0, 12), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(what));
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
      } catch {
        throw fail('conflict', `The ${what} was changed: it does not open with ${says}.`);
      }
    },
    before: { check, derived: (purpose) => derive(key, purpose) },
  };
}

/** Keys that somebody hands in. */
export const givenMasters = (...keys: readonly Uint8Array[]): Masters => ({
  all: keys.map((key, index) => localMaster(key, index === 0 ? 'the given key' : `the given key number ${index + 1}`)),
  renew: null,
});

/** For a Key Vault, which binds nothing to what it wraps: the name goes in with the key. */
export const named = (what: string, key: Uint8Array): Buffer => Buffer.concat([nameOf(what), key]);
export function unnamed(what: string, bytes: Uint8Array): Uint8Array {
  const all = Buffer.from(bytes);
  if (all.length !== 48 || !all.subarray(0, 16).equals(nameOf(what))) throw fail('conflict', `The ${what} was changed.`);
  return all.subarray(16);
}
const nameOf = (what: string): Buffer => createHash('sha256').update(what).digest().subarray(0, 16);
