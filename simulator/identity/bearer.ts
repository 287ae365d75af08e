// Lets a request to Azure Resource Manager in only with a living token of our authority, and says no in Azure's words.
import { type Answer, refuse } from '../wire/answer.ts';
import type { Identity } from './authority.ts';
import { checkToken } from './tokens.ts';

const audiences = [
  /^https:\/\/management\.(core\.windows\.net|azure\.com|usgovcloudapi\.net|chinacloudapi\.cn)\/?$/i,
  /^https:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/?$/i,
];

function challenge(answer: Answer, identity: Identity, origin: string, error: string, description: string): Answer {
  const uri = `${origin}/${identity.tenantId}`;
  const value = `Bearer authorization_uri="${uri}", error="${error}", error_description="${description}"`;
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': value } };
}

/** For services besides Resource Manager: why this bearer may not go on; null when it may. */
export function bearerProblem(header: string | null, identity: Identity, now: number, audience: RegExp): string | null {
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (!token) return 'the authorization header is missing';
  const checked = checkToken(token, identity.tokenKey, now);
  if ('problem' in checked) return checked.problem === 'expired' ? 'the token has expired' : 'the token is not valid here';
  return audience.test(checked.claims.aud) ? null : `the token is for ${checked.claims.aud}`;
}

/** Null when the bearer may go on. */
export function checkBearer(header: string | null, identity: Identity, origin: string, now: number): Answer | null {
  const no = (code: string, message: string) =>
    challenge(refuse(401, code, message), identity, origin, 'invalid_token', 'The access token is missing, invalid or has expired.');
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (!token) return no('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
  const checked = checkToken(token, identity.tokenKey, now);
  if ('claims' in checked) {
    if (audiences.some((audience) => audience.test(checked.claims.aud))) return null;
    const message = `The access token has been obtained for wrong audience or resource '${checked.claims.aud}'. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.azure.com/'.`;
    return no('InvalidAuthenticationTokenAudience', message);
  }
  if (checked.problem === 'expired') return no('ExpiredAuthenticationToken', 'The access token expiry UTC time has passed.');
  return no(
    'InvalidAuthenticationToken',
    checked.problem === 'malformed' ? 'The access token is invalid.' : 'The access token is from the wrong issuer.',
  );
}
