// Signing in with an account, and looking after one's own: password, second step, sessions, API tokens. The rules are in
// security/sign-in.ts; here requests become calls.

import type { ApiToken, accountRoutes } from '../../nodes/kit/wire/account.ts';
import { MACHINE, mayAct, type ProjectActor, personOf } from '../security/actor.ts';
import { cookieOf } from '../security/identity.ts';
import { newTokenText } from '../security/token-text.ts';
import type { StoredToken } from '../store/api-tokens.ts';
import { iso } from '../store/iso.ts';
import { refuse } from '../store/refusal.ts';
import type { AppDeps } from './deps.ts';
import { meOf } from './me.ts';
import type { Call, Handlers } from './registry.ts';

/** The person who asks, in a session of their own: a token does not look after the account of its person. */
function ownAccount(actor: ProjectActor): string {
  if (actor.kind === 'user' && actor.id !== MACHINE) return actor.id;
  throw refuse(
    'forbidden',
    actor.kind === 'token'
      ? 'A token cannot do this: sign in with the account.'
      : 'You are signed in by the link of this machine and have no account yet.',
  );
}

const tokenView = (token: StoredToken, name: string): ApiToken => ({
  id: token.id,
  name: token.name,
  start: token.start,
  projectId: token.projectId,
  role: token.role,
  createdAt: iso(token.createdAt),
  expiresAt: iso(token.expiresAt),
  lastUsedAt: token.lastUsedAt === null ? null : iso(token.lastUsedAt),
  person: { id: token.personId, name },
});

export function accountHandlers(deps: AppDeps): Handlers<typeof accountRoutes> {
  const { stores, identity, signIn, provider, limits } = deps;

  /** Each address may try so often, whatever names it tries. */
  function slowDown({ from }: Pick<Call, 'from'>, door: 'signIn' | 'strangers'): void {
    const waitMs = limits[door].take(`account ${from ?? ''}`);
    if (waitMs > 0)
      throw refuse('too_many_requests', 'Too many tries. Wait a moment.', {
        headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
      });
  }

  async function enter({ request, response, from }: Pick<Call, 'request' | 'response' | 'from'>, personId: string, how: string) {
    const { actor, cookie } = await identity.ofPerson(personId, request.headers, from, how);
    response.append('Set-Cookie', cookie);
    return meOf(deps, actor);
  }

  const found = () => {
    if (!provider) throw refuse('not_found', 'No sign-in of an organisation is set up here.');
    return provider;
  };
  const underwayCookie = `${identity.cookieName.replace('__Host-', '')}_provider`;
  const underway = (value: string, seconds: number) =>
    `${underwayCookie}=${value}; Path=/api/session/provider; HttpOnly; SameSite=Lax; Max-Age=${seconds}${identity.secureCookie ? '; Secure' : ''}`;

  return {
    signInWays: async () => ({ password: await stores.people.any(), provider: provider?.name ?? null }),

    async signIn(call) {
      slowDown(call, 'signIn');
      return enter(call, await signIn.withPassword(call.body, call.from), 'password');
    },

    async startProviderSignIn({ response }) {
      const { url, cookie } = await found().start();
      response.append('Set-Cookie', underway(cookie, 600)).redirect(302, url);
    },

    async endProviderSignIn(call) {
      slowDown(call, 'strangers');
      const { request, response, from } = call;
      const person = await found().end(new URL(request.originalUrl, 'http://here').search, cookieOf(request.headers, underwayCookie));
      const { id, disabled } = await stores.credentials.fromProvider(stranger(from, person.login), person);
      if (disabled) throw refuse('forbidden', 'This account is switched off.');
      const { actor, cookie } = await identity.ofPerson(id, request.headers, from, 'provider');
      response
        .append('Set-Cookie', cookie)
        .append('Set-Cookie', underway('', 0))
        .redirect(302, actor.outside ? '/?outside' : '/');
    },

    async readInvitation(call) {
      slowDown(call, 'strangers');
      const { until, ...rest } = await signIn.invitation(call.body.token);
      return { ...rest, until: iso(until) };
    },
    async acceptInvitation(call) {
      slowDown(call, 'strangers');
      const { token, password, name } = call.body;
      return enter(call, await signIn.accept(token, password, name, call.from), 'invitation');
    },

    async createFirstAccount(call) {
      return enter(call, await signIn.first(call.actor, call.body), 'first account');
    },

    async account({ actor }) {
      if (actor.kind !== 'user' || actor.id === MACHINE)
        return {
          own: false,
          login: null,
          name: actor.name,
          admin: actor.admin === true,
          hasPassword: false,
          provider: false,
          secondStep: false,
          recoveryCodesLeft: 0,
        };
      const person = await stores.credentials.byId(actor.id);
      return {
        own: true,
        login: person.login,
        name: person.name,
        admin: actor.admin === true,
        hasPassword: person.password !== null,
        provider: person.provider,
        secondStep: person.totp?.on === true,
        recoveryCodesLeft: person.recovery.length,
      };
    },

    async changePassword({ actor, body, request }) {
      ownAccount(actor);
      await signIn.changePassword(actor, body.present, body.password, identity.sessionHash(request.headers));
    },
    async startSecondStep({ actor, body }) {
      ownAccount(actor);
      return signIn.beginTotp(actor, body.password);
    },
    async confirmSecondStep({ actor, body }) {
      ownAccount(actor);
      return { recoveryCodes: [...(await signIn.confirmTotp(actor, body.code))] };
    },
    async endSecondStep({ actor, body }) {
      ownAccount(actor);
      await signIn.endTotp(actor, body.password);
    },

    async listSessions({ actor, request }) {
      const present = identity.sessionHash(request.headers);
      const items = await stores.signIns.list(sessionOwner(actor), present);
      return { items: items.map(({ createdAt, seenAt, ...rest }) => ({ ...rest, createdAt: iso(createdAt), seenAt: iso(seenAt) })) };
    },
    async endSessions({ actor, response }) {
      await stores.signIns.endAll(actor, sessionOwner(actor));
      response.append('Set-Cookie', identity.clearing());
    },
    async endSession({ actor, params }) {
      await stores.signIns.endOne(actor, sessionOwner(actor), params.id);
    },

    async listTokens({ actor }) {
      const person = personOf(actor);
      if (person === null || person === MACHINE) return { items: [] };
      const { name } = await stores.credentials.byId(person);
      return { items: (await stores.tokens.list(person)).map((token) => tokenView(token, name)) };
    },
    async createToken({ actor, body }) {
      const personId = ownAccount(actor);
      if (!mayAct(actor.role, body.role))
        throw refuse('forbidden', `You are “${actor.role}” in this project: a token of yours cannot be “${body.role}”.`);
      const text = newTokenText();
      const token = await stores.tokens.create(actor, { text, name: body.name, personId, role: body.role, days: body.days });
      return { ...tokenView(token, actor.name), token: text };
    },
    async deleteToken({ actor, params }) {
      await stores.tokens.remove(actor, ownAccount(actor), params.id);
    },
  };
}

/** Sessions of an account are its own; those of the machine belong to whoever holds it. */
function sessionOwner(actor: ProjectActor): string | null {
  if (actor.kind === 'user') return actor.id === MACHINE ? null : actor.id;
  throw refuse('forbidden', 'A token has no sessions: sign in with the account.');
}

const stranger = (from: string | undefined, name: string): ProjectActor => ({
  kind: 'user',
  id: 'stranger',
  name,
  projectId: '',
  role: 'viewer',
  ...(from === undefined ? {} : { from }),
});
