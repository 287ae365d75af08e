// Lists of Blob Storage: containers of an account, blobs of a container with prefix, delimiter and pages.
import type { Answer } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { storageRefusal, version } from './answers.ts';
import { containerKey } from './blobs.ts';
import { document, parent, tag } from './xml.ts';

const most = 5_000;
const accountOf = (call: Call) => call.host.split('.')[0] ?? '';

interface Page<T> {
  readonly entries: readonly T[];
  readonly next: string;
}

/** Names after the marker; the marker is the last name of the page before. */
function pageOf<T>(call: Call, all: readonly T[], name: (entry: T) => string): Page<T> {
  const marker = call.query.marker ? Buffer.from(call.query.marker, 'base64url').toString() : '';
  const size = Math.min(Number(call.query.maxresults) || most, most, call.pageSize);
  const rest = marker === '' ? all : all.filter((entry) => name(entry) > marker);
  const entries = rest.slice(0, size);
  const last = entries.at(-1);
  return { entries, next: rest.length > entries.length && last ? Buffer.from(name(last)).toString('base64url') : '' };
}

const xml = (attributes: string, children: readonly string[]): Answer => ({
  status: 200,
  raw: { content: document(parent('EnumerationResults', children, attributes)), type: 'application/xml' },
  headers: { 'x-ms-version': version },
});

const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export const listContainers = (call: Call): Answer => {
  if (call.query.comp !== 'list')
    return storageRefusal(
      400,
      'InvalidQueryParameterValue',
      'Value for one of the query parameters specified in the request URI is invalid.',
    );
  const prefix = call.query.prefix ?? '';
  const all = call.store
    .list('blobContainer', accountOf(call).toLowerCase())
    .map(({ doc }) => doc)
    .filter(({ name }) => name.startsWith(prefix) && !name.startsWith('$'))
    .sort((a, b) => byName(a.name, b.name));
  const { entries, next } = pageOf(call, all, ({ name }) => name);
  const found = entries.map(({ name, modifiedAt, etag }) =>
    parent('Container', [
      tag('Name', name),
      parent('Properties', [
        tag('Last-Modified', new Date(modifiedAt).toUTCString()),
        tag('Etag', etag),
        tag('LeaseStatus', 'unlocked'),
        tag('LeaseState', 'available'),
      ]),
    ]),
  );
  return xml(` ServiceEndpoint="https://${call.host}/"`, [parent('Containers', found), tag('NextMarker', next)]);
};

export const listBlobs = (call: Call): Answer => {
  if (call.query.comp !== 'list')
    return storageRefusal(
      400,
      'InvalidQueryParameterValue',
      'Value for one of the query parameters specified in the request URI is invalid.',
    );
  const name = param(call, 'container');
  const [prefix, delimiter] = [call.query.prefix ?? '', call.query.delimiter ?? ''];
  const all = call.store
    .list('blob', containerKey(accountOf(call), name))
    .map(({ doc }) => doc)
    .filter((blob) => blob.name.startsWith(prefix))
    .sort((a, b) => byName(a.name, b.name));
  const folders = new Set<string>();
  const flat = all.filter((blob) => {
    const end = delimiter === '' ? -1 : blob.name.indexOf(delimiter, prefix.length);
    if (end >= 0) folders.add(blob.name.slice(0, end + delimiter.length));
    return end < 0;
  });
  const { entries, next } = pageOf(call, flat, (blob) => blob.name);
  const found = entries.map((blob) =>
    parent('Blob', [
      tag('Name', blob.name),
      parent('Properties', [
        tag('Creation-Time', new Date(blob.modifiedAt).toUTCString()),
        tag('Last-Modified', new Date(blob.modifiedAt).toUTCString()),
        tag('Etag', blob.etag.replaceAll('"', '')),
        tag('Content-Length', blob.size),
        tag('Content-Type', blob.contentType),
        tag('Content-MD5', blob.md5),
        tag('BlobType', 'BlockBlob'),
        tag('AccessTier', 'Hot'),
        tag('LeaseStatus', 'unlocked'),
      ]),
    ]),
  );
  const prefixes = [...folders].sort(byName).map((folder) => parent('BlobPrefix', [tag('Name', folder)]));
  return xml(` ServiceEndpoint="https://${call.host}/" ContainerName="${name}"`, [
    ...(prefix ? [tag('Prefix', prefix)] : []),
    parent('Blobs', [...found, ...prefixes]),
    tag('NextMarker', next),
  ]);
};
