// What can be set from outside, read once from the environment that main.ts hands over. A value that cannot be used is refused
// with a sentence; nothing falls back silently.

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fail } from '../nodes/kit/errors.ts';
import type { BackupSettings } from './backup/backups.ts';
import { type Fleet, readFleet } from './fleet.ts';
import { type Binding, readBinding } from './security/binding.ts';
import { keysFromText } from './security/key-file.ts';
import { type ProviderSettings, readProvider } from './security/provider.ts';
import type { TracingSettings } from './tracing.ts';

export interface Settings {
  readonly port: number;
  /** False: nobody chose the port. */
  readonly portGiven: boolean;
  readonly dataFolder: string;
  /** The owner's bearer token for scripts. */
  readonly token: string | null;
  /** How people reach this server when it stands behind a proxy. */
  readonly publicUrl: URL | null;
  readonly keys: KeySettings;
  readonly egressAllow: string;
  readonly logLevel: string;
  /** Days for which ended runs are kept; 0: for ever. */
  readonly keepDays: number;
  /** When so many runs wait for their turn, no more are accepted from outside. */
  readonly mostWaiting: number;
  readonly backup: BackupSettings;
  /** Null: nobody wants traces. */
  readonly tracing: TracingSettings | null;
  readonly binding: Binding;
  /** The organisation's own sign-in. */
  readonly provider: ProviderSettings | null;
  /** Null: this process is alone, with a file of its own. */
  readonly fleet: Fleet | null;
  /** Made at the start where there is no account yet: for machines that nobody sits at. */
  readonly firstAdmin: { readonly login: string; readonly password: string } | null;
}

/** What secrets at rest are kept by. */
export interface KeySettings {
  /** 32 bytes each, where they are given and not in a file; the one to use first. */
  readonly given: readonly Uint8Array[];
  readonly file: string;
  /** Nobody has named the file: it is made, and its key changed, here. */
  readonly fileIsOurs: boolean;
  /** A key in a Key Vault that wraps the others. */
  readonly vaultKey: URL | null;
}

export const DEFAULT_PORT = 4680;
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

export function readSettings(env: { readonly [name: string]: string | undefined }): Settings {
  const text = (name: string): string | null => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };
  /** Given as it is, or in a file, as orchestrators hand out secrets. */
  const secret = (name: string): string | null => {
    const file = text(`${name}_FILE`);
    if (file === null) return text(name);
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      throw fail('conflict', `${name}_FILE cannot be read: ${(error as Error).message}`);
    }
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
  const mostWaiting = text('VAULTFLOW_MOST_WAITING') ?? '10000';
  if (!/^[1-9]\d{1,6}$/.test(mostWaiting))
    throw fail('conflict', `VAULTFLOW_MOST_WAITING must be a number of runs, 10 or more, not “${mostWaiting}”.`);
  const dataFolder = resolve(text('VAULTFLOW_DATA') ?? join(homedir(), '.vaultflow'));
  const keys = readKeys(text, dataFolder);
  const backup = readBackup(text, dataFolder);
  return {
    port: port === null ? DEFAULT_PORT : Number(port),
    portGiven: port !== null,
    dataFolder,
    token,
    publicUrl: publicUrl === null ? null : new URL(publicUrl),
    keys,
    egressAllow: text('VAULTFLOW_EGRESS_ALLOW') ?? '',
    logLevel,
    keepDays: Number(keepDays),
    mostWaiting: Number(mostWaiting),
    backup,
    tracing: readTracing(text, secret),
    binding: readBinding(text, publicUrl),
    provider: readProvider(text, secret),
    fleet: readFleet(text, secret, keys),
    firstAdmin: firstAdmin(text('VAULTFLOW_ADMIN'), secret('VAULTFLOW_ADMIN_PASSWORD')),
  };
}

/** The names that OpenTelemetry has for them everywhere. */
function readTracing(text: (name: string) => string | null, secret: (name: string) => string | null): TracingSettings | null {
  const endpoint = text('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (endpoint === null) return null;
  if (!(URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)))
    throw fail('conflict', 'OTEL_EXPORTER_OTLP_ENDPOINT must be an address such as http://127.0.0.1:4318.');
  const pairs = (secret('OTEL_EXPORTER_OTLP_HEADERS') ?? '').split(',').filter((pair) => pair.trim() !== '');
  const headers = Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw fail('conflict', 'OTEL_EXPORTER_OTLP_HEADERS must be written like api-key=…,other=….');
      return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
    }),
  );
  return { endpoint, headers, serviceName: text('OTEL_SERVICE_NAME') ?? 'vaultflow' };
}

function readKeys(text: (name: string) => string | null, dataFolder: string): KeySettings {
  const [given, file, vault] = [text('VAULTFLOW_KEY'), text('VAULTFLOW_KEY_FILE'), text('VAULTFLOW_KEY_VAULT_KEY')];
  const vaultKey = vault !== null && URL.canParse(vault) ? new URL(vault) : null;
  if (vault !== null && !(vaultKey?.protocol === 'https:' && /^\/keys\/[A-Za-z0-9-]{1,127}\/?$/.test(vaultKey.pathname)))
    throw fail(
      'conflict',
      `VAULTFLOW_KEY_VAULT_KEY must be the address of a key without its version, such as https://myvault.vault.azure.net/keys/vaultflow, not “${vault}”.`,
    );
  return {
    given: given === null ? [] : keysFromText(given, 'VAULTFLOW_KEY'),
    file: resolve(file ?? join(dataFolder, 'secrets.key')),
    fileIsOurs: file === null,
    vaultKey,
  };
}

function readBackup(text: (name: string) => string | null, dataFolder: string): BackupSettings {
  const keep = text('VAULTFLOW_BACKUP_KEEP') ?? '24';
  if (!/^\d{1,4}$/.test(keep))
    throw fail('conflict', `VAULTFLOW_BACKUP_KEEP must be a number of backups (0: none are made), not “${keep}”.`);
  const hours = text('VAULTFLOW_BACKUP_HOURS') ?? '1';
  if (!(/^\d{1,3}(\.\d{1,2})?$/.test(hours) && Number(hours) > 0))
    throw fail('conflict', `VAULTFLOW_BACKUP_HOURS must be the hours between two backups, such as 1 or 0.5, not “${hours}”.`);
  return { keep: Number(keep), everyHours: Number(hours), folder: resolve(text('VAULTFLOW_BACKUP_FOLDER') ?? join(dataFolder, 'backups')) };
}

function firstAdmin(login: string | null, password: string | null): Settings['firstAdmin'] {
  if (login === null && password === null) return null;
  if (login === null || password === null) throw fail('conflict', 'VAULTFLOW_ADMIN and VAULTFLOW_ADMIN_PASSWORD_FILE belong together.');
  return { login, password };
}
