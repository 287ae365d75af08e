import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings } from './settings.ts';

describe('settings', () => {
  test('have defaults that need nothing', () => {
    expect(readSettings({})).toMatchObject({
      port: 4680,
      portGiven: false,
      dataFolder: join(homedir(), '.vaultflow'),
      keys: { given: [], file: join(homedir(), '.vaultflow/secrets.key'), fileIsOurs: true, vaultKey: null },
      token: null,
      publicUrl: null,
      logLevel: 'warn',
      keepDays: 90,
    });
  });

  test('follow the environment; an empty value counts as none', () => {
    const settings = readSettings({
      PORT: '0',
      VAULTFLOW_DATA: '/srv/vf',
      VAULTFLOW_TOKEN: ' ',
      VAULTFLOW_PUBLIC_URL: 'https://vf.example.com/',
      VAULTFLOW_KEEP_DAYS: '0',
    });
    expect(settings).toMatchObject({ port: 0, portGiven: true, dataFolder: '/srv/vf', token: null, keepDays: 0 });
    expect(settings.publicUrl?.origin).toBe('https://vf.example.com');
  });

  test.each([
    [{ PORT: '70000' }, 'PORT'],
    [{ PORT: 'http' }, 'PORT'],
    [{ VAULTFLOW_TOKEN: 'short' }, '16 characters'],
    [{ VAULTFLOW_PUBLIC_URL: 'vf.example.com' }, 'VAULTFLOW_PUBLIC_URL'],
    [{ VAULTFLOW_PUBLIC_URL: 'ftp://vf.example.com' }, 'VAULTFLOW_PUBLIC_URL'],
    [{ VAULTFLOW_LOG: 'loud' }, 'VAULTFLOW_LOG'],
    [{ VAULTFLOW_KEY: 'short' }, 'VAULTFLOW_KEY does not hold a key'],
    [{ VAULTFLOW_KEY_VAULT_KEY: 'http://v.vault.azure.net/keys/k' }, 'the address of a key without its version'],
    [{ VAULTFLOW_KEY_VAULT_KEY: 'https://v.vault.azure.net/keys/k/0123' }, 'the address of a key without its version'],
    [{ VAULTFLOW_KEEP_DAYS: '-1' }, 'number of days'],
    [{ VAULTFLOW_KEEP_DAYS: '90d' }, 'VAULTFLOW_KEEP_DAYS'],
    [{ VAULTFLOW_MOST_WAITING: '5' }, 'number of runs'],
  ])('that cannot be used are refused with a sentence: %o', (env, says) => {
    expect(() => readSettings(env)).toThrow(says);
  });
});
