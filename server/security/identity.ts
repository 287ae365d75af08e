// Who is asking, and what they may do in the project they mean: a session cookie (browsers), a person's API token, or the access of the
// machine itself. Rights are read with every request. Secrets are compared by hash; none is ever kept or logged in clear.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Rights, rightsOf } from '../store/grants.ts';
import { unguessable } from '../store/ids.ts';
import { GROUPS_IN_BROWSERS_MS, GROUPS_OF_TOKENS_MS } from '../store/people.ts';
import { sessionSeconds } from '../store/sign-ins.ts';
import type { Stores } from '../store/stores.ts';
import { DEFAULT_PROJECT, MACHINE, mayAct, type ProjectActor } from './actor.ts';
import { secretHash } from './sign-in.ts';
import { isTokenText } from './token-text.ts';

export interface IdentityOptions {
  readonly stores: Pick<Stores, 'signIns' | 'tokens' | 'credentials' | 'people' | 'projects' | 'read'>;
  /** Bearer tokens of the machine: VAULTFLOW_TOKEN, and the one of this start for the command line. */
  readonly tokens: readonly { readonly token: string; readonly name: string }[];
  /** Cookies are shared by all ports of a host: the name keeps servers apart. */
  readonly cookieName: string;
  readonly secureCookie: boolean;
}

/** What of a request says who it is from and which project it means. */
export interface Asking {
  readonly headers: IncomingHttpHeaders;
  /** Absent: the one that the session opens with, the token's own, or the first. */
  readonly project?: string | undefined;
  readonly from?: string | undefined;
  /** Asked again for a stream that stays open: nobody does anything. */
  readonly quiet?: boolean;
}

type Who = Pick<ProjectActor, 'kind' | 'id' | 'name' | 'person'>;

const machine = (kind: 'user' | 'token', id: string, name: string): Who => ({ kind, id, name });

export function cookieOf(headers: IncomingHttpHeaders, name: string): string | null {
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

export function createIdentity({ stores, tokens, cookieName: plainName, secureCookie }: IdentityOptions) {
  const bearers = tokens.map(({ token, name }) => ({ hash: secretHash(token), who: machine('token', name, name) }));
  // Over TLS no other host of the domain, and no page without TLS, can plant one.
  const cookieName = secureCookie ? `__Host-${plainName}` : plainName;
  // The header of the machine's last accepted bearer, so that a script's thousandth request costs no hash.
  let lastHeader = Buffer.alloc(0);
  let lastWho: Who | null = null;

  function byMachineBearer(header: string): Who | null {
    const bytes = Buffer.from(header);
    if (lastWho && bytes.length === lastHeader.length && timingSafeEqual(bytes, lastHeader)) return lastWho;
    const given = secretHash(header.slice(7).trim());
    let found: Who | null = null;
    for (const { hash, who } of bearers) if (timingSafeEqual(hash, given)) found = who;
    if (found) {
      lastHeader = bytes;
      lastWho = found;
    }
    return found;
  }

  const within = (who: Who, rights: Rights, project: string, from: string | undefined): ProjectActor => {
    const role = rights.admin ? 'owner' : rights.roles.get(project);
    return {
      ...who,
      projectId: project,
      role: role ?? 'viewer',
      ...(role === undefined ? { outside: true } : {}),
      ...(rights.admin ? { admin: true } : {}),
      ...(from === undefined ? {} : { from }),
    };
  };

  const everything: Rights = { admin: true, roles: new Map() };

  /** Whoever holds the machine may do everything, in projects that there are. */
  async function ofMachine(who: Who, project: string, from: string | undefined): Promise<ProjectActor> {
    const known = project === DEFAULT_PROJECT || (await stores.projects.exists(project));
    return within(who, known ? everything : { admin: false, roles: new Map() }, project, from);
  }

  async function byToken(text: string, { project, from }: Asking): Promise<ProjectActor | null> {
    if (!isTokenText(text)) return null;
    const token = await stores.tokens.byText(text);
    const person = token && (await stores.credentials.holder(token.personId, GROUPS_OF_TOKENS_MS));
    if (!token || !person || person.disabled) return null;
    // A token is for one project; whoever names another one is a stranger there.
    if (project !== undefined && project !== token.projectId)
      return within(tokenWho(token, person), { admin: false, roles: new Map() }, project, from);
    const rights = await rightsOf(stores.read, person);
    const own = rights.admin ? 'owner' : rights.roles.get(token.projectId);
    const role = own && (mayAct(own, token.role) ? token.role : own);
    return within(tokenWho(token, person), { admin: false, roles: new Map(role ? [[token.projectId, role]] : []) }, token.projectId, from);
  }

  async function bySession(session: string, { project, from, quiet }: Asking): Promise<ProjectActor | null> {
    const found = await stores.signIns.find(secretHash(session), quiet);
    if (!found) return null;
    if (!found.person) return ofMachine(machine('user', MACHINE, 'Owner'), project ?? found.projectId, from);
    const rights = await rightsOf(stores.read, found.person);
    const { id, name } = found.person;
    // An administrator is at home everywhere, but not where there is nothing.
    const nowhere = rights.admin && project !== undefined && !(await stores.projects.exists(project));
    return within(
      { kind: 'user', id, name },
      nowhere ? { admin: false, roles: new Map() } : rights,
      project ?? home(rights, found.projectId),
      from,
    );
  }

  const setCookie = (value: string, seconds: number) =>
    `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secureCookie ? '; Secure' : ''}`;

  return {
    /** Null: nobody, or a token or session that is not (any more) valid. A wrong bearer never falls back to the cookie. */
    async who(asking: Asking): Promise<ProjectActor | null> {
      const { authorization: header } = asking.headers;
      if (header === undefined) {
        const session = cookieOf(asking.headers, cookieName);
        return session === null ? null : bySession(session, asking);
      }
      if (!/^bearer /i.test(header)) return null;
      const who = byMachineBearer(header);
      return who ? ofMachine(who, asking.project ?? DEFAULT_PROJECT, asking.from) : byToken(header.slice(7).trim(), asking);
    },

    /** What a person may do, over all projects. */
    async rights(actor: ProjectActor): Promise<Rights> {
      if (actor.kind !== 'user' || actor.id === MACHINE)
        return actor.admin === true ? everything : { admin: false, roles: new Map(actor.outside ? [] : [[actor.projectId, actor.role]]) };
      const person = await stores.credentials.holder(actor.id, GROUPS_IN_BROWSERS_MS);
      return person ? rightsOf(stores.read, person) : { admin: false, roles: new Map() };
    },

    /** A token for a link of the machine, good once. */
    async newLinkToken(): Promise<string> {
      const token = unguessable();
      await stores.signIns.addLink(secretHash(token));
      return token;
    },

    /** By a link of the machine. Null: the token is none, or was used. */
    async byLink(token: string, headers: IncomingHttpHeaders, from: string | undefined) {
      if (!(await stores.signIns.spendLink(secretHash(token)))) return null;
      const actor = await ofMachine(machine('user', MACHINE, 'Owner'), DEFAULT_PROJECT, from);
      return { actor, cookie: await this.begin(actor, null, headers, 'link') };
    },

    /** A session for somebody who has proved who they are; whoever was signed in in this browser before is not any more. */
    async ofPerson(personId: string, headers: IncomingHttpHeaders, from: string | undefined, how: string) {
      const person = await stores.credentials.byId(personId);
      const rights = await rightsOf(stores.read, person);
      const actor = within({ kind: 'user', id: person.id, name: person.name }, rights, home(rights, DEFAULT_PROJECT), from);
      return { actor, cookie: await this.begin(actor, person.id, headers, how) };
    },

    async begin(actor: ProjectActor, personId: string | null, headers: IncomingHttpHeaders, how: string): Promise<string> {
      const before = cookieOf(headers, cookieName);
      if (before !== null) await stores.signIns.replace(secretHash(before));
      const session = unguessable();
      await stores.signIns.create(actor, personId, secretHash(session), { from: actor.from, browser: headers['user-agent'] }, how);
      return setCookie(session, sessionSeconds(personId));
    },

    /** The hash of this browser's session: which one of a list it is, which one stays. */
    sessionHash(headers: IncomingHttpHeaders): Buffer | null {
      const session = cookieOf(headers, cookieName);
      return session === null ? null : secretHash(session);
    },

    /** Ends the session of this browser; answers the cookie that clears it. */
    async signOut(actor: ProjectActor, headers: IncomingHttpHeaders): Promise<string> {
      const session = cookieOf(headers, cookieName);
      if (session !== null) await stores.signIns.end(actor, secretHash(session));
      return setCookie('', 0);
    },
    clearing: () => setCookie('', 0),
    cookieName,
    secureCookie,
  };
}

const tokenWho = (
  token: { readonly id: string; readonly name: string; readonly personId: string },
  person: { readonly name: string },
): Who => ({
  kind: 'token',
  id: token.id,
  name: `${token.name} (${person.name})`,
  person: token.personId,
});

/** The project to open with: the wanted one, else the first in which there is a role. */
const home = ({ admin, roles }: Rights, wanted: string): string =>
  admin || roles.has(wanted) ? wanted : ([...roles.keys()].sort()[0] ?? DEFAULT_PROJECT);

export type Identity = ReturnType<typeof createIdentity>;
