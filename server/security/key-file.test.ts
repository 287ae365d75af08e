import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keysFromFile, keysFromText, mastersInFile, ownMasters } from './key-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vaultflow-key-'));
  file = join(folder, 'secrets.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the key file', () => {
  test('is made once, for its owner only, and refused when others may read it', () => {
    expect(() => keysFromFile(file, false)).toThrow('is missing');
    const made = keysFromFile(file, true);
    expect(keysFromFile(file, false)).toEqual(made);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    expect(() => keysFromFile(file, true)).toThrow('can be read by others');
    writeFileSync(join(folder, 'short'), 'abc', { mode: 0o600 });
    expect(() => keysFromFile(join(folder, 'short'), true)).toThrow('does not hold a key');
  });

  test('holds 32 bytes in base64, once or several times', () => {
    const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    expect(keysFromText(`${one.toString('base64')},\n ${two.toString('base64')}\n`, 'it')).toEqual([one, two]);
    for (const text of ['!!', '', `${one.toString('base64')} ${one.toString('hex')}`])
      expect(() => keysFromText(text, 'VAULTFLOW_KEY')).toThrow('32 bytes in base64');
  });

  test('that is ours gets a new key; the old one stays beside it and still opens what it has wrapped', async () => {
    let at = Date.parse('2026-03-01T00:00:00Z');
    const masters = ownMasters(file, true, () => at);
    const [first] = masters.all;
    const wrapped = await first?.wrap('key 1', Buffer.alloc(32, 9));
    await masters.renew?.();
    at += 1_000;
    await masters.renew?.();
    expect(readdirSync(folder).sort()).toEqual([
      'secrets.key',
      'secrets.key.before-2026-03-01T00-00-00-000Z',
      'secrets.key.before-2026-03-01T00-00-01-000Z',
    ]);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const again = ownMasters(file, false);
    expect(again.all.map(({ id }) => id)).toEqual(masters.all.map(({ id }) => id));
    expect(new Set(again.all.map(({ id }) => id)).size).toBe(3);
    const opener = again.all.find(({ id }) => id === first?.id);
    expect(await opener?.unwrap('key 1', wrapped as Uint8Array)).toEqual(Buffer.alloc(32, 9));
    await expect(opener?.unwrap('key 2', wrapped as Uint8Array)).rejects.toThrow('was changed');
  });

  test('of a change that the power ended halfway: the half new one is thrown away', async () => {
    const masters = ownMasters(file, true);
    const before = readFileSync(file, 'utf8');
    writeFileSync(`${file}.new`, 'half a k', { mode: 0o600 });
    expect(ownMasters(file, false).all).toHaveLength(1);
    await masters.renew?.();
    expect(existsSync(`${file}.new`)).toBe(false);
    expect(readFileSync(file, 'utf8')).not.toBe(before);
    expect(keysFromFile(file, false)).toHaveLength(1);
  });

  test('that others look after is never written', () => {
    writeFileSync(file, `${Buffer.alloc(32, 2).toString('base64')}\n${Buffer.alloc(32, 1).toString('base64')}\n`, { mode: 0o600 });
    const masters = mastersInFile(file, false);
    expect(masters.renew).toBeNull();
    expect(masters.all.map(({ says }) => says)).toEqual([file, `${file}, key number 2`]);
  });
});
