import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-fleet-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = Buffer.alloc(32, 7).toString('base64');
const database = 'postgres://vf:Tr0ub4dor@db.example.com:5432/vaultflow';
const base = { VAULTFLOW_DATA: folder, VAULTFLOW_KEY: key };

describe('many machines', () => {
  test('without DATABASE_URL a process is alone', () => {
    expect(readSettings(base).fleet).toBeNull();
  });

  test('the database is enough: the queue stands in it, and every process does everything', () => {
    expect(readSettings({ ...base, DATABASE_URL: database }).fleet).toEqual({
      databaseUrl: database,
      queueUrl: null,
      roles: { web: true, worker: true },
    });
  });

  test('a queue on Redis and roles', () => {
    const all = { ...base, DATABASE_URL: database, REDIS_URL: 'rediss://:pw@cache.example.com:10000', VAULTFLOW_ROLES: ' worker' };
    expect(readSettings(all).fleet).toMatchObject({
      queueUrl: 'rediss://:pw@cache.example.com:10000',
      roles: { web: false, worker: true },
    });
    expect(readSettings({ ...base, DATABASE_URL: database, VAULTFLOW_ROLES: 'web,worker' }).fleet?.roles).toEqual({
      web: true,
      worker: true,
    });
  });

  test('addresses with passwords may stand in files', () => {
    const file = join(folder, 'database-url');
    writeFileSync(file, `${database}\n`);
    expect(readSettings({ ...base, DATABASE_URL_FILE: file }).fleet?.databaseUrl).toBe(database);
    expect(() => readSettings({ ...base, DATABASE_URL_FILE: join(folder, 'nowhere') })).toThrow('DATABASE_URL_FILE cannot be read');
  });

  test.each([
    [{ REDIS_URL: 'redis://localhost' }, 'set DATABASE_URL'],
    [{ VAULTFLOW_ROLES: 'web' }, 'set DATABASE_URL'],
    [{ DATABASE_URL: database, VAULTFLOW_ROLES: 'web,cook' }, 'web, worker or web,worker'],
    [{ DATABASE_URL: 'mysql://vf:Tr0ub4dor@db/vf' }, 'DATABASE_URL must be an address such as postgres://'],
    [{ DATABASE_URL: database, REDIS_URL: 'localhost:6379' }, 'REDIS_URL must be an address such as rediss://'],
    [{ DATABASE_URL: database, VAULTFLOW_KEY: 'short' }, 'VAULTFLOW_KEY does not hold a key'],
    [{ DATABASE_URL: database, VAULTFLOW_KEY: '' }, 'the same on every machine'],
  ])('half a fleet is refused, with a sentence and without a password: %o', (env, says) => {
    let told = '';
    try {
      readSettings({ ...base, ...env });
    } catch (error) {
      told = (error as Error).message;
    }
    expect(told).toContain(says);
    expect(told).not.toContain('Tr0ub4dor');
  });
});
