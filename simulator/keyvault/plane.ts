// Key Vault, the data plane: `https://{vault}.vault.azure.net`. Secrets and their versions. Lists show names and dates, never
// values; a deleted secret is gone (no recovery), certificates are not there. Keys are in keys.ts.
import { randomBytes } from 'node:crypto';
import { mayUseData } from '../authorization/access.ts';
import { bearerProblem } from '../identity/bearer.ts';
import type { Plane } from '../planes.ts';
import { secretRequest } from '../requests/keyvault.ts';
import type { KeyVault, SecretVersion } from '../state/model.ts';
import { type Answer, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { keyRoutes, keyVerbOf } from './keys.ts';
import { refuse, seconds, vaultOf } from './refusal.ts';

const parentOf = (call: Call) => `${vaultOf(call.host)}|${param(call, 'name')}`.toLowerCase();

/** Newest first. */
const versions = (call: Call): SecretVersion[] => call.store.list('secretVersion', parentOf(call)).map(({ doc }) => doc);

const missing = (call: Call) =>
  refuse(
    404,
    'SecretNotFound',
    `A secret with (name/id) ${param(call, 'name')}${call.params.version ? `/${param(call, 'version')}` : ''} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );

const attributes = ({ enabled, createdAt, expiresAt }: SecretVersion) => ({
  enabled,
  ...(expiresAt === null ? {} : { exp: seconds(expiresAt) }),
  created: seconds(createdAt),
  updated: seconds(createdAt),
  recoveryLevel: 'Recoverable+Purgeable',
  recoverableDays: 90,
});

const listed = (call: Call, secret: SecretVersion, withVersion: boolean) => ({
  id: `https://${call.host}/secrets/${secret.name}${withVersion ? `/${secret.version}` : ''}`,
  ...(secret.contentType ? { contentType: secret.contentType } : {}),
  attributes: attributes(secret),
  tags: secret.tags,
});

const bundle = (call: Call, secret: SecretVersion) => ({ value: secret.value, ...listed(call, secret, true) });

const get = (call: Call): Answer => {
  const wanted = call.params.version;
  const found = versions(call).find(({ version }) => wanted === undefined || version === wanted);
  if (!found) return missing(call);
  if (!found.enabled) return refuse(403, 'Forbidden', `Operation get is not allowed on a disabled secret.`);
  return ok(bundle(call, found));
};

const put = (call: Call): Answer => {
  const parsed = secretRequest.safeParse(call.body);
  const name = param(call, 'name');
  if (!parsed.success || !/^[A-Za-z0-9-]{1,127}$/.test(name))
    return refuse(400, 'BadParameter', `The request is not valid: ${parsed.error?.issues[0]?.message ?? 'the name of the secret'}.`);
  const { value, contentType, attributes: wanted = {}, tags = {} } = parsed.data;
  const secret: SecretVersion = {
    vault: vaultOf(call.host),
    name,
    version: randomBytes(16).toString('hex'),
    value,
    contentType: contentType ?? null,
    enabled: wanted.enabled ?? true,
    createdAt: call.at,
    expiresAt: wanted.exp === undefined ? null : wanted.exp * 1000,
    tags,
  };
  call.store.put('secretVersion', `${parentOf(call)}|${secret.version}`, secret, { parent: parentOf(call), rank: -call.at });
  return ok(bundle(call, secret));
};

const remove = (call: Call): Answer => {
  const all = call.store.list('secretVersion', parentOf(call));
  const [newest] = all;
  if (!newest) return missing(call);
  for (const { key } of all) call.store.remove('secretVersion', key);
  return ok({
    ...bundle(call, newest.doc),
    recoveryId: `https://${call.host}/deletedsecrets/${newest.doc.name}`,
    deletedDate: seconds(call.at),
    scheduledPurgeDate: seconds(call.at) + 90 * 86_400,
  });
};

/** Pages of at most 25, as the service has them. */
function pages(call: Call, all: readonly SecretVersion[], withVersion: boolean): Answer {
  const size = Math.min(Number(call.query.maxresults) || 25, 25);
  const from = Number(Buffer.from(call.query.$skiptoken ?? '', 'base64url').toString()) || 0;
  const next = from + size < all.length ? Buffer.from(String(from + size)).toString('base64url') : null;
  return ok({
    value: all.slice(from, from + size).map((secret) => listed(call, secret, withVersion)),
    nextLink: next && `https://${call.host}${call.path}?api-version=${call.apiVersion}&$skiptoken=${next}&maxresults=${size}`,
  });
}

const list = (call: Call): Answer => {
  const prefix = `${vaultOf(call.host)}|`;
  const newest = new Map<string, SecretVersion>();
  for (const { doc } of call.store.list('secretVersion')) {
    if (`${doc.vault}|` === prefix && (newest.get(doc.name.toLowerCase())?.createdAt ?? -1) < doc.createdAt)
      newest.set(doc.name.toLowerCase(), doc);
  }
  return pages(
    call,
    [...newest.values()].sort((a, b) => a.name.localeCompare(b.name)),
    false,
  );
};

const listVersions = (call: Call): Answer => (versions(call).length > 0 ? pages(call, versions(call), true) : missing(call));

const routes: Route[] = [
  route('GET', '/secrets', list),
  route('GET', '/secrets/{name}/versions', listVersions),
  route('GET', '/secrets/{name}', get),
  route('GET', '/secrets/{name}/{version}', get),
  route('PUT', '/secrets/{name}', put),
  route('DELETE', '/secrets/{name}', remove),
];

const vaultId = ({ subscription, resourceGroup, name }: KeyVault) =>
  `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${name}`;

/** Values need more than names and dates do. */
function verbOf(method: string, path: string): string {
  if (method === 'PUT') return 'setSecret/action';
  if (method === 'DELETE') return 'delete';
  return /^\/secrets\/[^/]+(\/(?!versions$)[^/]+)?\/?$/i.test(path) ? 'getSecret/action' : 'readMetadata/action';
}

export const keyVaultPlane: Plane = {
  host: /^[a-z][a-z0-9-]{2,23}\.vault\.azure\.net$/i,
  routes: [...routes, ...keyRoutes],
  admit({ store, identity, headers, method, url, now }) {
    const problem = bearerProblem(headers.get('authorization'), identity, now, /^https:\/\/vault\.azure\.net\/?$/i);
    if (problem)
      return refuse(401, 'Unauthorized', `AKV10000: Request is missing a Bearer or PoP token (${problem}).`, {
        'www-authenticate': `Bearer authorization="https://login.microsoftonline.com/${identity.tenantId}", resource="https://vault.azure.net"`,
      });
    if (!url.searchParams.get('api-version')) return refuse(400, 'BadParameter', 'api-version must be specified');
    const vault = store.list('keyVault').find(({ doc }) => doc.name.toLowerCase() === vaultOf(url.hostname))?.doc;
    const action = url.pathname.startsWith('/keys/')
      ? `Microsoft.KeyVault/vaults/keys/${keyVerbOf(method, url.pathname)}`
      : `Microsoft.KeyVault/vaults/secrets/${verbOf(method, url.pathname)}`;
    if (!vault || mayUseData(store, vaultId(vault), action)) return null;
    return refuse(
      403,
      'Forbidden',
      `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=${identity.clientId};oid=${identity.clientId}\r\nAction: '${action}'\r\nResource: '${vaultId(vault).toLowerCase()}'\r\nAssignment: (not found)\r\nVault: ${vault.name};location=${vault.location}`,
    );
  },
  exists: (store, host) => store.list('keyVault').some(({ doc }) => doc.name.toLowerCase() === vaultOf(host)),
  noRoute: () => refuse(404, 'NotFound', 'The requested path is not known here.'),
};
