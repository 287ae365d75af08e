// The token endpoint: what each grant has to prove, and the token it gets. An application proves itself by its secret or by an
// assertion; a person by a device code, and later by the refresh token that came with it.
import type { Answer } from '../wire/answer.ts';
import { assertionProblem, type Trust } from './assertions.ts';
import type { Identity } from './authority.ts';
import type { DeviceCodes } from './device-codes.ts';
import { signInProblem } from './sign-in-problem.ts';
import { checkToken, issueToken, tokenLifeSeconds } from './tokens.ts';

export interface Asking {
  readonly origin: string;
  readonly tenant: string;
  /** The address that was asked. */
  readonly endpoint: string;
  readonly form: URLSearchParams;
  /** Credentials of a Basic authorization. */
  readonly basic: string | null;
  readonly now: number;
}

const person = { upn: 'operator@contoso.example', name: 'Practice operator', oid: '7d3c2b1a-5e4f-4a6b-9c8d-0e1f2a3b4c5d' };
/** Tokens for the token endpoint itself. */
const refreshAudience = 'refresh';

export function grant(asking: Asking, identity: Identity, trust: Trust, codes: DeviceCodes, device: boolean): Answer {
  const { form, tenant, now } = asking;
  if (![identity.tenantId.toLowerCase(), 'adfs'].includes(tenant.toLowerCase())) {
    const message = `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`;
    return signInProblem(400, 'invalid_request', 90002, message, now);
  }
  if (device) return unknownApplication(asking, identity) ?? codes.begin(asking.origin, now);
  switch (form.get('grant_type')) {
    case 'client_credentials':
      return unknownApplication(asking, identity) ?? clientProblem(asking, identity, trust) ?? tokens(asking, identity, false);
    case 'device_code':
    case 'urn:ietf:params:oauth:grant-type:device_code':
      return unknownApplication(asking, identity) ?? codeProblem(asking, codes) ?? tokens(asking, identity, true);
    case 'refresh_token':
      return unknownApplication(asking, identity) ?? refreshProblem(asking, identity) ?? tokens(asking, identity, true);
    default:
      return signInProblem(
        400,
        'unsupported_grant_type',
        70003,
        `The app requested an unsupported grant type '${form.get('grant_type') ?? ''}'.`,
        now,
      );
  }
}

const basicOf = (basic: string | null): readonly (string | undefined)[] =>
  basic ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent) : [];

const applicationOf = ({ form, basic }: Asking): string => form.get('client_id') ?? basicOf(basic)[0] ?? '';

function unknownApplication(asking: Asking, identity: Identity): Answer | null {
  const clientId = applicationOf(asking);
  if (clientId.toLowerCase() === identity.clientId.toLowerCase()) return null;
  const message = `Application with identifier '${clientId}' was not found in the directory 'Practice'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`;
  return signInProblem(400, 'unauthorized_client', 700016, message, asking.now);
}

function clientProblem(asking: Asking, identity: Identity, trust: Trust): Answer | null {
  const { form, basic, endpoint, now } = asking;
  const assertion = form.get('client_assertion');
  if (assertion !== null) {
    const refused = assertionProblem(assertion, identity.clientId, endpoint, trust, now);
    return refused && signInProblem(401, 'invalid_client', refused.code, refused.message, now);
  }
  if ((form.get('client_secret') ?? basicOf(basic)[1]) === identity.clientSecret) return null;
  const message = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${identity.clientId}'.`;
  return signInProblem(401, 'invalid_client', 7000215, message, now);
}

function codeProblem({ form, now }: Asking, codes: DeviceCodes): Answer | null {
  switch (codes.state(form.get('device_code') ?? form.get('code') ?? '', now)) {
    case 'approved':
      return null;
    case 'pending':
      return signInProblem(
        400,
        'authorization_pending',
        70016,
        'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
        now,
      );
    case 'expired':
      return signInProblem(
        400,
        'expired_token',
        70020,
        'The provided value for the input parameter device_code is not valid. This device code has expired.',
        now,
      );
    case 'unknown':
      return signInProblem(400, 'bad_verification_code', 70019, 'The verification code is not known.', now);
  }
}

function refreshProblem({ form, now }: Asking, identity: Identity): Answer | null {
  const checked = checkToken(form.get('refresh_token') ?? '', identity.tokenKey, now);
  if ('claims' in checked && checked.claims.aud === refreshAudience) return null;
  return signInProblem(400, 'invalid_grant', 70000, 'The provided refresh token is not valid or has expired.', now);
}

function tokens({ origin, tenant, form, now }: Asking, identity: Identity, ofPerson: boolean): Answer {
  const scopes = (form.get('scope') ?? '').split(' ').filter((one) => !['openid', 'profile', 'offline_access', ''].includes(one));
  const audience = scopes[0]?.replace(/\/\.default$/, '') || form.get('resource') || '';
  if (audience === '')
    return signInProblem(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'scope'.", now);
  const { tenantId, clientId, tokenKey } = identity;
  const issue = (aud: string) =>
    issueToken({ tenantId, clientId, audience: aud, issuer: `${origin}/${tenant}/`, ...(ofPerson ? { person } : {}) }, tokenKey, now);
  const body = {
    token_type: 'Bearer',
    scope: form.get('scope') ?? '',
    expires_in: tokenLifeSeconds,
    ext_expires_in: tokenLifeSeconds,
    expires_on: Math.floor(now / 1000) + tokenLifeSeconds,
    resource: audience,
    access_token: issue(audience),
    ...(ofPerson
      ? {
          refresh_token: issue(refreshAudience),
          id_token: issue(clientId),
          client_info: Buffer.from(JSON.stringify({ uid: person.oid, utid: tenantId })).toString('base64url'),
        }
      : {}),
  };
  return { status: 200, body, headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' } };
}
