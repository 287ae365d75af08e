// What the blob nodes share: the address of an account, a container and a blob, and their fields.
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import type { Choice } from '../kit/define.ts';
import { FailureError, fail } from '../kit/errors.ts';
import { azureId, text as textField } from '../kit/fields.ts';
import { element, elements } from '../kit/storage-xml.ts';
import { type Ask, object, resource, resourceChoices, text } from './find.ts';

const accountType = 'microsoft.storage/storageaccounts';

export const accountField = () => azureId('account', { title: 'Storage account' });
export const containerField = () =>
  textField({ title: 'Container', ui: { widget: 'choices', choices: 'container' } }).regex(
    /^(\$root|[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62})$/,
    'must have 3 to 63 lower-case letters, digits and single hyphens',
  );
export const blobField = (title = 'Blob') =>
  textField({ title, ui: { placeholder: 'daily/report.csv' } })
    .min(1)
    .max(1_024);

/** `https://account.blob.core.windows.net`, of an account given by name, id or address. */
export async function accountUrl(azure: AzureBackup, given: string): Promise<string> {
  if (/^https:\/\//i.test(given)) return given.replace(/\/+$/, '');
  const { name, properties } = await resource(azure, accountType, given, 'storage account');
  const url = text(object(properties.primaryEndpoints).blob).replace(/\/+$/, '');
  if (url === '') throw fail('not_found', `The storage account ${name} has no blobs.`);
  return url;
}

export const containerUrl = (account: string, container: string): string => `${account}/${encodeURIComponent(container)}`;
export const blobUrl = (account: string, container: string, blob: string): string =>
  `${containerUrl(account, container)}/${blob.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/')}`;

export const isMissing = (error: unknown): boolean => error instanceof FailureError && error.failure.azure?.status === 404;

export interface BlobInfo {
  readonly name: string;
  readonly size: number;
  readonly contentType: string;
  readonly modified: string | null;
  readonly etag: string;
  readonly tier: string | null;
}

const time = (value: string | null): string | null => (value && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null);

export async function* blobsOf(azure: AzureBackup, account: string, container: string, prefix: string): AsyncGenerator<BlobInfo> {
  for (let marker = '', first = true; first || marker !== ''; first = false) {
    const query = new URLSearchParams({ restype: 'container', comp: 'list', ...(prefix ? { prefix } : {}), ...(marker ? { marker } : {}) });
    const { body } = await azure.data({ service: 'storage', method: 'GET', url: `${containerUrl(account, container)}?${query}` });
    const xml = text(body);
    for (const blob of elements(xml, 'Blob')) {
      yield {
        name: element(blob, 'Name') ?? '',
        size: Number(element(blob, 'Content-Length') ?? 0),
        contentType: element(blob, 'Content-Type') ?? '',
        modified: time(element(blob, 'Last-Modified')),
        etag: element(blob, 'Etag') ?? '',
        tier: element(blob, 'AccessTier'),
      };
    }
    marker = element(xml, 'NextMarker') ?? '';
  }
}

const given = (params: Ask['params'], name: string): string | null => {
  const value = params[name];
  return typeof value === 'string' && value !== '' && !value.includes('{{') ? value : null;
};

export const accountChoices = resourceChoices(accountType);

export async function containerChoices({ azure, params, search }: Ask): Promise<Choice[]> {
  const account = given(params, 'account');
  if (account === null) return [];
  const url = await accountUrl(azure, account);
  const { body } = await azure.data({ service: 'storage', method: 'GET', url: `${url}/?comp=list` });
  return elements(text(body), 'Container')
    .map((container) => element(container, 'Name') ?? '')
    .filter((name) => name.includes(search.toLowerCase()))
    .map((name) => ({ value: name, label: name }));
}

export async function blobChoices(ask: Ask): Promise<Choice[]> {
  const [account, container] = [given(ask.params, 'account'), given(ask.params, 'container')];
  if (account === null || container === null) return [];
  const found: Choice[] = [];
  for await (const { name, size, modified } of blobsOf(ask.azure, await accountUrl(ask.azure, account), container, '')) {
    if (name.toLowerCase().includes(ask.search.toLowerCase()))
      found.push({ value: name, label: name, detail: `${size} bytes · ${modified ?? ''}` });
    if (found.length >= 200) break;
  }
  return found;
}
