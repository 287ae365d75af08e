// Links to one blob that need no sign-in: read-only, with an end, signed by this simulator. It honours only links that it has
// made itself, as a storage account honours only its own keys.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Store } from '../state/database.ts';

interface Place {
  readonly account: string;
  readonly container: string;
  readonly name: string;
}

const signature = (store: Pick<Store, 'setting'>, { account, container, name }: Place, until: string) =>
  createHmac('sha256', `sas:${store.setting('tokenKey') ?? ''}`)
    .update(`/blob/${account}/${container}/${name}\nr\n${until}`)
    .digest('base64');

const blobUrl = ({ account, container, name }: Place): string =>
  `https://${account}.blob.core.windows.net/${container}/${name.split('/').map(encodeURIComponent).join('/')}`;

/** A link that reads the blob until then. */
export function sasUrl(store: Pick<Store, 'setting'>, place: Place, until: number): string {
  const end = `${new Date(until).toISOString().slice(0, 19)}Z`;
  const query = new URLSearchParams({ sv: '2023-11-03', sr: 'b', sp: 'r', se: end, sig: signature(store, place, end) });
  return `${blobUrl(place)}?${query}`;
}

/** `none`: the query holds no signature at all. */
export function sasVerdict(
  store: Pick<Store, 'setting'>,
  place: Place,
  query: { readonly [name: string]: string },
  method: string,
  now: number,
): 'fine' | 'none' | 'wrong' | 'expired' {
  if (query.sig === undefined) return 'none';
  const [given, expected] = [Buffer.from(query.sig), Buffer.from(signature(store, place, query.se ?? ''))];
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || query.sp !== 'r') return 'wrong';
  if (method !== 'GET' && method !== 'HEAD') return 'wrong';
  return Date.parse(query.se ?? '') > now ? 'fine' : 'expired';
}
