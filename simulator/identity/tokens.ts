// Access tokens of the simulator's own authority: JWTs signed with a key kept in its file, so they outlive a restart and
// expire. Only this simulator accepts them; they are worth nothing anywhere else.
import { createHmac, timingSafeEqual } from 'node:crypto';

export const tokenLifeSeconds = 3600;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (text: string, key: string) => createHmac('sha256', key).update(text).digest();

interface Claims {
  aud: string;
  iss: string;
  iat: number;
  nbf: number;
  exp: number;
  appid: string;
  oid: string;
  tid: string;
  upn?: string;
}

interface Bearer {
  readonly tenantId: string;
  readonly clientId: string;
  readonly audience: string;
  readonly issuer: string;
  /** Left out: the application itself. */
  readonly person?: { readonly upn: string; readonly name: string; readonly oid: string };
}

export function issueToken(who: Bearer, key: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  const { person } = who;
  const claims: Claims & { ver: string; idtyp: string; sub: string; preferred_username?: string; name?: string } = {
    aud: who.audience,
    iss: who.issuer,
    iat: seconds,
    nbf: seconds,
    exp: seconds + tokenLifeSeconds,
    appid: who.clientId,
    oid: person?.oid ?? who.clientId,
    sub: person?.oid ?? who.clientId,
    tid: who.tenantId,
    ver: '1.0',
    idtyp: person ? 'user' : 'app',
    ...(person ? { upn: person.upn, preferred_username: person.upn, name: person.name } : {}),
  };
  const text = `${encode({ typ: 'JWT', alg: 'HS256', kid: 'simulator' })}.${encode(claims)}`;
  return `${text}.${sign(text, key).toString('base64url')}`;
}

export type Checked = { claims: Claims } | { problem: 'malformed' | 'unknown' | 'expired' };

export function checkToken(token: string, key: string, now: number): Checked {
  const [head, body, signature] = token.split('.');
  if (!head || !body || !signature) return { problem: 'malformed' };
  const given = Buffer.from(signature, 'base64url');
  const expected = sign(`${head}.${body}`, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { problem: 'unknown' };
  // Signed by us a moment ago, so it has the shape that issueToken gave it.
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
  return claims.exp * 1000 <= now ? { problem: 'expired' } : { claims };
}
