// Keys of a Key Vault: RSA keys and their versions, wrapping and unwrapping. The private half never leaves; signing, encrypting, elliptic
// curves and recovery of deleted keys are not there.
import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';
import { keyChange, keyOperation, keyRequest } from '../requests/keyvault.ts';
import type { KeyVersion } from '../state/model.ts';
import { type Answer, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { refuse, seconds, vaultOf } from './refusal.ts';

const parentOf = (call: Call) => `${vaultOf(call.host)}|${param(call, 'name')}`.toLowerCase();

/** Newest first. */
const versions = (call: Call): KeyVersion[] => call.store.list('keyVersion', parentOf(call)).map(({ doc }) => doc);

function find(call: Call): KeyVersion | Answer {
  const wanted = call.params.version;
  const found = versions(call).find(({ version }) => wanted === undefined || version === wanted);
  return (
    found ??
    refuse(404, 'KeyNotFound', `A key with (name/id) ${param(call, 'name')}${wanted ? `/${wanted}` : ''} was not found in this key vault.`)
  );
}
const isAnswer = (found: KeyVersion | Answer): found is Answer => 'status' in found;

const idOf = (call: Call, key: KeyVersion) => `https://${call.host}/keys/${key.name}/${key.version}`;

function bundle(call: Call, key: KeyVersion): Answer {
  const { n, e } = createPublicKey(key.pem).export({ format: 'jwk' });
  return ok({
    key: { kid: idOf(call, key), kty: 'RSA', key_ops: key.ops, n, e },
    attributes: {
      enabled: key.enabled,
      created: seconds(key.createdAt),
      updated: seconds(key.createdAt),
      recoveryLevel: 'Recoverable+Purgeable',
      recoverableDays: 90,
    },
    tags: {},
  });
}

function keep(call: Call, size: number, ops: readonly string[], enabled = true): Answer {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: size });
  const key: KeyVersion = {
    vault: vaultOf(call.host),
    name: param(call, 'name'),
    version: randomBytes(16).toString('hex'),
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    size,
    ops: [...ops],
    enabled,
    createdAt: call.at,
  };
  // Two of one moment: the later one is the newer.
  const rank = Math.min(-call.at, ...call.store.list('keyVersion', parentOf(call)).map(({ doc }) => -doc.createdAt - 1));
  call.store.put('keyVersion', `${parentOf(call)}|${key.version}`, { ...key, createdAt: -rank }, { parent: parentOf(call), rank });
  return bundle(call, key);
}

const create = (call: Call): Answer => {
  const parsed = keyRequest.safeParse(call.body);
  if (!parsed.success || !/^[A-Za-z0-9-]{1,127}$/.test(param(call, 'name')))
    return refuse(400, 'BadParameter', `The request is not valid: ${parsed.error?.issues[0]?.message ?? 'the name of the key'}.`);
  const {
    key_size: size = 2048,
    key_ops: ops = ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'],
    attributes,
  } = parsed.data;
  return keep(call, size, ops, attributes?.enabled);
};

const rotate = (call: Call): Answer => {
  const newest = find(call);
  return isAnswer(newest) ? newest : keep(call, newest.size, newest.ops);
};

const change = (call: Call): Answer => {
  const parsed = keyChange.safeParse(call.body);
  if (!parsed.success) return refuse(400, 'BadParameter', `The request is not valid: ${parsed.error.issues[0]?.message}.`);
  const found = find(call);
  if (isAnswer(found)) return found;
  const changed = { ...found, enabled: parsed.data.attributes?.enabled ?? found.enabled };
  call.store.put('keyVersion', `${parentOf(call)}|${found.version}`, changed, { parent: parentOf(call), rank: -found.createdAt });
  return bundle(call, changed);
};

const get = (call: Call): Answer => {
  const found = find(call);
  return isAnswer(found) ? found : bundle(call, found);
};

const operation =
  (verb: 'wrapKey' | 'unwrapKey') =>
  (call: Call): Answer => {
    const parsed = keyOperation.safeParse(call.body);
    if (!parsed.success) return refuse(400, 'BadParameter', `The request is not valid: ${parsed.error.issues[0]?.message}.`);
    const key = find(call);
    if (isAnswer(key)) return key;
    if (!key.enabled) return refuse(403, 'Forbidden', `Operation ${verb.toLowerCase()} is not allowed on a disabled key.`);
    if (!key.ops.includes(verb)) return refuse(403, 'Forbidden', `Operation ${verb} is not permitted on this key.`);
    const bytes = Buffer.from(parsed.data.value, 'base64url');
    const how = {
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: parsed.data.alg === 'RSA-OAEP-256' ? 'sha256' : 'sha1',
    };
    try {
      const value =
        verb === 'wrapKey'
          ? publicEncrypt({ key: createPublicKey(key.pem), ...how }, bytes)
          : privateDecrypt({ key: createPrivateKey(key.pem), ...how }, bytes);
      return ok({ kid: idOf(call, key), value: value.toString('base64url') });
    } catch {
      return refuse(400, 'BadParameter', 'The parameter is incorrect.');
    }
  };

export const keyRoutes: Route[] = [
  route('POST', '/keys/{name}/create', create),
  route('POST', '/keys/{name}/rotate', rotate),
  route('POST', '/keys/{name}/wrapkey', operation('wrapKey')),
  route('POST', '/keys/{name}/unwrapkey', operation('unwrapKey')),
  route('POST', '/keys/{name}/{version}/wrapkey', operation('wrapKey')),
  route('POST', '/keys/{name}/{version}/unwrapkey', operation('unwrapKey')),
  route('GET', '/keys/{name}', get),
  route('GET', '/keys/{name}/{version}', get),
  route('PATCH', '/keys/{name}/{version}', change),
];

/** What somebody needs to be allowed for a request to keys. */
export function keyVerbOf(method: string, path: string): string {
  const verb = /\/(wrapkey|unwrapkey|create|rotate)\/?$/i.exec(path)?.[1]?.toLowerCase();
  if (verb === 'wrapkey') return 'wrap/action';
  if (verb === 'unwrapkey') return 'unwrap/action';
  if (verb) return `${verb}/action`;
  return method === 'GET' ? 'read' : 'update/action';
}
