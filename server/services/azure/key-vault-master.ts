// A key in a Key Vault as the master key: it never leaves the vault, which wraps and unwraps for us and writes that down. Signed in as
// this machine itself. What is wrapped names the version it was wrapped by, and only versions of that very key are ever asked.
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { fail } from '../../../nodes/kit/errors.ts';
import { type Master, named, unnamed } from '../../security/masters.ts';
import { createEgress } from '../egress.ts';
import { azureHosts, vaultCloud } from './clouds.ts';
import { azureFailure, refusalOf } from './failure.ts';
import { loadSdk } from './sdk.ts';
import { egressTransport } from './transport.ts';

const API_VERSION = '7.4';
const ALGORITHM = 'RSA-OAEP-256';
const TIMEOUT_MS = 20_000;

interface Access {
  readonly httpClient: HttpClient;
  readonly credential: TokenCredential;
  /** Whom tokens are for. */
  readonly audience: string;
}

/** Managed identity, workload identity, or AZURE_CLIENT_ID with its secret or certificate: whatever this machine has. */
async function accessOf(url: URL): Promise<Access> {
  const cloud = vaultCloud(url.hostname);
  if (!cloud)
    throw fail('conflict', `${url.host} is no Key Vault of Azure: its name ends in vault.azure.net, or in that of another cloud.`);
  const { identity } = await loadSdk();
  const httpClient = egressTransport(createEgress({ allow: azureHosts.join(',') }), undefined, () => undefined);
  const options = { authorityHost: cloud.authority, httpClient };
  const ways: TokenCredential[] = [new identity.EnvironmentCredential(options)];
  // Says at once when this machine has none, instead of when it is asked for a token.
  try {
    ways.push(new identity.WorkloadIdentityCredential(options));
  } catch {
    // This machine has none.
  }
  ways.push(new identity.ManagedIdentityCredential());
  return { httpClient, credential: new identity.ChainedTokenCredential(...ways), audience: cloud.audience };
}

export async function keyVaultMaster(url: URL, given?: Access): Promise<Master> {
  const { httpClient, credential, audience } = given ?? (await accessOf(url));
  const address = url.href.replace(/\/+$/, '');
  const { bearerTokenAuthenticationPolicy, createEmptyPipeline, createHttpHeaders, createPipelineRequest } = (await loadSdk()).pipeline;
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${audience}/.default` }), { phase: 'Sign' });

  async function ask(
    key: string,
    verb: 'wrapkey' | 'unwrapkey',
    value: Uint8Array,
  ): Promise<{ readonly kid: string; readonly value: Buffer }> {
    const request = createPipelineRequest({
      url: `${key}/${verb}?api-version=${API_VERSION}`,
      method: 'POST',
      timeout: TIMEOUT_MS,
      headers: createHttpHeaders({ accept: 'application/json', 'content-type': 'application/json' }),
      body: JSON.stringify({ alg: ALGORITHM, value: Buffer.from(value).toString('base64url') }),
    });
    const answer = await pipeline.sendRequest(httpClient, request).catch((error: unknown) => {
      throw unavailable(azureFailure(error, false).failure.message);
    });
    const text = answer.bodyAsText ?? '';
    if (answer.status !== 200)
      throw unavailable(refusalOf({ status: answer.status, headers: answer.headers, text }, false).failure.message);
    const said = JSON.parse(text) as { readonly kid?: unknown; readonly value?: unknown };
    if (typeof said.kid !== 'string' || typeof said.value !== 'string') throw unavailable('it answered without a key.');
    return { kid: said.kid, value: Buffer.from(said.value, 'base64url') };
  }

  const unavailable = (why: string) => fail('connection_invalid', `The key ${address} could not be used: ${why}`);

  return {
    id: `key-vault:${address.toLowerCase()}`,
    says: address,
    async wrap(what, key) {
      const { kid, value } = await ask(address, 'wrapkey', named(what, key));
      return Buffer.from(JSON.stringify({ kid, value: value.toString('base64url') }));
    },
    async unwrap(what, wrapped) {
      const { kid, value } = JSON.parse(Buffer.from(wrapped).toString('utf8')) as { readonly kid: string; readonly value: string };
      // It stands in the database: whoever can write there must not lead us, and our token, elsewhere.
      if (!kid.toLowerCase().startsWith(`${address.toLowerCase()}/`) || !/^\/?[0-9a-z]+$/i.test(kid.slice(address.length)))
        throw fail('conflict', `The ${what} was changed: it names another key than ${address}.`);
      return unnamed(what, (await ask(kid, 'unwrapkey', Buffer.from(value, 'base64url'))).value);
    },
    before: null,
  };
}
