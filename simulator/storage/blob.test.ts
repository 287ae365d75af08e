import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { createSimulator } from '../simulator.ts';
import { openStore } from '../state/database.ts';
import { onPlane, tokenFor } from '../test/data-plane.ts';
import { sasUrl, sasVerdict } from './sas.ts';

const at = 'https://streports.blob.core.windows.net';
const block = { 'x-ms-blob-type': 'BlockBlob' };
const world = async (pageSize = 200) => {
  const simulator = createSimulator({
    file: ':memory:',
    pageSize,
    estate: estate({ storageAccounts: [{ name: 'streports', containers: [{ name: 'daily' }] }] }),
  });
  return { simulator, ask: await onPlane(simulator, 'https://storage.azure.com') };
};

test('bytes come back as they went in, with their type, tag and checksum', async () => {
  const { ask } = await world();
  const bytes = Uint8Array.from([0, 255, 128, 10, 13, 239, 187, 191]);
  const made = await ask('PUT', `${at}/daily/a%20b/%C3%A9.bin`, bytes, {
    ...block,
    'content-type': 'application/x-thing',
    'x-ms-meta-run': '7',
  });
  expect(made.status).toBe(201);
  const got = await ask('GET', `${at}/daily/a%20b/%C3%A9.bin`);
  expect({
    bytes: [...got.bytes],
    type: got.headers.get('content-type'),
    etag: got.headers.get('etag'),
    run: got.headers.get('x-ms-meta-run'),
  }).toEqual({
    bytes: [...bytes],
    type: 'application/x-thing',
    etag: made.headers.get('etag'),
    run: '7',
  });
  const head = await ask('HEAD', `${at}/daily/a%20b/%C3%A9.bin`);
  expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '8']);
});

test('conditions: not over what is there, only over what is known, and nothing new', async () => {
  const { ask } = await world();
  const put = (headers: Record<string, string>) => ask('PUT', `${at}/daily/x`, 'text', { ...block, ...headers });
  const first = (await put({ 'if-none-match': '*' })).headers.get('etag') ?? '';
  expect((await put({ 'if-none-match': '*' })).headers.get('x-ms-error-code')).toBe('BlobAlreadyExists');
  expect((await put({ 'if-match': '"other"' })).status).toBe(412);
  expect((await ask('GET', `${at}/daily/x`, undefined, { 'if-none-match': first })).status).toBe(304);
  expect((await put({ 'if-match': first })).status).toBe(201);
  expect((await ask('DELETE', `${at}/daily/x`, undefined, { 'if-match': first })).status).toBe(412);
  expect((await ask('DELETE', `${at}/daily/x`)).status).toBe(202);
  expect((await ask('GET', `${at}/daily/x`)).headers.get('x-ms-error-code')).toBe('BlobNotFound');
});

test('lists: by prefix, folded at a delimiter, page after page, with names escaped', async () => {
  const { ask } = await world(2);
  for (const name of ['a/1', 'a/2', 'b&c', 'd']) await ask('PUT', `${at}/daily/${encodeURIComponent(name)}`, 'x', block);
  const names: string[] = [];
  for (let marker = '', round = 0; round === 0 || marker !== ''; round += 1) {
    const { text } = await ask('GET', `${at}/daily?restype=container&comp=list&marker=${marker}`);
    names.push(...[...text.matchAll(/<Blob><Name>([^<]*)</g)].map(([, name]) => name ?? ''));
    marker = /<NextMarker>([^<]*)</.exec(text)?.[1] ?? '';
  }
  expect(names).toEqual(['a/1', 'a/2', 'b&amp;c', 'd']);
  const folded = await ask('GET', `${at}/daily?restype=container&comp=list&delimiter=/&maxresults=5`);
  expect(folded.text).toContain('<BlobPrefix><Name>a/</Name></BlobPrefix>');
  expect(folded.text).not.toContain('<Name>a/1</Name>');
});

test('a blob of blocks is put together in the order of its list', async () => {
  const { ask } = await world();
  const id = (n: number) => encodeURIComponent(Buffer.from(`block-${n}`).toString('base64'));
  await ask('PUT', `${at}/daily/big?comp=block&blockid=${id(2)}`, 'world');
  await ask('PUT', `${at}/daily/big?comp=block&blockid=${id(1)}`, 'hello ');
  const list = [1, 2].map((n) => `<Latest>${decodeURIComponent(id(n))}</Latest>`).join('');
  expect((await ask('PUT', `${at}/daily/big?comp=blocklist`, `<?xml version="1.0"?><BlockList>${list}</BlockList>`)).status).toBe(201);
  expect((await ask('GET', `${at}/daily/big`)).text).toBe('hello world');
  expect((await ask('PUT', `${at}/daily/big?comp=blocklist`, '<BlockList><Latest>bm9uZQ==</Latest></BlockList>')).status).toBe(400);
});

test('who may come in: a token for storage with a version; no other token, no stranger, no unknown account', async () => {
  const { simulator, ask } = await world();
  const bare = (headers: Record<string, string>) => simulator.handle(new Request(`${at}/?comp=list`, { headers }));
  expect((await bare({})).status).toBe(401);
  expect(
    (await bare({ authorization: `Bearer ${await tokenFor(simulator, 'https://management.azure.com')}`, 'x-ms-version': '1' })).status,
  ).toBe(403);
  expect(
    (await bare({ authorization: `Bearer ${await tokenFor(simulator, 'https://storage.azure.com')}` })).headers.get('x-ms-error-code'),
  ).toBe('MissingRequiredHeader');
  await expect(ask('GET', 'https://stnowhere.blob.core.windows.net/?comp=list')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('a link with a signature reads its one blob until its end, and nothing else', () => {
  const store = openStore(':memory:');
  store.setSetting('tokenKey', 'key');
  const place = { account: 'streports', container: 'exports', name: 'jobs.xlsx' };
  const end = Date.parse('2026-11-22T10:00:00Z');
  const query = Object.fromEntries(new URL(sasUrl(store, place, end)).searchParams);
  expect(sasVerdict(store, place, query, 'GET', end - 1)).toBe('fine');
  expect(sasVerdict(store, place, query, 'GET', end)).toBe('expired');
  expect(sasVerdict(store, place, query, 'PUT', end - 1)).toBe('wrong');
  expect(sasVerdict(store, { ...place, name: 'other' }, query, 'GET', end - 1)).toBe('wrong');
  expect(sasVerdict(store, place, { ...query, se: '2030-01-01T00:00:00Z' }, 'GET', end - 1)).toBe('wrong');
  expect(sasVerdict(store, place, {}, 'GET', end - 1)).toBe('none');
  store.close();
});
