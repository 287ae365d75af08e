// What the Key Vault nodes share: the vault's address, and the names, dates and versions of secrets. No value of a secret is ever
// read here.
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import type { Choice } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { type Ask, list, object, resource, text } from './find.ts';

export const vaultType = 'microsoft.keyvault/vaults';
const apiVersion = '7.4';
/** Lists come in pages of 25; a vault with more secrets than this is not one that people choose from by eye. */
const mostPages = 400;

export interface SecretInfo {
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  readonly enabled: boolean;
  /** ISO 8601; null: never. */
  readonly expires: string | null;
  readonly created: string | null;
  readonly updated: string | null;
  readonly contentType: string | null;
  readonly tags: { readonly [name: string]: string };
}

/** `https://name.vault.azure.net`, of a vault given by name, id or address. */
export async function vaultUrl(azure: AzureBackup, given: string): Promise<string> {
  if (/^https:\/\//i.test(given)) return given.replace(/\/+$/, '');
  const { properties, name } = await resource(azure, vaultType, given, 'key vault');
  const url = text(properties.vaultUri).replace(/\/+$/, '');
  if (url === '') throw fail('not_found', `The key vault ${name} does not say its address.`);
  return url;
}

const moment = (seconds: unknown): string | null => (typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : null);

function info(raw: unknown): SecretInfo {
  const { id, attributes, contentType, tags } = object(raw);
  const { enabled, exp, created, updated } = object(attributes);
  const [name = '', version] = text(id).split('/secrets/')[1]?.split('/') ?? [];
  return {
    id: text(id),
    name,
    version: version || null,
    enabled: enabled !== false,
    expires: moment(exp),
    created: moment(created),
    updated: moment(updated),
    contentType: text(contentType) || null,
    tags: Object.fromEntries(Object.entries(object(tags)).map(([key, value]) => [key, text(value)])),
  };
}

async function* pages(azure: AzureBackup, first: string): AsyncGenerator<SecretInfo> {
  let next: string | null = first;
  for (let page = 0; next !== null && page < mostPages; page += 1) {
    const { body } = await azure.data({ service: 'keyVault', method: 'GET', url: next });
    const answer = object(body);
    for (const raw of list(answer.value)) yield info(raw);
    next = typeof answer.nextLink === 'string' && answer.nextLink !== '' ? answer.nextLink : null;
  }
}

export const secretsOf = (azure: AzureBackup, vault: string): AsyncGenerator<SecretInfo> =>
  pages(azure, `${vault}/secrets?api-version=${apiVersion}`);

/** Newest first. */
export async function versionsOf(azure: AzureBackup, vault: string, name: string): Promise<SecretInfo[]> {
  const found: SecretInfo[] = [];
  for await (const one of pages(azure, `${vault}/secrets/${checkedName(name)}/versions?api-version=${apiVersion}`)) found.push(one);
  return found.sort((a, b) => (b.created ?? '').localeCompare(a.created ?? ''));
}

function checkedName(name: string): string {
  if (!/^[A-Za-z0-9-]{1,127}$/.test(name))
    throw fail('param_invalid', `${name.slice(0, 130)} is not the name of a secret: letters, digits and hyphens.`);
  return name;
}

export const secretPath = (vault: string, name: string): string => `${vault}/secrets/${checkedName(name)}?api-version=${apiVersion}`;

export async function secretChoices({ azure, params, search }: Ask): Promise<Choice[]> {
  const vault = typeof params.vault === 'string' && params.vault !== '' && !params.vault.includes('{{') ? params.vault : null;
  if (vault === null) return [];
  const found: Choice[] = [];
  for await (const { name, expires, enabled } of secretsOf(azure, await vaultUrl(azure, vault))) {
    if (name.toLowerCase().includes(search.toLowerCase()))
      found.push({
        value: name,
        label: name,
        detail: [enabled ? '' : 'disabled', expires ? `expires ${expires.slice(0, 10)}` : ''].filter(Boolean).join(' · '),
      });
    if (found.length >= 200) break;
  }
  return found;
}
