import { describe, expect, test } from 'vitest';
import { hashPassword, isOutdated, isPassword, passwordProblem } from './passwords.ts';

describe('a password', () => {
  test('is known again, in both spellings of a letter with an accent, and no other is', async () => {
    const kept = await hashPassword('Rosé und Käse, bitte');
    expect(await isPassword('Rosé und Käse, bitte', kept)).toBe(true);
    expect(await isPassword('Rosé und Käse, bitte'.normalize('NFD'), kept)).toBe(true);
    expect(await isPassword('Rose und Kase, bitte', kept)).toBe(false);
    expect(await isPassword('', kept)).toBe(false);
  });

  test('is kept as argon2id with a salt of its own and its parameters', async () => {
    const [one, two] = await Promise.all([hashPassword('the same words twice'), hashPassword('the same words twice')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w-]{22}\$[\w-]{43}$/);
    expect(two).not.toBe(one);
    expect(isOutdated(one)).toBe(false);
    expect(isOutdated(one.replace('m=19456', 'm=4096'))).toBe(true);
  });

  test('of an account that is none is never right, and what is no hash never opens', async () => {
    expect(await isPassword('anything at all', null)).toBe(false);
    expect(await isPassword('anything at all', 'anything at all')).toBe(false);
  });

  test('a flood of sign-ins is turned away instead of waiting for ever', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 70 }, () => isPassword('x', null)));
    const refused = tries.filter((one) => one.status === 'rejected');
    expect(refused.length).toBe(70 - 66);
    expect(refused[0]).toMatchObject({ reason: { failure: { code: 'too_many_requests' } } });
    expect(await isPassword('afterwards it works again', null)).toBe(false);
  });
});

test.each([
  ['short', 'ada', /at least 12/],
  ['aaaaaaaaaaaaaaaa', 'ada', /first that anybody/],
  ['password1234', 'ada', /first that anybody/],
  ['Vaultflow2026!', 'ada', /first that anybody/],
  ['4711 0815 ...', 'ada', /first that anybody/],
  ['lovelace12345', 'lovelace@example.com', /first that anybody/],
  ['correct horse battery staple', 'ada', null],
  ['x'.repeat(201), 'ada', /at most 200/],
])('%s as a password of %s', (password, login, says) => {
  const problem = passwordProblem(password, login);
  if (says) expect(problem).toMatch(says);
  else expect(problem).toBeNull();
});
