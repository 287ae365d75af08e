// Blob Storage, the data plane: `https://{account}.blob.core.windows.net`. Containers and block blobs with ETags and conditional
// headers, lists in XML, blocks of larger blobs, links with a signature. No leases, snapshots, tiers or append blobs.
import { mayUse, mayUseData } from '../authorization/access.ts';
import { bearerProblem } from '../identity/bearer.ts';
import type { Plane } from '../planes.ts';
import type { Store } from '../state/database.ts';
import { accountId } from '../state/keys.ts';
import type { Blob } from '../state/model.ts';
import type { Answer } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { blobHeaders, noBlob, noContainer, storageRefusal, version } from './answers.ts';
import { blobKey, containerKey, putBlob, putContainer } from './blobs.ts';
import { listBlobs, listContainers } from './lists.ts';
import { sasVerdict } from './sas.ts';

const accountOf = (host: string) => host.split('.')[0] ?? '';

const container = (call: Call) => call.store.get('blobContainer', containerKey(accountOf(call.host), param(call, 'container')));
const nameOf = (call: Call) => param(call, 'blob');
const find = (call: Call): Blob | null => call.store.get('blob', blobKey(accountOf(call.host), param(call, 'container'), nameOf(call)));

const made = (headers: Record<string, string>): Answer => ({ status: 201, headers: { 'x-ms-version': version, ...headers } });

const putTheContainer = (call: Call): Answer => {
  if (call.query.restype !== 'container')
    return storageRefusal(400, 'InvalidUri', 'The requested URI does not represent any resource on the server.');
  const name = param(call, 'container');
  if (!/^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62}$/.test(name))
    return storageRefusal(400, 'InvalidResourceName', 'The specified resource name contains invalid characters.');
  if (container(call)) return storageRefusal(409, 'ContainerAlreadyExists', 'The specified container already exists.');
  putContainer(call, accountOf(call.host), name, call.at);
  return made({ etag: container(call)?.etag ?? '' });
};

const deleteContainer = (call: Call): Answer => {
  if (!container(call)) return noContainer();
  const key = containerKey(accountOf(call.host), param(call, 'container'));
  for (const { key: blob } of call.store.list('blob', key)) call.store.remove('blob', blob);
  call.store.remove('blobContainer', key);
  return { status: 202, headers: { 'x-ms-version': version } };
};

/** `If-Match`, `If-None-Match` against what is there. */
function condition(call: Call, blob: Blob | null): Answer | null {
  const [match, none] = [call.headers.get('if-match'), call.headers.get('if-none-match')];
  if (none === '*' && blob && call.method === 'PUT') return storageRefusal(409, 'BlobAlreadyExists', 'The specified blob already exists.');
  if (none && blob && none === blob.etag)
    return call.method === 'PUT'
      ? storageRefusal(412, 'ConditionNotMet', 'The condition specified using HTTP conditional header(s) is not met.')
      : { status: 304, headers: blobHeaders(blob) };
  if (match && (!blob || (match !== '*' && match !== blob.etag)))
    return storageRefusal(412, 'ConditionNotMet', 'The condition specified using HTTP conditional header(s) is not met.');
  return null;
}

const blockKey = (call: Call, id: string) => `${blobKey(accountOf(call.host), param(call, 'container'), nameOf(call))}|#${id}`;

function putBlock(call: Call): Answer {
  const id = call.query.blockid ?? '';
  if (id === '')
    return storageRefusal(
      400,
      'InvalidQueryParameterValue',
      'Value for one of the query parameters specified in the request URI is invalid.',
    );
  const place = { account: accountOf(call.host), container: '$blocks', name: blockKey(call, id) };
  putBlob(call, place, call.content, 'application/octet-stream', call.at);
  return made({});
}

function putBlockList(call: Call): Answer {
  const ids = [
    ...Buffer.from(call.content)
      .toString('utf8')
      .matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]*)</g),
  ].map(([, id]) => id ?? '');
  const keys = ids.map((id) => blobKey(accountOf(call.host), '$blocks', blockKey(call, id)));
  const blocks = keys.map((key) => call.store.get('blob', key));
  if (blocks.some((block) => block === null)) return storageRefusal(400, 'InvalidBlockList', 'The specified block list is invalid.');
  const content = Buffer.concat(blocks.map((block) => Buffer.from((block as Blob).content, 'base64')));
  for (const key of keys) call.store.remove('blob', key);
  return stored(call, content, call.headers.get('x-ms-blob-content-type') ?? 'application/octet-stream');
}

function stored(call: Call, content: Uint8Array, contentType: string): Answer {
  const place = { account: accountOf(call.host), container: param(call, 'container'), name: nameOf(call) };
  const metadata = Object.fromEntries(
    [...call.headers].filter(([name]) => name.startsWith('x-ms-meta-')).map(([name, value]) => [name.slice('x-ms-meta-'.length), value]),
  );
  const blob = putBlob(call, place, content, contentType, call.at, metadata);
  return made({ etag: blob.etag, 'last-modified': new Date(call.at).toUTCString(), 'content-md5': blob.md5 });
}

const putTheBlob = (call: Call): Answer => {
  if (!container(call)) return noContainer();
  const refused = condition(call, find(call));
  if (refused) return refused;
  if (call.query.comp === 'block') return putBlock(call);
  if (call.query.comp === 'blocklist') return putBlockList(call);
  if (call.headers.get('x-ms-blob-type') !== 'BlockBlob')
    return storageRefusal(400, 'MissingRequiredHeader', "An HTTP header that's mandatory for this request is not specified.");
  return stored(call, call.content, call.headers.get('content-type') ?? 'application/octet-stream');
};

const getBlob = (call: Call): Answer => {
  if (!container(call)) return noContainer();
  const blob = find(call);
  if (!blob) return noBlob();
  const held = condition(call, blob);
  if (held) return held;
  const bytes = new Uint8Array(Buffer.from(blob.content, 'base64'));
  return {
    status: 200,
    raw: { content: bytes, type: blob.contentType },
    headers: { ...blobHeaders(blob), 'content-length': String(blob.size) },
  };
};

const deleteBlob = (call: Call): Answer => {
  if (!container(call)) return noContainer();
  const blob = find(call);
  if (!blob) return noBlob();
  const held = condition(call, blob);
  if (held) return held;
  call.store.remove('blob', blobKey(blob.account, blob.container, blob.name));
  return { status: 202, headers: { 'x-ms-version': version } };
};

const blobRoutes = (method: string, handler: Route['handler']): Route => route(method, '/{container}/{blob}', handler);

const routes: Route[] = [
  route('GET', '/', listContainers),
  route('GET', '/{container}', (call) => (container(call) ? listBlobs(call) : noContainer())),
  route('PUT', '/{container}', putTheContainer),
  route('DELETE', '/{container}', deleteContainer),
  blobRoutes('GET', getBlob),
  blobRoutes('HEAD', getBlob),
  blobRoutes('PUT', putTheBlob),
  blobRoutes('DELETE', deleteBlob),
];

/** Containers are resources, blobs are data. */
function permitted(store: Store, account: string, method: string, ofBlob: boolean): boolean {
  const containers = 'Microsoft.Storage/storageAccounts/blobServices/containers';
  const verb = { GET: 'read', HEAD: 'read', PUT: 'write', DELETE: 'delete' }[method] ?? 'write';
  if (ofBlob) return mayUseData(store, account, `${containers}/blobs/${verb}`);
  return verb === 'read' ? mayUseData(store, account, `${containers}/blobs/read`) : mayUse(store, account, `${containers}/${verb}`);
}

export const blobPlane: Plane = {
  host: /^[a-z0-9]{3,24}\.blob\.core\.windows\.net$/i,
  routes,
  /** Names of blobs hold slashes: the container, and the rest. */
  path: (path) => {
    const [, first = '', rest] = /^\/([^/]*)(?:\/(.*))?$/.exec(path) ?? [];
    return rest ? `/${first}/${encodeURIComponent(decoded(rest))}` : `/${first}`;
  },
  admit({ store, identity, headers, url, method, at, now }) {
    const [, first = '', rest = ''] = /^\/([^/]*)(?:\/(.*))?$/.exec(url.pathname) ?? [];
    const query = Object.fromEntries(url.searchParams);
    const place = { account: accountOf(url.hostname), container: first, name: decoded(rest) };
    const signed = sasVerdict(store, place, query, method, at);
    const no =
      'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.';
    if (signed === 'fine') return null;
    if (signed !== 'none') return storageRefusal(403, 'AuthenticationFailed', no);
    const problem = bearerProblem(
      headers.get('authorization'),
      identity,
      now,
      /^https:\/\/([a-z0-9]+\.blob\.core\.windows\.net|storage\.azure\.com)\/?$/i,
    );
    if (problem)
      return storageRefusal(
        headers.get('authorization') ? 403 : 401,
        headers.get('authorization') ? 'AuthenticationFailed' : 'NoAuthenticationInformation',
        no,
      );
    if (headers.get('x-ms-version') === null)
      return storageRefusal(400, 'MissingRequiredHeader', "An HTTP header that's mandatory for this request is not specified.");
    const account = store.list('storageAccount').find(({ doc }) => doc.name === place.account.toLowerCase())?.doc;
    if (!account || permitted(store, accountId(account), method, rest !== '')) return null;
    return storageRefusal(
      403,
      'AuthorizationPermissionMismatch',
      'This request is not authorized to perform this operation using this permission.',
    );
  },
  exists: (store, host) => {
    const account = accountOf(host).toLowerCase();
    return store.list('storageAccount').some(({ doc }) => doc.name === account) || store.list('blobContainer', account).length > 0;
  },
  noRoute: () => storageRefusal(400, 'InvalidUri', 'The requested URI does not represent any resource on the server.'),
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
