import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { headOf, keyNumberOf, openWith, sealWith } from './sealing.ts';

const key = { number: 7, bytes: Buffer.alloc(32, 7) };

describe('sealed secrets', () => {
  test('open where they belong', () => {
    expect(openWith(key, 'connection/a', sealWith(key, 'connection/a', 'pässword'))).toBe('pässword');
  });

  test('do not open in another place, with another key, or changed by one bit', () => {
    const sealed = sealWith(key, 'connection/a', 'secret');
    expect(() => openWith(key, 'connection/b', sealed)).toThrow('cannot be opened');
    expect(() => openWith({ ...key, bytes: Buffer.alloc(32, 8) }, 'connection/a', sealed)).toThrow('cannot be opened');
    expect(() => openWith({ ...key, number: 8 }, 'connection/a', sealed)).toThrow('cannot be opened');
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] as number) ^ 1;
      expect(() => openWith(key, 'connection/a', changed)).toThrow('cannot be opened');
    }
    expect(() => openWith(key, 'connection/a', sealed.subarray(0, 20))).toThrow('cannot be opened');
  });

  test('look different each time', () => {
    expect(sealWith(key, 'a', 'secret')).not.toEqual(sealWith(key, 'a', 'secret'));
  });

  test('say which key they are sealed with; what an older key has sealed compares lower', () => {
    const sealed = (number: number) => Buffer.from(sealWith({ ...key, number }, 'a', 'secret'));
    expect([1, 255, 256, 70_000].map((number) => keyNumberOf(sealed(number)))).toEqual([1, 255, 256, 70_000]);
    for (const [older, newer] of [
      [1, 2],
      [255, 256],
      [65_535, 65_536],
    ] as const) {
      expect(Buffer.compare(sealed(older).subarray(0, 5), headOf(newer))).toBe(-1);
      expect(Buffer.compare(sealed(newer).subarray(0, 5), headOf(newer))).toBe(0);
    }
  });

  test('from before keys had numbers still open, with the first key and no other', () => {
    const iv = Buffer.alloc(12, 3);
    const cipher = createCipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: 16 });
    cipher.setAAD(Buffer.from('vf1|connection/a'));
    const inner = Buffer.concat([cipher.update('old', 'utf8'), cipher.final()]);
    const sealed = Buffer.concat([Buffer.from([1]), iv, cipher.getAuthTag(), inner]);
    expect(keyNumberOf(sealed)).toBe(1);
    expect(openWith({ ...key, number: 1 }, 'connection/a', sealed)).toBe('old');
    expect(() => openWith(key, 'connection/a', sealed)).toThrow('cannot be opened');
    expect(Buffer.compare(sealed.subarray(0, 5), headOf(1))).toBe(-1);
  });
});
