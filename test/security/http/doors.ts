// Who may come in: without sign-in, with made-up proof, by way of another site's page or another name of this server.
import { type Attack, form, json, type Surface } from './attack.ts';

const closed: readonly (readonly [string, string])[] = [
  ['GET', '/api/me'],
  ['GET', '/api/flows'],
  ['POST', '/api/flows'],
  ['GET', '/api/flows/{flow}'],
  ['PUT', '/api/flows/{flow}'],
  ['DELETE', '/api/flows/{flow}'],
  ['POST', '/api/flows/{flow}/runs'],
  ['POST', '/api/flows/{flow}/publish'],
  ['PUT', '/api/flows/{flow}/bindings'],
  ['GET', '/api/runs'],
  ['POST', '/api/runs/x/cancel'],
  ['POST', '/api/runs/x/resolve'],
  ['POST', '/api/runs/x/approve'],
  ['GET', '/api/runs/x/steps/a/output'],
  ['GET', '/api/connections'],
  ['POST', '/api/connections'],
  ['POST', '/api/connections/x/test'],
  ['GET', '/api/connection-kinds'],
  ['GET', '/api/templates'],
  ['GET', '/api/triggers'],
  ['POST', '/api/flows/{flow}/triggers/open/secret'],
  ['POST', '/api/node-types/core.run-flow/choices/flow'],
  ['GET', '/api/node-types'],
  ['POST', '/api/flow-check'],
  ['GET', '/api/events'],
  ['GET', '/api/audit'],
  ['GET', '/metrics'],
  ['GET', '/api/practice/inbox'],
  ['POST', '/api/practice/reset'],
  ['POST', '/api/session/link'],
  ['DELETE', '/api/session'],
];

const nobody: readonly Attack[] = closed.map(([method, path]) => ({
  id: `nobody-${method}-${path}`,
  method,
  path,
  ...(method === 'GET' || method === 'DELETE' ? {} : { headers: json, body: '{}' }),
  status: 401,
  code: 'unauthenticated',
}));

const wrongProof: readonly Attack[] = [
  ['empty-bearer', { authorization: 'Bearer ' }],
  ['basic', { authorization: 'Basic b3duZXI6b3duZXI=' }],
  ['wrong-bearer', { authorization: 'Bearer wrong-wrong-wrong-wrong' }],
  ['bearer-null', { authorization: 'Bearer null' }],
  ['bearer-prefix', { authorization: 'Bearer a-bearer-token-for-test' }],
  ['bearer-longer', { authorization: 'Bearer a-bearer-token-for-testsX' }],
  ['bearer-other-case', { authorization: 'Bearer A-BEARER-TOKEN-FOR-TESTS' }],
  ['bearer-list', { authorization: 'Bearer a, Bearer a-bearer-token-for-tests' }],
  ['jwt-none', { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoib3duZXIifQ.' }],
  ['made-up-cookie', { cookie: 'vf_4680=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['cookie-sql', { cookie: "vf_4680=' OR 1=1 --" }],
  ['cookie-proto', { cookie: 'vf_4680=__proto__; __proto__=1' }],
  ['user-header', { 'x-remote-user': 'owner', 'x-forwarded-user': 'owner' }],
  ['role-header', { 'x-role': 'owner', 'x-ms-client-principal-name': 'owner' }],
  ['forwarded-local', { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' }],
  ['original-url', { 'x-original-url': '/api/health', 'x-rewrite-url': '/api/health' }],
].map(([id, headers]) => ({
  id: `proof-${id}`,
  method: 'GET',
  path: '/api/flows',
  headers: headers as { readonly [name: string]: string },
  status: 401,
  code: 'unauthenticated',
}));

const signIn: readonly Attack[] = [
  '',
  '"',
  '{}',
  '{"token":null}',
  '{"token":""}',
  '{"token":true}',
  '{"token":["x"]}',
  '{"token":{"$ne":null}}',
  '{"token":"undefined"}',
  '{"token":"\' OR \'1\'=\'1"}',
  '{"token":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}',
].map((body, index) => ({
  id: `sign-in-${index}`,
  method: 'POST',
  path: '/api/session',
  headers: json,
  body,
  status: [400, 401],
}));

const names = [
  'evil.example',
  'evil.example:4680',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.1:1@evil.example',
  '0.0.0.0',
  '[::]',
  '2130706433',
  'localhost,evil.example',
  'evil.example#localhost',
  'localhost/../evil',
  'LOCALHOST.',
  'xn--lcalhost-5za',
];
const otherNames: readonly Attack[] = names.map((host) => ({
  id: `host-${host || 'empty'}`,
  method: 'GET',
  path: '/api/health',
  owner: true,
  headers: { host },
  status: [400, 421],
}));

const otherSites: readonly Attack[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost' },
  { origin: 'http://127.0.0.1.evil.example' },
  { origin: 'file://' },
  { origin: 'http://localhost:4680.evil.example' },
  { origin: 'not a url' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
].flatMap((headers, index) => [
  {
    id: `site-run-${index}`,
    method: 'POST',
    path: '/api/flows/{flow}/runs',
    owner: true,
    headers: { ...json, ...headers },
    body: '{}',
    status: 403,
    code: 'bad_origin',
  } as const,
  {
    id: `site-delete-${index}`,
    method: 'DELETE',
    path: '/api/flows/{flow}',
    owner: true,
    headers,
    status: 403,
    code: 'bad_origin',
  } as const,
]);

/** What a page of another site can send without asking first. */
const simpleBodies: readonly Attack[] = [
  ['text', { 'content-type': 'text/plain' }, '{"inputs":{}}'],
  ['form', form, 'inputs=%7B%7D'],
  [
    'multipart',
    { 'content-type': 'multipart/form-data; boundary=x' },
    '--x\r\ncontent-disposition: form-data; name="document"; filename="../../x.json"\r\n\r\n{}\r\n--x--',
  ],
  ['none', {}, '{"inputs":{}}'],
  ['json-in-text', { 'content-type': 'text/plain; application/json' }, '{}'],
  ['zip', { 'content-type': 'application/zip' }, 'PK\u0003\u0004'],
  ['octets', { 'content-type': 'application/octet-stream' }, '{}'],
  ['svg', { 'content-type': 'image/svg+xml' }, '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
].flatMap(([id, headers, body]) =>
  ['/api/flows', '/api/templates', '/api/flows/{flow}/runs'].map((path) => ({
    id: `body-${id as string}-${path}`,
    method: 'POST',
    path,
    owner: true as const,
    headers: headers as { readonly [name: string]: string },
    body: body as string,
    status: 415,
    code: 'unsupported_media_type',
  })),
);

export const doors: readonly Surface[] = [
  { surface: 'without sign-in', attacks: nobody },
  { surface: 'with made-up proof', attacks: [...wrongProof, ...signIn] },
  { surface: 'by another name of this server', attacks: otherNames },
  { surface: 'from another site', attacks: [...otherSites, ...simpleBodies] },
];
