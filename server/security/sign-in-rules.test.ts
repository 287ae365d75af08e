import { describe, expect, test } from 'vitest';
import { MACHINE, mayEnter, personOf } from './actor.ts';
import { afterFailure, shutFor, type Tries } from './lockout.ts';
import { looksLikeRecovery, newRecoveryCodes, newTotp, recoveryHash, totpNow, totpStep } from './one-time-codes.ts';
import { sameText } from './same-text.ts';
import { isTokenText, newTokenText } from './token-text.ts';

const at = Date.UTC(2026, 10, 22, 12);

describe('codes of an authenticator app', () => {
  const { secret, uri } = newTotp('ada@example.com');

  test('the address holds what the app needs', () => {
    expect(uri).toMatch(
      /^otpauth:\/\/totp\/Vaultflow:ada%40example\.com\?issuer=Vaultflow&secret=[A-Z2-7]{32}&algorithm=SHA1&digits=6&period=30$/,
    );
  });

  test('the present code is good, one step early or late as well, and nothing else', () => {
    for (const shift of [-30_000, 0, 30_000]) expect(totpStep(secret, totpNow(secret, at + shift), at, 0)).not.toBeNull();
    for (const shift of [-90_000, 90_000]) expect(totpStep(secret, totpNow(secret, at + shift), at, 0)).toBeNull();
    for (const code of ['', '12345', '1234567', 'abcdef']) expect(totpStep(secret, code, at, 0)).toBeNull();
  });

  test('a code is good once, and an older one is not good afterwards', () => {
    const step = totpStep(secret, totpNow(secret, at), at, 0) ?? 0;
    expect(totpStep(secret, totpNow(secret, at), at, step)).toBeNull();
    expect(totpStep(secret, totpNow(secret, at - 30_000), at, step)).toBeNull();
    expect(totpStep(secret, totpNow(secret, at + 30_000), at + 30_000, step)).toBe(step + 1);
  });
});

test('recovery codes are ten, differ, can be typed carelessly, and are kept as hashes', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(looksLikeRecovery(code)).toBe(true);
  const [code = ''] = codes;
  expect(recoveryHash(` ${code.toUpperCase()} `)).toBe(recoveryHash(code));
  expect(recoveryHash(code)).not.toContain(code);
});

describe('a door after wrong passwords', () => {
  const tried = (failures: number): Tries =>
    Array.from({ length: failures }).reduce<Tries | null>((tries) => afterFailure(tries, at), null) as Tries;

  test('stays open for five, then shuts twice as long each time, a quarter of an hour at most', () => {
    expect([1, 4].map((n) => shutFor(tried(n), at))).toEqual([0, 0]);
    expect([5, 6, 7, 30].map((n) => shutFor(tried(n), at))).toEqual([15_000, 30_000, 60_000, 900_000]);
    expect(shutFor(tried(5), at + 15_000)).toBe(0);
  });

  test('is forgotten after a day, and a clock set back locks nobody for longer', () => {
    expect(shutFor(tried(30), at + 24 * 3_600_000)).toBe(0);
    expect(afterFailure(tried(30), at + 24 * 3_600_000).failures).toBe(1);
    expect(shutFor(tried(5), at - 3_600_000)).toBe(15_000);
  });
});

test('a token is recognised by its form; one wrong letter is noticed without asking anybody', () => {
  const token = newTokenText();
  expect(token).toMatch(/^vf_[\w-]{43}[0-9a-f]{8}$/);
  expect(isTokenText(token)).toBe(true);
  for (const at of [5, 20, 50]) expect(isTokenText(token.slice(0, at) + (token[at] === 'a' ? 'b' : 'a') + token.slice(at + 1))).toBe(false);
});

test('secrets are compared whatever letters they have', () => {
  expect(sameText('state', 'state')).toBe(true);
  for (const other of ['stat', 'statf', 'ståte', 'été--', '']) expect(sameText('state', other)).toBe(false);
});

describe('who is who', () => {
  test('a token is its person, the access of the machine is somebody unknown, a trigger is nobody', () => {
    expect(personOf({ kind: 'user', id: 'user_1', name: 'Ada' })).toBe('user_1');
    expect(personOf({ kind: 'token', id: 'token_9', name: 'ci', person: 'user_1' })).toBe('user_1');
    expect(personOf({ kind: 'token', id: 'VAULTFLOW_TOKEN', name: 'x' })).toBe(MACHINE);
    expect(personOf({ kind: 'user', id: 'owner', name: 'Owner' })).toBe(MACHINE);
    expect(personOf({ kind: 'trigger', id: 'x', name: 'x' })).toBeNull();
  });

  test('roles open doors up to their own; only administrators look after the installation', () => {
    expect(mayEnter({ role: 'editor' }, 'operator')).toBe(true);
    expect(mayEnter({ role: 'operator' }, 'editor')).toBe(false);
    expect(mayEnter({ role: 'owner' }, 'admin')).toBe(false);
    expect(mayEnter({ role: 'owner', admin: true }, 'admin')).toBe(true);
    expect(mayEnter({ role: 'viewer', outside: true }, 'viewer')).toBe(false);
    expect(mayEnter({ role: 'viewer', outside: true }, 'self')).toBe(true);
  });
});
