// Proofs without a shared secret: a token that the application signed with the key of a registered certificate, or one that a trusted
// issuer (a Kubernetes cluster, a pipeline) gave to a workload. Refusals carry the codes of Microsoft Entra ID.
import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** Federated identity credentials: whose tokens stand for the application. Keys as PEM. */
export const federated = z.array(z.strictObject({ issuer: z.url(), subject: z.string().min(1), publicKey: z.string().min(1) }));

/** Whom the application registration trusts besides its secret. */
export interface Trust {
  /** PEM. */
  readonly certificates: readonly string[];
  readonly federated: z.output<typeof federated>;
}

export interface Refusal {
  readonly code: number;
  readonly message: string;
}

interface Parsed {
  readonly head: { readonly alg?: string; readonly x5t?: string; readonly 'x5t#S256'?: string };
  readonly claims: { readonly iss?: string; readonly sub?: string; readonly aud?: string; readonly exp?: number };
  readonly signed: Buffer;
  readonly signature: Buffer;
}

function parse(assertion: string): Parsed | null {
  const [head, claims, signature] = assertion.split('.');
  if (!head || !claims || !signature) return null;
  try {
    return {
      head: JSON.parse(Buffer.from(head, 'base64url').toString()),
      claims: JSON.parse(Buffer.from(claims, 'base64url').toString()),
      signed: Buffer.from(`${head}.${claims}`),
      signature: Buffer.from(signature, 'base64url'),
    };
  } catch {
    return null;
  }
}

/** RSASSA-PSS and PKCS #1, with SHA-256: what Azure's libraries sign with. */
const paddings: { readonly [alg: string]: { readonly padding?: number; readonly saltLength?: number } } = {
  RS256: {},
  PS256: { padding: 6, saltLength: 32 },
};

function signedWith(publicKey: string | X509Certificate, { head, signed, signature }: Parsed): boolean {
  const padding = paddings[head.alg ?? ''];
  if (!padding) return false;
  const key = typeof publicKey === 'string' ? createPublicKey(publicKey) : publicKey.publicKey;
  return verify('sha256', signed, { key, ...padding }, signature);
}

const fingerprint = (hex: string) => Buffer.from(hex.replaceAll(':', ''), 'hex').toString('base64url');

/** Null: the proof is good for this application at this token endpoint. */
export function assertionProblem(assertion: string, clientId: string, endpoint: string, trust: Trust, now: number): Refusal | null {
  const parsed = parse(assertion);
  if (!parsed) return { code: 50027, message: 'JWT token is invalid or malformed.' };
  const { claims } = parsed;
  const expired = !claims.exp || claims.exp * 1000 <= now;
  if (claims.iss?.toLowerCase() !== clientId.toLowerCase()) return federatedProblem(parsed, expired, trust);
  const certificate = trust.certificates
    .map((pem) => new X509Certificate(pem))
    .find((one) =>
      [parsed.head.x5t, parsed.head['x5t#S256']].some(
        (x5t) => x5t === fingerprint(one.fingerprint) || x5t === fingerprint(one.fingerprint256),
      ),
    );
  if (!certificate || !signedWith(certificate, parsed))
    return {
      code: 700027,
      message: `The certificate with identifier used to sign the client assertion is not registered on application. The application with ID '${clientId}' has ${trust.certificates.length} certificates.`,
    };
  if (Date.parse(certificate.validTo) <= now)
    return { code: 7000222, message: `The provided client certificate has expired for app '${clientId}'.` };
  if (expired) return { code: 700024, message: 'Client assertion is not within its valid time range.' };
  if (claims.aud?.toLowerCase() !== endpoint.toLowerCase())
    return { code: 700023, message: `Client assertion audience claim does not match Realm issuer. Expected '${endpoint}'.` };
  return null;
}

function federatedProblem(parsed: Parsed, expired: boolean, trust: Trust): Refusal | null {
  const { iss = '', sub = '', aud } = parsed.claims;
  const record = trust.federated.find(({ issuer, subject }) => issuer === iss && subject === sub);
  if (!record)
    return {
      code: 700213,
      message: `No matching federated identity record found for presented assertion subject '${sub}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.`,
    };
  if (aud !== 'api://AzureADTokenExchange')
    return { code: 700212, message: `No matching federated identity record found for presented assertion audience '${aud}'.` };
  if (!signedWith(record.publicKey, parsed)) return { code: 5000611, message: 'The signature of the client assertion is not valid.' };
  return expired ? { code: 700024, message: 'Client assertion is not within its valid time range.' } : null;
}
