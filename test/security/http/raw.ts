// Messages that two readers of HTTP could understand differently: what one takes for a body the other takes for the next request. Sent byte by
// byte on a socket; {host} is the server's, {hidden} a request with the owner's token that would make a flow if somebody read it as one.

export interface RawAttack {
  readonly id: string;
  readonly bytes: string;
  /** What is answered, in order; then nothing more comes. An empty list: the connection ends without a word. */
  readonly statuses: readonly (number | readonly number[])[];
}

const start = 'POST /api/session/password HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n';
const health = 'GET /api/health HTTP/1.1\r\nHost: {host}\r\n';
/** Refused as no HTTP at all, and nothing behind it is read. */
const no = [400];

const lengths: readonly RawAttack[] = [
  ['two-lengths', 'Content-Length: 0\r\nContent-Length: 6\r\n\r\n{hidden}'],
  ['two-equal-lengths', 'Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}{hidden}'],
  ['length-list', 'Content-Length: 2, 2\r\n\r\n{}{hidden}'],
  ['length-plus', 'Content-Length: +2\r\n\r\n{}{hidden}'],
  ['length-minus', 'Content-Length: -1\r\n\r\n{hidden}'],
  ['length-hex', 'Content-Length: 0x2\r\n\r\n{}{hidden}'],
  ['length-huge', 'Content-Length: 18446744073709551618\r\n\r\n{}{hidden}'],
  ['length-two-words', 'Content-Length: 2 2\r\n\r\n{}{hidden}'],
  ['length-space-before-colon', 'Content-Length : 2\r\n\r\n{}{hidden}'],
  ['length-and-chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}'],
  ['chunks-and-length', 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{hidden}'],
].map(([id = '', rest = '']) => ({ id, bytes: start + rest, statuses: no }));

const chunks: readonly RawAttack[] = [
  ['coding-unknown', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}'],
  ['coding-not-last', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{hidden}'],
  ['coding-space-before-colon', 'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{hidden}'],
  ['coding-folded', 'Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{hidden}'],
  ['coding-behind-cr', 'X: y\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{hidden}'],
  ['chunk-size-no-number', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n{hidden}'],
  ['chunk-size-minus', 'Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n{hidden}'],
  ['chunk-size-prefix', 'Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n{hidden}'],
  ['chunk-size-huge', 'Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n{hidden}'],
  ['chunk-end-bare-lf', 'Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n{hidden}'],
  ['chunk-longer-than-said', 'Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n{hidden}'],
  ['chunk-extension-with-lf', 'Transfer-Encoding: chunked\r\n\r\n2;a=\n{}\r\n0\r\n\r\n{hidden}'],
].map(([id = '', rest = '']) => ({ id, bytes: start + rest, statuses: no }));

const headers: readonly RawAttack[] = [
  { id: 'host-missing', bytes: 'GET /api/health HTTP/1.1\r\n\r\n', statuses: no },
  { id: 'host-twice', bytes: `${health}Host: evil.example\r\n\r\n`, statuses: [421] },
  { id: 'host-twice-the-same', bytes: `${health}hOsT: {host}\r\n\r\n`, statuses: [421] },
  { id: 'host-of-somebody-else', bytes: 'GET /api/health HTTP/1.1\r\nHost: evil.example\r\n\r\n', statuses: [[400, 403, 421]] },
  { id: 'host-with-user', bytes: 'GET /api/health HTTP/1.1\r\nHost: {host}@evil.example\r\n\r\n', statuses: [[400, 403, 421]] },
  { id: 'host-with-path', bytes: 'GET /api/health HTTP/1.1\r\nHost: {host}/x\r\n\r\n', statuses: [[400, 403, 421]] },
  { id: 'header-folded', bytes: `${health}X-A: b\r\n c: d\r\n\r\n`, statuses: no },
  { id: 'header-nul', bytes: `${health}X-A: b\0c\r\n\r\n`, statuses: no },
  { id: 'header-bare-cr', bytes: `${health}X-A: b\rX-C: d\r\n\r\n`, statuses: no },
  { id: 'header-no-colon', bytes: `${health}X-A\r\n\r\n`, statuses: no },
  { id: 'header-name-with-space', bytes: `${health}X A: b\r\n\r\n`, statuses: no },
  { id: 'header-empty-name', bytes: `${health}: b\r\n\r\n`, statuses: no },
  { id: 'header-line-bare-lf', bytes: `${health}X-A: b\nX-C: d\r\n\r\n`, statuses: [[200, 400]] },
  { id: 'headers-too-large', bytes: `${health}X-A: ${'a'.repeat(70_000)}\r\n\r\n`, statuses: [431] },
  { id: 'headers-too-many', bytes: `${health}${'a: b\r\n'.repeat(20_000)}\r\n`, statuses: [431] },
  { id: 'expect-something-else', bytes: `${health}Expect: a-miracle\r\n\r\n`, statuses: [417] },
  { id: 'upgrade-to-what-there-is-not', bytes: `${health}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`, statuses: [[200, 400]] },
  {
    id: 'token-in-a-trailer',
    bytes:
      'POST /api/flows HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: Authorization\r\n\r\nf\r\n{"document":{}}\r\n0\r\nAuthorization: Bearer {token}\r\n\r\n',
    statuses: [401],
  },
];

const lines: readonly RawAttack[] = [
  { id: 'line-without-version', bytes: 'GET /\r\n\r\n', statuses: [[400, 421]] },
  { id: 'line-version-2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', statuses: [[400, 505]] },
  { id: 'line-version-unknown', bytes: 'GET /api/health HTTP/1.9\r\nHost: {host}\r\n\r\n', statuses: [[200, 400, 505]] },
  { id: 'line-method-small', bytes: 'get /api/health HTTP/1.1\r\nHost: {host}\r\n\r\n', statuses: no },
  { id: 'line-method-unknown', bytes: 'STEAL /api/flows HTTP/1.1\r\nHost: {host}\r\n\r\n', statuses: no },
  { id: 'line-target-with-space', bytes: 'GET /api/health /api/flows HTTP/1.1\r\nHost: {host}\r\n\r\n', statuses: no },
  { id: 'line-target-with-cr', bytes: 'GET /api/health\rX HTTP/1.1\r\nHost: {host}\r\n\r\n', statuses: no },
  { id: 'line-target-too-long', bytes: `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nHost: {host}\r\n\r\n`, statuses: [431] },
  {
    id: 'target-of-somebody-else',
    bytes: 'GET http://evil.example/api/flows HTTP/1.1\r\nHost: {host}\r\n\r\n',
    statuses: [421],
  },
  {
    id: 'target-absolute-to-a-closed-door',
    bytes: 'GET http://{host}/api/flows HTTP/1.1\r\nHost: {host}\r\n\r\n',
    statuses: [421],
  },
  { id: 'target-another-scheme', bytes: 'GET file:///etc/passwd HTTP/1.1\r\nHost: {host}\r\n\r\n', statuses: [421] },
  { id: 'target-star', bytes: 'OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n', statuses: [421] },
  { id: 'target-tunnel', bytes: 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', statuses: [] },
];

const keptOpen: readonly RawAttack[] = [
  {
    id: 'the-next-request-has-nobody-of-the-one-before',
    bytes: 'GET /api/me HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\nGET /api/me HTTP/1.1\r\nHost: {host}\r\n\r\n',
    statuses: [200, 401],
  },
  {
    id: 'nor-after-one-that-was-refused',
    bytes:
      'POST /api/flows HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{GET /api/flows HTTP/1.1\r\nHost: {host}\r\n\r\n',
    statuses: [400, 401],
  },
];

export const raw: readonly { readonly surface: string; readonly attacks: readonly RawAttack[] }[] = [
  { surface: 'lengths that contradict each other', attacks: lengths },
  { surface: 'chunks', attacks: chunks },
  { surface: 'headers', attacks: headers },
  { surface: 'request lines and targets', attacks: lines },
  { surface: 'connections that stay open', attacks: keptOpen },
];
