import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSealing, keyFromFile, keyFromText } from './sealing.ts';

const key = Buffer.alloc(32, 7);

describe('sealed secrets', () => {
  test('open where they belong', () => {
    const sealing = createSealing(key);
    expect(sealing.open('connection/a', sealing.seal('connection/a', 'pässword'))).toBe('pässword');
  });

  test('do not open in another place, with another key, or changed by one bit', () => {
    const sealing = createSealing(key);
    const sealed = sealing.seal('connection/a', 'secret');
    expect(() => sealing.open('connection/b', sealed)).toThrow('cannot be opened');
    expect(() => createSealing(Buffer.alloc(32, 8)).open('connection/a', sealed)).toThrow('cannot be opened');
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] as number) ^ 1;
      expect(() => sealing.open('connection/a', changed)).toThrow('cannot be opened');
    }
    expect(() => sealing.open('connection/a', sealed.subarray(0, 20))).toThrow('cannot be opened');
  });

  test('look different each time', () => {
    const sealing = createSealing(key);
    expect(sealing.seal('a', 'secret')).not.toEqual(sealing.seal('a', 'secret'));
  });
});

describe('the key file', () => {
  test('is made once, for its owner only, and refused when others may read it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vaultflow-key-'));
    const file = join(folder, 'secrets.key');
    expect(() => keyFromFile(file, false)).toThrow('is missing');
    const made = keyFromFile(file, true);
    expect(keyFromFile(file, false)).toEqual(made);
    chmodSync(file, 0o644);
    expect(() => keyFromFile(file, true)).toThrow('can be read by others');
    writeFileSync(join(folder, 'short'), 'abc', { mode: 0o600 });
    expect(() => keyFromFile(join(folder, 'short'), true)).toThrow('does not hold a key');
    rmSync(folder, { recursive: true });
  });

  test('holds 32 bytes in base64', () => {
    expect(() => keyFromText('!!', 'VAULTFLOW_KEY')).toThrow('32 bytes in base64');
  });
});
