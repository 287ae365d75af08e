// Sign-in through the organisation's own provider (OpenID Connect, such as Entra ID): authorization code with PKCE, state and nonce,
// which the browser carries sealed. People are known by issuer and subject; what they may do follows from their groups.
import * as oidc from 'openid-client';
import { fail } from '../../nodes/kit/errors.ts';
import { refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';
import { isLoopback } from './binding.ts';
import { sameText } from './same-text.ts';

export interface ProviderSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What people call it. */
  readonly name: string;
  /** Its members look after the installation. */
  readonly adminGroup: string | null;
}

export interface FromProvider {
  readonly issuer: string;
  readonly subject: string;
  readonly login: string;
  readonly name: string;
  readonly groups: readonly string[];
}

interface Underway {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly until: number;
}

const PLACE = 'provider sign-in';
const GOOD_FOR_MS = 600_000;
const MOST_GROUPS = 1_000;

export function readProvider(text: (name: string) => string | null, secret: (name: string) => string | null): ProviderSettings | null {
  const issuer = text('VAULTFLOW_OIDC_ISSUER');
  if (issuer === null) return null;
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))))
    throw fail('conflict', `VAULTFLOW_OIDC_ISSUER must be an https:// address, not “${issuer}”.`);
  const clientId = text('VAULTFLOW_OIDC_CLIENT_ID');
  const clientSecret = secret('VAULTFLOW_OIDC_CLIENT_SECRET');
  if (clientId === null || clientSecret === null)
    throw fail('conflict', 'VAULTFLOW_OIDC_ISSUER needs VAULTFLOW_OIDC_CLIENT_ID and VAULTFLOW_OIDC_CLIENT_SECRET (or …_SECRET_FILE).');
  const name =
    text('VAULTFLOW_OIDC_NAME') ?? (/(^|\.)microsoftonline\.(com|us|cn)$/.test(url.hostname) ? 'Microsoft Entra ID' : url.hostname);
  return { issuer: url, clientId, clientSecret, name, adminGroup: text('VAULTFLOW_OIDC_ADMIN_GROUP') };
}

export interface ProviderDeps {
  readonly settings: ProviderSettings;
  readonly sealing: Stores['sealing'];
  /** Where the provider sends the browser back to. */
  readonly callback: () => string;
  readonly now: () => number;
  readonly fetch: typeof fetch;
}

export function createProvider({ settings, sealing, callback, now, fetch }: ProviderDeps) {
  let found: Promise<oidc.Configuration> | undefined;

  /** Asked once; a provider that did not answer is asked again by the next who signs in. */
  function configuration(): Promise<oidc.Configuration> {
    found ??= oidc
      .discovery(settings.issuer, settings.clientId, { client_secret: settings.clientSecret }, undefined, {
        [oidc.customFetch]: fetch as oidc.CustomFetch,
        timeout: 15,
        ...(settings.issuer.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {}),
      })
      .catch((error: unknown) => {
        found = undefined;
        throw refuse('network', `${settings.name} does not answer: ${said(error)}`);
      });
    return found;
  }

  async function opened(cookie: string | null): Promise<Underway> {
    try {
      const underway = JSON.parse(await sealing.open(PLACE, Buffer.from(cookie ?? '', 'base64url'))) as Underway;
      if (underway.until > now()) return underway;
    } catch {
      // Made up, of another installation, or none at all: the same as one that is over.
    }
    throw refuse('unauthenticated', 'This sign-in took too long or was begun in another browser. Begin again.');
  }

  return {
    name: settings.name,

    async start(): Promise<{ readonly url: string; readonly cookie: string }> {
      const config = await configuration();
      const verifier = oidc.randomPKCECodeVerifier();
      const underway: Underway = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier, until: now() + GOOD_FOR_MS };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: callback(),
        scope: 'openid profile email',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: underway.state,
        nonce: underway.nonce,
      });
      return { url: url.href, cookie: Buffer.from(await sealing.seal(PLACE, JSON.stringify(underway))).toString('base64url') };
    },

    /** `search` is the query that the provider sent the browser back with. */
    async end(search: string, cookie: string | null): Promise<FromProvider> {
      const { state, nonce, verifier } = await opened(cookie);
      const given = new URLSearchParams(search).get('state') ?? '';
      if (!sameText(given, state)) throw refuse('unauthenticated', 'This sign-in was begun in another browser. Begin again.');
      const config = await configuration();
      const address = new URL(callback());
      address.search = search;
      const tokens = await oidc
        .authorizationCodeGrant(config, address, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        })
        .catch((error: unknown) => {
          throw refuse('unauthenticated', `${settings.name} did not confirm who you are: ${said(error)}`);
        });
      const claims = tokens.claims();
      if (!claims) throw refuse('unauthenticated', `${settings.name} did not say who you are.`);
      return personIn(claims as Claims, settings.name);
    },
  };
}

interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly [name: string]: unknown;
}

function personIn(claims: Claims, provider: string): FromProvider {
  const text = (name: string): string | null => {
    const value = claims[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : null;
  };
  const login = text('preferred_username') ?? text('email') ?? claims.sub;
  const names = claims._claim_names as { readonly groups?: unknown } | undefined;
  if (names?.groups !== undefined && claims.groups === undefined)
    throw refuse(
      'forbidden',
      `${provider} did not list your groups: you are in too many. Let it send “Groups assigned to the application”, or app roles.`,
    );
  return {
    issuer: claims.iss,
    subject: claims.sub,
    login: login.replace(/\s+/g, '.'),
    name: text('name') ?? login,
    groups: [...new Set([...texts(claims.groups), ...texts(claims.roles)])].slice(0, MOST_GROUPS),
  };
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string' && one.length <= 200) : [];

/** What went wrong in the provider's words, without what it was given. */
function said(error: unknown): string {
  const {
    error_description: description,
    cause,
    message,
  } = error as { error_description?: unknown; cause?: { message?: unknown }; message?: unknown };
  const words = [description, message, cause?.message].find((one) => typeof one === 'string' && one !== '');
  return String(words ?? 'no reason was given').slice(0, 300);
}

export type Provider = ReturnType<typeof createProvider>;
