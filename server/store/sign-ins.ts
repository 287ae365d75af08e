// Browsers that are signed in. Only the hash of a session's token is kept, so a stolen file signs nobody in. The session of an account
// ends after half a day without use and after a week in any case, and half a day after the organisation's sign-in has last vouched; that of whoever holds the machine after a week and after thirty days.
import type { ProjectActor } from '../security/actor.ts';
import { audit } from './audit.ts';
import { storeId } from './ids.ts';
import { GROUPS_IN_BROWSERS_MS, groupsIn, type PersonRow } from './people.ts';
import { notFound } from './refusal.ts';
import type { Sql, StoreDatabase } from './sql.ts';

const DAY_MS = 86_400_000;
const SEEN_EVERY_MS = 600_000;
const ofAccount = { idle: DAY_MS / 2, longest: 7 * DAY_MS };
const ofMachine = { idle: 7 * DAY_MS, longest: 30 * DAY_MS };
/** How long a link of the machine is good when nobody uses it. */
const LINK_MS = DAY_MS;
const OPEN_LINKS = 8;

export const sessionSeconds = (personId: string | null): number => (personId === null ? ofMachine : ofAccount).longest / 1_000;

interface Row {
  readonly hash: Uint8Array;
  readonly id: string;
  readonly person_id: string | null;
  readonly project_id: string;
  readonly created_at: number;
  readonly seen_at: number;
  readonly from_address: string | null;
  readonly browser: string | null;
}

type Joined = Row & Pick<PersonRow, 'name' | 'login' | 'admin' | 'password' | 'subject' | 'group_names' | 'groups_at' | 'disabled_at'>;

/** Known by the organisation's sign-in alone, and that was long ago: it may have let them go since. */
const stale = ({ person_id, password, subject, groups_at }: Joined, at: number): boolean =>
  person_id !== null && subject !== null && password === null && (groups_at ?? 0) + GROUPS_IN_BROWSERS_MS <= at;

/** Who a session belongs to, before it is known what they may do. */
export interface SignedIn {
  readonly id: string;
  /** The project it opens with. */
  readonly projectId: string;
  /** Null: whoever holds the machine. */
  readonly person: { readonly id: string; readonly name: string; readonly admin: boolean; readonly groups: readonly string[] } | null;
}

const over = ({ person_id, seen_at, created_at }: Row, at: number): boolean => {
  const { idle, longest } = person_id === null ? ofMachine : ofAccount;
  return seen_at + idle < at || created_at + longest < at;
};

export interface Origin {
  readonly from?: string | undefined;
  readonly browser?: string | undefined;
}

export function createSignInStore(database: StoreDatabase, now: () => number) {
  const { read } = database;

  const forget = (tx: Sql, at: number) =>
    tx.change(
      'DELETE FROM sign_ins WHERE created_at < ? OR (person_id IS NOT NULL AND (seen_at < ? OR created_at < ?)) OR seen_at < ?',
      at - ofMachine.longest,
      at - ofAccount.idle,
      at - ofAccount.longest,
      at - ofMachine.idle,
    );

  return {
    create: (actor: ProjectActor, personId: string | null, hash: Uint8Array, origin: Origin, how: string): Promise<void> =>
      database.transaction(async (tx) => {
        const at = now();
        await forget(tx, at);
        await tx.change(
          `INSERT INTO sign_ins (hash, id, person_id, project_id, created_at, seen_at, from_address, browser)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          hash,
          storeId('session'),
          personId,
          actor.projectId,
          at,
          at,
          origin.from ?? null,
          origin.browser?.slice(0, 300) ?? null,
        );
        await audit(tx, actor, at, 'session.create', actor.id, { how });
      }),

    /** `quiet`: that somebody is still there is no use of the session. */
    async find(hash: Uint8Array, quiet = false): Promise<SignedIn | null> {
      const row = await read.one<Joined>(
        `SELECT s.hash, s.id, s.person_id, s.project_id, s.created_at, s.seen_at, s.from_address, s.browser,
           p.name, p.login, p.admin, p.password, p.subject, p.group_names, p.groups_at, p.disabled_at
         FROM sign_ins s LEFT JOIN people p ON p.id = s.person_id WHERE s.hash = ?`,
        hash,
      );
      const at = now();
      if (!row || over(row, at) || stale(row, at) || (row.person_id !== null && (row.name === null || row.disabled_at !== null)))
        return null;
      if (!quiet && row.seen_at + SEEN_EVERY_MS < at)
        void database.transaction((tx) => tx.change('UPDATE sign_ins SET seen_at = ? WHERE hash = ?', at, hash)).catch(() => undefined);
      const { person_id, name, admin } = row;
      return {
        id: row.id,
        projectId: row.project_id,
        person: person_id === null ? null : { id: person_id, name, admin: admin === 1, groups: groupsIn(row, at, GROUPS_IN_BROWSERS_MS) },
      };
    },

    /** Where a person is signed in, the latest first. */
    async list(personId: string | null, present: Uint8Array | null) {
      const at = now();
      const rows = await read.all<Row>(
        'SELECT hash, id, person_id, project_id, created_at, seen_at, from_address, browser FROM sign_ins WHERE coalesce(person_id, ?1) = ?2 ORDER BY seen_at DESC, id',
        '',
        personId ?? '',
      );
      return rows
        .filter((row) => !over(row, at))
        .map(({ id, hash, created_at, seen_at, from_address, browser }) => ({
          id,
          current: present !== null && Buffer.compare(hash, present) === 0,
          createdAt: created_at,
          seenAt: seen_at,
          from: from_address,
          browser,
        }));
    },

    openWith: (hash: Uint8Array, projectId: string): Promise<unknown> =>
      database.transaction((tx) => tx.change('UPDATE sign_ins SET project_id = ? WHERE hash = ?', projectId, hash)),

    end: (actor: ProjectActor, hash: Uint8Array): Promise<void> =>
      database.transaction(async (tx) => {
        await tx.change('DELETE FROM sign_ins WHERE hash = ?', hash);
        await audit(tx, actor, now(), 'session.end', actor.id);
      }),

    endOne: (actor: ProjectActor, personId: string | null, id: string): Promise<void> =>
      database.transaction(async (tx) => {
        const gone = await tx.change("DELETE FROM sign_ins WHERE id = ? AND coalesce(person_id, '') = ?", id, personId ?? '');
        if (gone === 0) throw notFound('session', id);
        await audit(tx, actor, now(), 'session.end', actor.id, { session: id });
      }),

    endAll: (actor: ProjectActor, personId: string | null): Promise<void> =>
      database.transaction(async (tx) => {
        const count = await tx.change("DELETE FROM sign_ins WHERE coalesce(person_id, '') = ?", personId ?? '');
        await audit(tx, actor, now(), 'session.end-all', actor.id, { count });
      }),

    /** A link of the machine, good once. The oldest of many open ones goes. */
    addLink: (hash: Uint8Array): Promise<void> =>
      database.transaction(async (tx) => {
        await tx.change('DELETE FROM start_links WHERE until < ?', now());
        await tx.change('INSERT INTO start_links (hash, until) VALUES (?, ?)', hash, now() + LINK_MS);
        await tx.change(`DELETE FROM start_links WHERE hash NOT IN (SELECT hash FROM start_links ORDER BY until DESC LIMIT ${OPEN_LINKS})`);
      }),
    spendLink: (hash: Uint8Array): Promise<boolean> =>
      database.transaction(async (tx) => (await tx.change('DELETE FROM start_links WHERE hash = ? AND until >= ?', hash, now())) === 1),

    /** The session that a browser had before it signed in anew. */
    replace: (hash: Uint8Array): Promise<unknown> => database.transaction((tx) => tx.change('DELETE FROM sign_ins WHERE hash = ?', hash)),
  };
}
