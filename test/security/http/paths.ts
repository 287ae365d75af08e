// Addresses that mean something else to one reader than to another: dots, slashes, cases, endings, encodings, and ids that climb,
// query or point at what every object has.
import { type Attack, json, type Surface } from './attack.ts';

/** Ways to a closed door that a comparison of texts might think open. */
const confused = [
  '/API/flows',
  '/Api/Flows',
  '/api/flows/',
  '//api/flows',
  '/api//flows',
  '/api/./flows',
  '/api/health/../flows',
  '/api/health/..%2fflows',
  '/api/health%2f..%2fflows',
  '/api/flows%00',
  '/api/flows%20',
  '/api/flows;a=b',
  '/api/flows.json',
  '/api/flows.svg',
  '/api/flows/configs',
  '/api/flows%3f.svg',
  '/api/%66lows%2f',
  '/api%2fflows',
  '/api\\flows',
  '/;/api/flows',
  '/api/flows#/api/health',
  '/api/health;/../flows',
  '/.;/api/flows',
  '/api/..;/api/flows',
];
const pathAttacks: readonly Attack[] = confused.map((path) => ({
  id: `path-${path}`,
  method: 'POST',
  path,
  headers: json,
  body: '{"document":{}}',
  status: [400, 401, 404, 405],
}));

const files = [
  '/assets/..%2f..%2fpackage.json',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/assets/../../package.json',
  '/assets/..%5c..%5cpackage.json',
  '/assets/....//....//package.json',
  '/assets/%252e%252e%252fpackage.json',
  '/assets//etc/passwd',
  '/assets/%2fetc%2fpasswd',
  '/assets/.%00/x.js',
  '/assets/.git/config',
  '/assets/index.html',
  '/assets/x.js.map',
  '/assets/',
  '/assets/__proto__',
  '/assets/constructor.js',
];
const fileAttacks: readonly Attack[] = files.map((path) => ({ id: `file-${path}`, method: 'GET', path, status: [400, 403, 404] }));

const ids = [
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '%27%20OR%201%3D1%20--',
  '%22%3B%20DROP%20TABLE%20flows%3B',
  '1%20UNION%20SELECT%20*%20FROM%20connections',
  '%00',
  'a%00b',
  '%0d%0aSet-Cookie:%20a=b',
  '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
  '%F0%9F%92%A5',
  '-1',
  '0',
  'null',
  'undefined',
  '*',
  '%25',
  `${'a'.repeat(299)}`,
];
const idAttacks: readonly Attack[] = ids.flatMap((id) =>
  [
    ['GET', `/api/flows/${id}`],
    ['GET', `/api/runs/${id}`],
    ['GET', `/api/connections/${id}`],
    ['GET', `/api/templates/${id}`],
  ].map(([method = '', path = '']) => ({ id: `id-${method}-${path}`, method, path, owner: true as const, status: [400, 404] })),
);

const queries = [
  '/api/runs?__proto__[limit]=1&limit=0',
  '/api/runs?constructor.prototype.x=1&limit=x',
  "/api/runs?cursor=' OR 1=1 --".replaceAll(' ', '%20'),
  '/api/runs?limit=-1',
  '/api/runs?limit=99999999999999999999',
  '/api/runs?limit=1;DROP',
  '/api/runs?since=0000-00-00',
  '/api/audit?cursor=../../x',
  '/api/flows?limit=NaN',
];
const queryAttacks: readonly Attack[] = queries.map((path) => ({
  id: `query-${path}`,
  method: 'GET',
  path,
  owner: true,
  status: [400],
  code: 'invalid_request',
}));

/** Names that a parser of nested queries would turn into lists and objects: here they are names that nobody asks for. */
const nestedQueries: readonly Attack[] = [
  '/api/runs?status[]=failed',
  '/api/runs?status[$ne]=x',
  '/api/flows?limit[]=1',
  '/api/flows?__proto__[x]=1',
].map((path) => ({ id: `query-${path}`, method: 'GET', path, owner: true, status: 200 }));

const methods: readonly Attack[] = [
  ['PATCH', '/api/flows/{flow}'],
  ['PUT', '/api/flows'],
  ['DELETE', '/api/flows'],
  ['DELETE', '/api/audit'],
  ['PUT', '/api/audit'],
  ['TRACE', '/api/flows'],
  ['PROPFIND', '/api/flows'],
  ['GET', '/api/session'],
].map(([method = '', path = '']) => ({ id: `method-${method}-${path}`, method, path, owner: true as const, status: [400, 404, 405] }));

const overrides: readonly Attack[] = ['x-http-method-override', 'x-http-method', 'x-method-override'].map((name) => ({
  id: `override-${name}`,
  method: 'GET',
  path: '/api/flows/{flow}',
  owner: true,
  headers: { [name]: 'DELETE' },
  // Read, not deleted: the flow is looked for after all attacks.
  status: 200,
}));

export const paths: readonly Surface[] = [
  { surface: 'addresses that are read twice', attacks: pathAttacks },
  { surface: 'files of the editor', attacks: fileAttacks },
  { surface: 'ids', attacks: idAttacks },
  { surface: 'queries', attacks: [...queryAttacks, ...nestedQueries] },
  { surface: 'methods', attacks: [...methods, ...overrides] },
];
