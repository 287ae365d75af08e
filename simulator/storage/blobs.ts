// Blobs as the simulator keeps them: putting and finding. Job exports of the backup service are put here too.
import { createHash } from 'node:crypto';
import type { Store } from '../state/database.ts';
import type { Blob } from '../state/model.ts';

export const containerKey = (account: string, container: string) => `${account}|${container}`.toLowerCase();
/** Names of blobs are told apart by case. */
export const blobKey = (account: string, container: string, name: string) => `${containerKey(account, container)}|${name}`;

const etagAt = (at: number, salt: string) =>
  `"0x8D${createHash('sha256').update(`${at}${salt}`).digest('hex').slice(0, 13).toUpperCase()}"`;

export function putContainer({ store }: { store: Store }, account: string, name: string, at: number) {
  store.put(
    'blobContainer',
    containerKey(account, name),
    { account, name, modifiedAt: at, etag: etagAt(at, name) },
    { parent: account.toLowerCase() },
  );
}

/** Writes a blob, making its container if need be. */
export function putBlob(
  world: { store: Store },
  { account, container, name }: { account: string; container: string; name: string },
  content: string | Uint8Array,
  contentType: string,
  at: number,
  metadata: Record<string, string> = {},
): Blob {
  const { store } = world;
  const key = containerKey(account, container);
  if (!store.get('blobContainer', key)) putContainer(world, account, container, at);
  const bytes = Buffer.from(content as string);
  const blob: Blob = {
    account,
    container,
    name,
    contentType,
    modifiedAt: at,
    etag: etagAt(at, `${name}${bytes.length}${Math.random()}`),
    size: bytes.length,
    md5: createHash('md5').update(bytes).digest('base64'),
    metadata,
    content: bytes.toString('base64'),
  };
  store.put('blob', blobKey(account, container, name), blob, { parent: key });
  return blob;
}
