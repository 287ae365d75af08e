// The identity authority: discovery documents and the token endpoint for client credentials, with the errors of Microsoft
// Entra ID. It knows one tenant and one application, and no users.
import { randomUUID } from 'node:crypto';
import type { Answer } from '../wire/answer.ts';
import { issueToken, tokenLifeSeconds } from './tokens.ts';

export interface Identity {
  tenantId: string;
  clientId: string;
  clientSecret: string;
  tokenKey: string;
}

function problem(status: number, error: string, code: number, message: string, now: number): Answer {
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const timestamp = new Date(now)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  };
}

function configuration(origin: string, tenant: string): Answer {
  const base = `${origin}/${tenant}`;
  const adfs = tenant.toLowerCase() === 'adfs';
  return {
    status: 200,
    body: {
      token_endpoint: adfs ? `${base}/oauth2/token` : `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
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

function token(origin: string, tenant: string, form: URLSearchParams, basic: string | null, identity: Identity, now: number): Answer {
  if (![identity.tenantId.toLowerCase(), 'adfs'].includes(tenant.toLowerCase())) {
    const message = `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`;
    return problem(400, 'invalid_request', 90002, message, now);
  }
  const grant = form.get('grant_type');
  if (grant !== 'client_credentials') {
    return problem(400, 'unsupported_grant_type', 70003, `The app requested an unsupported grant type '${grant ?? ''}'.`, now);
  }
  const [basicId, basicSecret] = basic ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent) : [];
  const clientId = form.get('client_id') ?? basicId ?? '';
  if (clientId.toLowerCase() !== identity.clientId.toLowerCase()) {
    const message = `Application with identifier '${clientId}' was not found in the directory 'Practice'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`;
    return problem(400, 'unauthorized_client', 700016, message, now);
  }
  if ((form.get('client_secret') ?? basicSecret) !== identity.clientSecret) {
    const message = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`;
    return problem(401, 'invalid_client', 7000215, message, now);
  }
  const audience =
    (form
      .get('scope')
      ?.split(' ')[0]
      ?.replace(/\/\.default$/, '') ||
      form.get('resource')) ??
    '';
  if (audience === '')
    return problem(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'scope'.", now);
  const who = { tenantId: identity.tenantId, clientId: identity.clientId, audience, issuer: `${origin}/${tenant}/` };
  const body = {
    token_type: 'Bearer',
    expires_in: tokenLifeSeconds,
    ext_expires_in: tokenLifeSeconds,
    expires_on: Math.floor(now / 1000) + tokenLifeSeconds,
    resource: audience,
    access_token: issueToken(who, identity.tokenKey, now),
  };
  return { status: 200, body, headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' } };
}

/** Answers what belongs to the authority; null when the path is none of its own. */
export function authority(
  request: { method: string; url: URL; headers: Headers; text: string },
  identity: Identity,
  origin: string,
  now: number,
): Answer | null {
  const path = request.url.pathname;
  if (/^\/common\/discovery\/instance$/i.test(path)) return discovery(origin, request.url.searchParams.get('authorization_endpoint') ?? '');
  const config = /^\/([^/]+)(?:\/adfs)?(?:\/v2\.0)?\/\.well-known\/openid-configuration$/i.exec(path);
  if (config?.[1] && request.method === 'GET') return configuration(origin, config[1]);
  if (/^\/[^/]+\/discovery(\/v2\.0)?\/keys$/i.test(path)) return { status: 200, body: { keys: [] } };
  const asked = /^\/([^/]+)\/oauth2(?:\/v2\.0)?\/token\/?$/i.exec(path);
  if (!asked?.[1]) return null;
  if (request.method !== 'POST') return problem(405, 'invalid_request', 900561, 'The endpoint only accepts POST requests.', now);
  const basic = /^Basic (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
  return token(origin, asked[1], new URLSearchParams(request.text), basic, identity, now);
}
