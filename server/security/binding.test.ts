import { describe, expect, test } from 'vitest';
import { demandSafe, readBinding } from './binding.ts';
import { readProvider } from './provider.ts';

const read = (env: Record<string, string>) => readBinding((name) => env[name] ?? null, env.VAULTFLOW_PUBLIC_URL ?? null);
const tls = { VAULTFLOW_TLS_CERT: 'cert.pem', VAULTFLOW_TLS_KEY: 'key.pem', VAULTFLOW_PUBLIC_URL: 'https://vaultflow.example.com' };
const proxy = { VAULTFLOW_BEHIND_PROXY: '1', VAULTFLOW_PUBLIC_URL: 'https://vaultflow.example.com' };

describe('the server listens', () => {
  test.each(['127.0.0.1', '127.0.0.53', 'localhost', '::1', '[::1]'])('on this machine without conditions: %s', (HOST) => {
    expect(() => demandSafe(read({ HOST }), false)).not.toThrow();
  });

  test('on this machine when nothing is said', () =>
    expect(read({})).toEqual({ host: '127.0.0.1', tls: null, behindProxy: false, named: false }));

  test.each<[string, Record<string, string>, boolean, RegExp | null]>([
    ['not without anything', {}, false, /administrator.*\n.*TLS/],
    ['not with an administrator alone', {}, true, /- TLS/],
    ['not with TLS alone', tls, false, /- an administrator/],
    ['not behind a proxy alone', proxy, false, /- an administrator/],
    ['not without its name', { ...tls, VAULTFLOW_PUBLIC_URL: '' }, true, /- VAULTFLOW_PUBLIC_URL/],
    ['with an administrator and TLS', tls, true, null],
    ['with an administrator behind a proxy', proxy, true, null],
  ])('on a network %s', (_what, env, admin, says) => {
    for (const HOST of ['0.0.0.0', '::', '10.0.0.4', 'vaultflow.internal', '127.0.0.1.example.com']) {
      const start = () => demandSafe(read({ HOST, ...env }), admin);
      if (says) expect(start).toThrow(says);
      else expect(start).not.toThrow();
    }
  });
});

test.each([
  [{ VAULTFLOW_TLS_CERT: 'cert.pem' }, /belong together/],
  [{ VAULTFLOW_BEHIND_PROXY: '1' }, /VAULTFLOW_PUBLIC_URL/],
  [{ ...proxy, VAULTFLOW_PUBLIC_URL: 'http://vaultflow.example.com' }, /https/],
  [{ VAULTFLOW_BEHIND_PROXY: 'yes' }, /must be 1 or 0/],
  [{ HOST: 'a b' }, /HOST/],
])('what cannot be meant is refused: %o', (env, says) => expect(() => read(env as Record<string, string>)).toThrow(says));

describe('the organisation’s sign-in', () => {
  const provider = (env: Record<string, string>) =>
    readProvider(
      (name) => env[name] ?? null,
      (name) => env[name] ?? null,
    );
  const whole = {
    VAULTFLOW_OIDC_ISSUER: 'https://login.microsoftonline.com/t/v2.0',
    VAULTFLOW_OIDC_CLIENT_ID: 'c',
    VAULTFLOW_OIDC_CLIENT_SECRET: 's',
  };

  test('is off when nothing is said, and knows Entra ID by its address', () => {
    expect(provider({})).toBeNull();
    expect(provider(whole)).toMatchObject({ name: 'Microsoft Entra ID', adminGroup: null });
  });

  test('is refused without its secret, and over plain http anywhere but on this machine', () => {
    expect(() => provider({ VAULTFLOW_OIDC_ISSUER: whole.VAULTFLOW_OIDC_ISSUER })).toThrow('needs VAULTFLOW_OIDC_CLIENT_ID');
    expect(() => provider({ ...whole, VAULTFLOW_OIDC_ISSUER: 'http://id.example.com' })).toThrow('https');
    expect(provider({ ...whole, VAULTFLOW_OIDC_ISSUER: 'http://127.0.0.1:9000' })).not.toBeNull();
  });
});
