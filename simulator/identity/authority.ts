// The identity authority: discovery documents, the token endpoint, device codes, and the two addresses at which a machine in Azure
// asks for the token of its managed identity. It knows one tenant, one application and one person.
import type { Answer } from '../wire/answer.ts';
import type { Trust } from './assertions.ts';
import { createDeviceCodes } from './device-codes.ts';
import { type Asking, grant } from './grants.ts';
import { managedIdentity } from './managed-identity.ts';
import { signInProblem } from './sign-in-problem.ts';

export interface Identity {
  tenantId: string;
  clientId: string;
  clientSecret: string;
  tokenKey: string;
}

function configuration(origin: string, tenant: string): Answer {
  const base = `${origin}/${tenant}`;
  const adfs = tenant.toLowerCase() === 'adfs';
  return {
    status: 200,
    body: {
      token_endpoint: adfs ? `${base}/oauth2/token` : `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'token'],
      scopes_supported: ['openid', 'profile', 'offline_access'],
      issuer: adfs ? base : `${base}/v2.0`,
      authorization_endpoint: adfs ? `${base}/oauth2/authorize` : `${base}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      tenant_region_scope: 'EU',
      cloud_instance_name: 'microsoftonline.com',
    },
  };
}

function discovery(origin: string, endpoint: string): Answer {
  const host = new URL(origin).host;
  const metadata = [{ preferred_network: host, preferred_cache: host, aliases: [host] }];
  const tenant = /^https:\/\/[^/]+\/([^/]+)/.exec(endpoint)?.[1] ?? 'common';
  const at = `${origin}/${tenant}/v2.0/.well-known/openid-configuration`;
  return { status: 200, body: { tenant_discovery_endpoint: at, 'api-version': '1.1', metadata } };
}

interface SignInRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly text: string;
}

/** Answers what belongs to the authority; null when the path is none of its own. */
export function createAuthority(identity: Identity, trust: Trust) {
  const codes = createDeviceCodes();
  return (request: SignInRequest, origin: string, now: number): Answer | null => {
    const { pathname: path, searchParams } = request.url;
    if (/^\/common\/discovery\/instance$/i.test(path)) return discovery(origin, searchParams.get('authorization_endpoint') ?? '');
    const config = /^\/([^/]+)(?:\/adfs)?(?:\/v2\.0)?\/\.well-known\/openid-configuration$/i.exec(path);
    if (config?.[1] && request.method === 'GET') return configuration(origin, config[1]);
    if (/^\/[^/]+\/discovery(\/v2\.0)?\/keys$/i.test(path)) return { status: 200, body: { keys: [] } };
    if (path === '/devicelogin') return codes.page(request.method, new URLSearchParams(request.text), now);
    const ofMachine = managedIdentity(request, identity, now);
    if (ofMachine) return ofMachine;
    const asked = /^\/([^/]+)\/oauth2(?:\/v2\.0)?\/(token|devicecode)\/?$/i.exec(path);
    if (!asked?.[1]) return null;
    if (request.method !== 'POST') return signInProblem(405, 'invalid_request', 900561, 'The endpoint only accepts POST requests.', now);
    const basic = /^Basic (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
    const asking: Asking = { origin, tenant: asked[1], endpoint: origin + path, form: new URLSearchParams(request.text), basic, now };
    return grant(asking, identity, trust, codes, asked[2]?.toLowerCase() === 'devicecode');
  };
}
