// Who is asking: a session cookie (browsers), or the owner's bearer token (scripts). A browser gets its session for the
// single-use token of the start link. Tokens are compared by hash; none is ever kept or logged in clear.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { unguessable } from '../store/ids.ts';
import type { SessionStore } from '../store/sessions.ts';
import { DEFAULT_PROJECT, type ProjectActor } from './actor.ts';

export interface IdentityOptions {
  readonly sessions: SessionStore;
  /** The owner's bearer tokens for scripts: VAULTFLOW_TOKEN, and the one of this start for the command line. */
  readonly tokens: readonly { readonly token: string; readonly name: string }[];
  /** Cookies are shared by all ports of a host: the name keeps servers apart. */
  readonly cookieName: string;
  readonly secureCookie: boolean;
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** How many start links can be open at once; the oldest goes first. */
const OPEN_LINKS = 8;
const owner = (kind: 'user' | 'token', id: string, name: string): ProjectActor => ({
  kind,
  id,
  name,
  projectId: DEFAULT_PROJECT,
  role: 'owner',
});

function cookieOf(headers: IncomingHttpHeaders, name: string): string | null {
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

export function createIdentity({ sessions, tokens, cookieName, secureCookie }: IdentityOptions) {
  const bearers = tokens.map(({ token, name }) => ({ hash: hashOf(token), actor: owner('token', name, name) }));
  const links: Buffer[] = [];
  // The header of the last accepted bearer, so that a script's thousandth request costs no hash.
  let lastHeader = Buffer.alloc(0);
  let lastActor: ProjectActor | null = null;

  function byBearer(header: string): ProjectActor | null {
    const bytes = Buffer.from(header);
    if (lastActor && bytes.length === lastHeader.length && timingSafeEqual(bytes, lastHeader)) return lastActor;
    if (!/^bearer /i.test(header)) return null;
    const given = hashOf(header.slice(7).trim());
    let found: ProjectActor | null = null;
    for (const { hash, actor } of bearers) if (timingSafeEqual(hash, given)) found = actor;
    if (found) {
      lastHeader = bytes;
      lastActor = found;
    }
    return found;
  }

  const setCookie = (value: string, seconds: number) =>
    `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secureCookie ? '; Secure' : ''}`;

  return {
    /** Null: nobody, or a token or session that is not (any more) valid. A wrong bearer never falls back to the cookie. */
    async who(headers: IncomingHttpHeaders): Promise<ProjectActor | null> {
      if (headers.authorization !== undefined) return byBearer(headers.authorization);
      const session = cookieOf(headers, cookieName);
      return session === null ? null : sessions.find(hashOf(session));
    },

    /** A token for a link, good once. */
    newLinkToken(): string {
      const token = unguessable();
      links.push(hashOf(token));
      if (links.length > OPEN_LINKS) links.shift();
      return token;
    },

    /** Null: the token is none, or was used. */
    async signIn(token: string): Promise<{ readonly actor: ProjectActor; readonly cookie: string } | null> {
      const given = hashOf(token);
      const at = links.findIndex((link) => timingSafeEqual(link, given));
      if (at < 0) return null;
      links.splice(at, 1);
      const session = unguessable();
      const actor = owner('user', 'owner', 'Owner');
      await sessions.create(actor, hashOf(session));
      return { actor, cookie: setCookie(session, 30 * 86_400) };
    },

    /** Ends the session of this browser; answers the cookie that clears it. */
    async signOut(actor: ProjectActor, headers: IncomingHttpHeaders): Promise<string> {
      const session = cookieOf(headers, cookieName);
      if (session !== null) await sessions.remove(actor, hashOf(session));
      return setCookie('', 0);
    },
  };
}

export type Identity = ReturnType<typeof createIdentity>;
