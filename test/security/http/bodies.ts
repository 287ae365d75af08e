// Bodies that are more than they seem: bombs, depth, other encodings, keys that lead to a prototype, documents that want to be
// more than data. All of them at the doors where flows, templates and events are taken in.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Attack, form, json, type Surface } from './attack.ts';

const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
const zeros = Buffer.alloc(60_000_000);
const nested = (depth: number, more = ''): string => `{"document":${'['.repeat(depth)}${more}${']'.repeat(depth)}}`;
/** U+0122 holds the byte of a quotation mark: whoever counts brackets by bytes thinks all the rest is text. */
const hidden = (depth: number): string => `{"a":"\u0122","document":${'['.repeat(depth)}${']'.repeat(depth)}}`;

const packed: readonly (readonly [string, string, Uint8Array])[] = [
  ['gzip-zeros', 'gzip', gzipSync(zeros)],
  ['deflate-zeros', 'deflate', deflateSync(zeros)],
  ['brotli-zeros', 'br', brotliCompressSync(zeros.subarray(0, 30_000_000))],
  ['gzip-deep', 'gzip', gzipSync(nested(90_000))],
  ['gzip-twice', 'gzip, gzip', gzipSync(gzipSync('{}'))],
  ['gzip-broken', 'gzip', Uint8Array.from([0x1f, 0x8b, 8, 0, 0])],
  ['unknown-packing', 'zstd', Uint8Array.from([1, 2, 3])],
];

const shapes: readonly (readonly [string, string | Uint8Array, { readonly [name: string]: string }?])[] = [
  ['deep', nested(90_000)],
  ['deep-objects', `{"document":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`],
  ['deep-after-quotes', `{"a":"\\"","document":${'['.repeat(50_000)}`],
  ['deep-in-utf16', utf16(hidden(20_000)), { 'content-type': 'application/json; charset=utf-16le' }],
  ['utf16', utf16('{"document":{}}'), { 'content-type': 'application/json; charset=utf-16le' }],
  ['utf7', '+AHsAfQ-', { 'content-type': 'application/json; charset=utf-7' }],
  ['latin1', '{"document":"\u00e4"}', { 'content-type': 'application/json; charset=iso-8859-1' }],
  ['charset-nobody-knows', '{}', { 'content-type': 'application/json; charset=ibm037' }],
  ['too-large', `{"document":"${'x'.repeat(12_000_000)}"}`],
  ['half', '{"document":'],
  ['two-documents', '{"document":{}}{"document":{}}'],
  ['yaml', '!!js/function "function(){ process.exit() }"'],
  ['xml', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
  ['comment', '{"document":/* x */{}}'],
  ['single-quotes', "{'document':{}}"],
  ['nan', '{"document":NaN}'],
  ['number-without-end', `{"document":1e${'9'.repeat(2_000)}}`],
  ['long-number', `{"document":${'9'.repeat(100_000)}}`],
  ['bom-and-junk', '\ufeff\ufeff{}'],
  ['null-byte', '{"document":"\u0000'],
  ['empty-list', '[]'],
  ['text', '"document"'],
];

const atDoor = (path: string, id: string): readonly Attack[] => [
  ...packed.map(([name, encoding, body]) => ({
    id: `${id}-${name}`,
    method: 'POST',
    path,
    owner: true as const,
    headers: { ...json, 'content-encoding': encoding },
    body,
    status: [400, 413, 415],
  })),
  ...shapes.map(([name, body, headers = json]) => ({
    id: `${id}-${name}`,
    method: 'POST',
    path,
    owner: true as const,
    headers,
    body,
    status: name.startsWith('deep') ? [400, 415] : [400, 413, 415, 422],
  })),
];

const hooks: readonly Attack[] = [
  ...packed.map(([name, encoding, body]) => ({
    id: `hook-${name}`,
    method: 'POST',
    path: '/hooks/{hook}',
    headers: { ...json, 'content-encoding': encoding },
    body,
    status: [400, 413, 415, 422],
  })),
  ...(
    [
      ['deep', nested(90_000)],
      ['deep-in-utf16', utf16(hidden(20_000)), { 'content-type': 'application/json; charset=utf-16le' }],
      ['deep-in-utf16be', Buffer.from(utf16(hidden(20_000))).swap16(), { 'content-type': 'application/json; charset=utf-16be' }],
      ['too-large', 'x'.repeat(1_100_000)],
      ['multipart', '--x--', { 'content-type': 'multipart/form-data; boundary=x' }],
      ['zip', 'PK\u0003\u0004', { 'content-type': 'application/zip' }],
      ['image', 'GIF89a', { 'content-type': 'image/gif' }],
      ['charset-nobody-knows', '{}', { 'content-type': 'application/json; charset=ibm037' }],
    ] as const
  ).map(([name, body, headers = json]) => ({
    id: `hook-${name}`,
    method: 'POST',
    path: '/hooks/{hook}',
    headers: headers as { readonly [name: string]: string },
    body,
    status: name.startsWith('deep') ? 400 : [400, 413, 415, 422],
  })),
  { id: 'hook-unsigned', method: 'POST', path: '/hooks/{signed}', headers: json, body: '{}', status: 401, code: 'unauthenticated' },
  {
    id: 'hook-empty-signature',
    method: 'POST',
    path: '/hooks/{signed}',
    headers: { ...json, 'webhook-id': '1', 'webhook-timestamp': '0', 'webhook-signature': 'v1,' },
    body: '{}',
    status: 401,
    code: 'unauthenticated',
  },
  {
    id: 'hook-signature-of-nothing',
    method: 'POST',
    path: '/hooks/{signed}',
    headers: {
      ...json,
      'webhook-id': '1',
      'webhook-timestamp': '99999999999',
      'webhook-signature': 'v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    },
    body: '{}',
    status: 401,
    code: 'unauthenticated',
  },
  {
    id: 'hook-by-cookie',
    method: 'POST',
    path: '/hooks/{signed}',
    owner: true,
    headers: json,
    body: '{}',
    status: 401,
    code: 'unauthenticated',
  },
  { id: 'hook-trailing', method: 'POST', path: '/hooks/{hook}/', headers: json, body: '{}', status: 404 },
  { id: 'hook-upper', method: 'POST', path: '/HOOKS/{hook}', headers: json, body: '{}', status: 404 },
];

const forms: readonly Attack[] = [
  { id: 'form-json', method: 'POST', path: '/forms/{form}', headers: json, body: '{}', status: 415 },
  {
    id: 'form-multipart',
    method: 'POST',
    path: '/forms/{form}',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: '--x--',
    status: 415,
  },
  { id: 'form-missing', method: 'POST', path: '/forms/{form}', headers: form, body: 'in-__proto__=1&in-constructor=1', status: 422 },
  {
    id: 'form-script',
    method: 'POST',
    path: '/forms/{form}',
    headers: form,
    body: 'in-vault=%3Cscript%3Ealert(1)%3C%2Fscript%3E%3C%2Fscript%3Etoo-long',
    status: 422,
  },
  {
    id: 'form-quote',
    method: 'POST',
    path: '/forms/{form}',
    headers: form,
    body: 'in-vault=%22%20onfocus%3Dalert(1)%20autofocus%20x%3D%22too-long',
    status: 422,
  },
  { id: 'form-large', method: 'POST', path: '/forms/{form}', headers: form, body: `in-vault=${'x'.repeat(1_100_000)}`, status: 413 },
  {
    id: 'form-other-site',
    method: 'POST',
    path: '/forms/{form}',
    headers: { ...form, origin: 'https://evil.example' },
    body: 'in-vault=x',
    status: 403,
  },
  { id: 'form-unknown', method: 'GET', path: '/forms/AAAAAAAAAAAAAAAAAAAAAA', status: 404 },
  { id: 'form-put', method: 'PUT', path: '/forms/{form}', status: 405 },
];

export const bodies: readonly Surface[] = [
  { surface: 'import of a flow', attacks: atDoor('/api/flows', 'flow') },
  { surface: 'import of a template', attacks: atDoor('/api/templates', 'template') },
  { surface: 'webhooks', attacks: hooks },
  { surface: 'forms', attacks: forms },
];
