// Tokens for a machine's own identity, as its metadata service (virtual machines, AKS) and App Service hand them out: no secret, but a
// header that a browser or a redirect cannot send.
import type { Answer } from '../wire/answer.ts';
import type { Identity } from './authority.ts';
import { issueToken, tokenLifeSeconds } from './tokens.ts';

interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
}

const no = (status: number, error: string, description: string): Answer => ({ status, body: { error, error_description: description } });

/** Null: another path. */
export function managedIdentity({ method, url, headers }: Request, identity: Identity, now: number): Answer | null {
  const metadata = /^\/metadata\/identity\/oauth2\/token\/?$/i.test(url.pathname);
  if (!metadata && !/^\/msi\/token\/?$/i.test(url.pathname)) return null;
  if (method !== 'GET') return no(405, 'bad_request_102', 'Only GET is supported');
  if (metadata && headers.get('metadata')?.toLowerCase() !== 'true')
    return no(400, 'bad_request_102', 'Required metadata header not specified');
  if (!metadata && headers.get('x-identity-header') !== identity.clientSecret)
    return no(401, 'unauthorized', 'The identity header is wrong');
  const resource = url.searchParams.get('resource');
  if (!resource) return no(400, 'invalid_resource', "AADSTS50001: The resource named '' was not found in the tenant.");
  const asked = url.searchParams.get('client_id');
  if (asked !== null && asked.toLowerCase() !== identity.clientId.toLowerCase()) return no(400, 'invalid_request', 'Identity not found');
  const { tenantId, clientId } = identity;
  const expires = Math.floor(now / 1000) + tokenLifeSeconds;
  return {
    status: 200,
    body: {
      access_token: issueToken(
        { tenantId, clientId, audience: resource, issuer: `https://sts.windows.net/${tenantId}/` },
        identity.tokenKey,
        now,
      ),
      client_id: clientId,
      expires_in: String(tokenLifeSeconds),
      expires_on: String(expires),
      ext_expires_in: String(tokenLifeSeconds),
      not_before: String(Math.floor(now / 1000)),
      resource,
      token_type: 'Bearer',
    },
  };
}
