// What can be set from outside, read once from the environment that main.ts hands over. A value that cannot be used is refused
// with a sentence; nothing falls back silently.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fail } from '../nodes/kit/errors.ts';

export interface Settings {
  readonly port: number;
  /** False: nobody chose the port. */
  readonly portGiven: boolean;
  readonly dataFolder: string;
  /** The owner's bearer token for scripts. */
  readonly token: string | null;
  /** How people reach this server when it stands behind a proxy. */
  readonly publicUrl: URL | null;
  readonly keyFile: string;
  readonly egressAllow: string;
  readonly logLevel: string;
  /** Days for which ended runs are kept; 0: for ever. */
  readonly keepDays: number;
}

export const DEFAULT_PORT = 4680;
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

export function readSettings(env: { readonly [name: string]: string | undefined }): Settings {
  const text = (name: string): string | null => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };
  const port = text('PORT');
  if (port !== null && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
    throw fail('conflict', `PORT must be a port number, not “${port}”.`);
  const token = text('VAULTFLOW_TOKEN');
  if (token !== null && token.length < 16)
    throw fail('conflict', 'VAULTFLOW_TOKEN must have at least 16 characters. A good one: openssl rand -base64 32');
  const publicUrl = text('VAULTFLOW_PUBLIC_URL');
  if (publicUrl !== null && !(URL.canParse(publicUrl) && /^https?:$/.test(new URL(publicUrl).protocol)))
    throw fail('conflict', `VAULTFLOW_PUBLIC_URL must be an address such as https://vaultflow.example.com, not “${publicUrl}”.`);
  const logLevel = text('VAULTFLOW_LOG') ?? 'warn';
  if (!logLevels.includes(logLevel)) throw fail('conflict', `VAULTFLOW_LOG must be one of ${logLevels.join(', ')}.`);
  const keepDays = text('VAULTFLOW_KEEP_DAYS') ?? '90';
  if (!/^\d{1,5}$/.test(keepDays)) throw fail('conflict', `VAULTFLOW_KEEP_DAYS must be a number of days (0: for ever), not “${keepDays}”.`);
  const dataFolder = resolve(text('VAULTFLOW_DATA') ?? join(homedir(), '.vaultflow'));
  return {
    port: port === null ? DEFAULT_PORT : Number(port),
    portGiven: port !== null,
    dataFolder,
    token,
    publicUrl: publicUrl === null ? null : new URL(publicUrl),
    keyFile: resolve(text('VAULTFLOW_KEY_FILE') ?? join(dataFolder, 'secrets.key')),
    egressAllow: text('VAULTFLOW_EGRESS_ALLOW') ?? '',
    logLevel,
    keepDays: Number(keepDays),
  };
}
