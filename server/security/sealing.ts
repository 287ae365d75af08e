// Secrets at rest: AES-256-GCM under one key per installation, bound to the place they belong to, so that a sealed secret moved
// to another row does not open. The key stands in a file of its own (0600) or is given; it is never made anew over old secrets.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { fail } from '../../nodes/kit/errors.ts';

const FORMAT = 1;

export interface Sealing {
  /** `place` names what the secret belongs to: `connection/<id>`. */
  seal(place: string, plain: string): Uint8Array;
  open(place: string, sealed: Uint8Array): string;
  /** Proves that this installation has written `text`: what comes back without it was made up elsewhere. */
  prove(text: string): string;
}

export function createSealing(key: Uint8Array): Sealing {
  if (key.length !== 32) throw fail('conflict', 'The key for stored secrets must have 32 bytes.');
  const own = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'vaultflow secrets v1', 32));
  const proving = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'vaultflow proofs v1', 32));
  return {
    prove: (text) => createHmac('sha256', proving).update(text).digest('base64url'),
    seal(place, plain) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', own, iv, { authTagLength: 16 });
      cipher.setAAD(Buffer.from(`vf${FORMAT}|${place}`));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([FORMAT]), iv, cipher.getAuthTag(), sealed]);
    },
    open(place, sealed) {
      const bytes = Buffer.from(sealed);
      try {
        if (bytes[0] !== FORMAT) throw new Error('unknown format');
        const decipher = createDecipheriv('aes-256-gcm', own, bytes.subarray(1, 13), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(`vf${FORMAT}|${place}`));
        decipher.setAuthTag(bytes.subarray(13, 29));
        return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]).toString('utf8');
      } catch {
        throw fail('connection_invalid', 'A stored secret cannot be opened with this installation’s key. Enter it again.');
      }
    },
  };
}

/** Seals the audit: who can write the database and has not this key cannot make lines up. */
export const auditKey = (key: Uint8Array): Buffer => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'vaultflow audit v1', 32));

/** Tells one key from another without telling anything about it: kept beside the secrets, compared at each start. */
export const keyCheck = (key: Uint8Array): string =>
  createHmac('sha256', key).update('vaultflow key check').digest('base64url').slice(0, 16);

/** Reads the key file. Makes it only where nothing was ever sealed (`mayMake`); refuses one that others may read. */
export function keyFromFile(file: string, mayMake: boolean): Buffer {
  if (!existsSync(file)) {
    if (!mayMake)
      throw fail('conflict', `The key for stored secrets is missing: ${file}. Put it back from your backup; a new one would open nothing.`);
    const key = randomBytes(32);
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, `${key.toString('base64')}\n`);
    fsyncSync(handle);
    closeSync(handle);
    return key;
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw fail('conflict', `${file} can be read by others. Run: chmod 600 ${file}`);
  return keyFromText(readFileSync(file, 'utf8'), file);
}

export function keyFromText(text: string, where: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== 32) throw fail('conflict', `${where} does not hold a key: 32 bytes in base64.`);
  return key;
}
