// Whether this process is one of many, and which: DATABASE_URL, REDIS_URL, VAULTFLOW_ROLES. Half a fleet is refused with the
// sentence that says what is missing; nothing falls back to a local file.
import { existsSync } from 'node:fs';
import { fail } from '../nodes/kit/errors.ts';
import type { KeySettings } from './settings.ts';

export interface Fleet {
  readonly databaseUrl: string;
  /** Redis or Valkey; null: the queue stands in the database too. */
  readonly queueUrl: string | null;
  readonly roles: Roles;
}

export interface Roles {
  /** Answers people, webhooks and the API. */
  readonly web: boolean;
  /** Advances runs. */
  readonly worker: boolean;
}

export const bothRoles: Roles = { web: true, worker: true };

type Text = (name: string) => string | null;

export function readFleet(text: Text, secret: Text, keys: KeySettings): Fleet | null {
  const databaseUrl = secret('DATABASE_URL');
  const queueUrl = secret('REDIS_URL');
  const roles = text('VAULTFLOW_ROLES');
  if (databaseUrl === null) {
    if (queueUrl !== null) throw fail('conflict', 'REDIS_URL is for many machines: set DATABASE_URL to their PostgreSQL too.');
    if (roles !== null) throw fail('conflict', 'VAULTFLOW_ROLES is for many machines: set DATABASE_URL to their PostgreSQL too.');
    return null;
  }
  addressOf('DATABASE_URL', databaseUrl, /^postgres(ql)?:$/, 'postgres://user:password@host:5432/database?sslmode=verify-full');
  if (queueUrl !== null) addressOf('REDIS_URL', queueUrl, /^rediss?:$/, 'rediss://:password@host:10000');
  if (keys.given.length === 0 && keys.vaultKey === null && !existsSync(keys.file))
    throw fail(
      'conflict',
      'With DATABASE_URL the key for stored secrets has to be given, the same on every machine: VAULTFLOW_KEY, the file VAULTFLOW_KEY_FILE, or VAULTFLOW_KEY_VAULT_KEY. A new one for a new installation: openssl rand -base64 32',
    );
  return { databaseUrl, queueUrl, roles: rolesOf(roles) };
}

/** Says nothing of the value: it has a password in it. */
function addressOf(name: string, value: string, protocol: RegExp, like: string): void {
  if (!URL.canParse(value) || !protocol.test(new URL(value).protocol)) throw fail('conflict', `${name} must be an address such as ${like}`);
}

function rolesOf(text: string | null): Roles {
  if (text === null) return bothRoles;
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name !== 'web' && name !== 'worker'))
    throw fail('conflict', `VAULTFLOW_ROLES must be web, worker or web,worker, not “${text}”.`);
  return { web: names.includes('web'), worker: names.includes('worker') };
}
