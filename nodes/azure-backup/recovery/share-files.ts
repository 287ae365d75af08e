// The files that a recovery point of a file share holds, read from its snapshot folder by folder. The snapshot is read with the intent
// of a backup: it shows every file, whatever the permissions of the files say.

import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import { element, elements } from '../../kit/storage-xml.ts';
import { object, text } from '../answer.ts';
import { itemPlace } from '../place.ts';

export interface BackedUpFile {
  readonly path: string;
  readonly name: string;
  readonly isFolder: boolean;
  readonly size: number | null;
  readonly modified: string | null;
}

/** The address of the snapshot behind a recovery point. */
export async function snapshotOf(azure: AzureBackup, itemId: string, pointId: string): Promise<URL> {
  const { body } = await azure.operation({
    id: 'RecoveryPoints_Get',
    ...itemPlace(itemId),
    path: { ...itemPlace(itemId).path, recoveryPointId: pointId.split('/').at(-1) ?? '' },
  });
  const address = text(object(object(body).properties).fileShareSnapshotUri);
  if (address && URL.canParse(address)) return new URL(address);
  throw fail('conflict', 'The snapshot of this recovery point is gone: only its copy in the vault is left.', {
    refused: true,
    advice: ['Choose a newer recovery point, or restore the whole share into another one.'],
  });
}

/** One folder, page by page. */
async function* folder(azure: AzureBackup, snapshot: URL, path: string): AsyncGenerator<BackedUpFile> {
  const address = path.split('/').map(encodeURIComponent).join('/');
  for (let marker = '', first = true; first || marker !== ''; first = false) {
    const url = new URL(`${snapshot.origin}${snapshot.pathname.replace(/\/+$/, '')}${path === '' ? '' : `/${address}`}`);
    for (const [name, value] of snapshot.searchParams) url.searchParams.set(name, value);
    url.searchParams.set('restype', 'directory');
    url.searchParams.set('comp', 'list');
    url.searchParams.set('include', 'Timestamps');
    if (marker !== '') url.searchParams.set('marker', marker);
    const { body } = await azure.data({
      service: 'storage',
      method: 'GET',
      url: url.href,
      headers: { 'x-ms-file-request-intent': 'backup' },
    });
    const xml = typeof body === 'string' ? body : '';
    for (const kind of ['Directory', 'File'] as const)
      for (const entry of elements(xml, kind)) {
        const name = element(entry, 'Name') ?? '';
        const changed = Date.parse(element(entry, 'LastWriteTime') ?? element(entry, 'Last-Modified') ?? '');
        yield {
          path: path === '' ? name : `${path}/${name}`,
          name,
          isFolder: kind === 'Directory',
          size: kind === 'File' ? Number(element(entry, 'Content-Length') ?? 0) : null,
          modified: Number.isNaN(changed) ? null : new Date(changed).toISOString(),
        };
      }
    marker = element(xml, 'NextMarker') ?? '';
  }
}

/** `deep`: with everything in its folders, a folder before what is in it. */
export async function* filesOf(azure: AzureBackup, snapshot: URL, path: string, deep: boolean): AsyncGenerator<BackedUpFile> {
  for await (const entry of folder(azure, snapshot, path)) {
    yield entry;
    if (deep && entry.isFolder) yield* filesOf(azure, snapshot, entry.path, deep);
  }
}
