// How people prove who they are: hashes of passwords, the sealed secret of an authenticator app, hashes of recovery codes, invitations,
// and wrong tries. Everything secret comes in hashed or goes out sealed. The rules of signing in are in security/sign-in.ts.
import type { ProjectActor } from '../security/actor.ts';
import { afterFailure, shutFor, type Tries } from '../security/lockout.ts';
import type { Sealing } from '../security/sealing.ts';
import { audit } from './audit.ts';
import { type Grant, setGrants } from './grants.ts';
import { columns, endSignIns, GROUPS_IN_BROWSERS_MS, groupsIn, insertPerson, loginOf, type PersonRow, personRow } from './people.ts';
import { notFound, refuse } from './refusal.ts';
import { places } from './sealed-places.ts';
import type { Sql, StoreDatabase } from './sql.ts';

const INVITATION_MS = 3 * 86_400_000;

export interface Credentials {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly admin: boolean;
  readonly groups: readonly string[];
  readonly disabled: boolean;
  readonly password: string | null;
  readonly provider: boolean;
  /** Opened. Present but not `on`: nobody has given a code of it yet. */
  readonly totp: { readonly secret: string; readonly on: boolean; readonly lastStep: number } | null;
  readonly recovery: readonly string[];
}

/** A try at a door. With `shut` above 0 it does not count and must not be looked at. */
export interface Attempt {
  readonly shut: number;
  readonly failures: number;
  readonly before: Tries | null;
}

interface Newcomer {
  readonly login: string;
  readonly name: string;
  readonly admin: boolean;
  readonly grants: readonly Grant[];
}

export function createCredentialStore(database: StoreDatabase, sealing: Sealing, now: () => number) {
  const { read } = database;

  const credentialsOf = async (sql: Sql, row: PersonRow): Promise<Credentials> => ({
    id: row.id,
    login: row.login,
    name: row.name,
    admin: row.admin === 1,
    groups: groupsIn(row, now(), GROUPS_IN_BROWSERS_MS),
    disabled: row.disabled_at !== null,
    password: row.password,
    provider: row.subject !== null,
    totp: row.totp && { secret: await sealing.open(sql, places.person(row.id), row.totp), on: row.totp_on === 1, lastStep: row.totp_step },
    recovery: JSON.parse(row.recovery) as string[],
  });

  async function invite(tx: Sql, id: string, hash: Uint8Array, until: number): Promise<void> {
    await tx.change('DELETE FROM invitations WHERE person_id = ?', id);
    await tx.change('INSERT INTO invitations (hash, person_id, until) VALUES (?, ?, ?)', hash, id, until);
  }

  async function invited(sql: Sql, hash: Uint8Array): Promise<{ readonly row: PersonRow; readonly until: number }> {
    const found = await sql.one<{ person_id: string; until: number }>('SELECT person_id, until FROM invitations WHERE hash = ?', hash);
    if (!found || found.until < now())
      throw refuse('not_found', 'This invitation was used already, or its time is over. Ask for a new one.');
    const row = await personRow(sql, found.person_id);
    if (row.disabled_at !== null) throw refuse('not_found', 'This invitation is not good any more.');
    return { row, until: found.until };
  }

  return {
    async byLogin(login: string): Promise<Credentials | null> {
      const row = await read.one<PersonRow>(`SELECT ${columns} FROM people WHERE login = ?`, loginOf(login));
      return row ? credentialsOf(read, row) : null;
    },
    byId: async (id: string): Promise<Credentials> => credentialsOf(read, await personRow(read, id)),
    /** Whom a token belongs to, without opening anything of theirs; null: gone. */
    async holder(id: string, groupsGoodForMs: number) {
      const row = await read.one<PersonRow>(`SELECT ${columns} FROM people WHERE id = ?`, id);
      return row
        ? {
            id: row.id,
            name: row.name,
            admin: row.admin === 1,
            groups: groupsIn(row, now(), groupsGoodForMs),
            disabled: row.disabled_at !== null,
          }
        : null;
    },

    /** The first account of all: made once, however many ask at the same moment. */
    first: (actor: ProjectActor, person: Pick<Newcomer, 'login' | 'name'>, passwordHash: string): Promise<string> =>
      database.transaction(async (tx) => {
        if (await tx.one('SELECT id FROM people LIMIT 1')) throw refuse('conflict', 'There are accounts already. Ask for an invitation.');
        const at = now();
        const id = await insertPerson(tx, actor, at, { ...person, admin: true });
        await tx.change('UPDATE people SET password = ? WHERE id = ?', passwordHash, id);
        // Until now everybody who was signed in was whoever holds the machine.
        await tx.change('DELETE FROM sign_ins WHERE person_id IS NULL');
        await tx.change('DELETE FROM start_links');
        await audit(tx, actor, at, 'person.first', id, { login: loginOf(person.login) });
        return id;
      }),

    invite: (actor: ProjectActor, person: Newcomer, hash: Uint8Array): Promise<{ readonly id: string; readonly until: number }> =>
      database.transaction(async (tx) => {
        const at = now();
        const id = await insertPerson(tx, actor, at, person);
        await setGrants(tx, id, person.grants);
        await invite(tx, id, hash, at + INVITATION_MS);
        const grants = Object.fromEntries(person.grants.map(({ projectId, role }) => [projectId, role]));
        await audit(tx, actor, at, 'person.invite', id, { login: loginOf(person.login), admin: person.admin, grants });
        return { id, until: at + INVITATION_MS };
      }),

    /** A way back in for somebody who has lost password or phone. */
    reset: (actor: ProjectActor, id: string, hash: Uint8Array): Promise<number> =>
      database.transaction(async (tx) => {
        const { login } = await personRow(tx, id);
        const at = now();
        await tx.change("UPDATE people SET password = NULL, totp = NULL, totp_on = 0, recovery = '[]' WHERE id = ?", id);
        await tx.change('DELETE FROM sign_in_tries WHERE door = ?', login);
        await endSignIns(tx, id);
        await invite(tx, id, hash, at + INVITATION_MS);
        await audit(tx, actor, at, 'person.reset', id, { login });
        return at + INVITATION_MS;
      }),

    async invitation(hash: Uint8Array) {
      const { row, until } = await invited(read, hash);
      return { login: row.login, name: row.name, reset: row.signed_in_at !== null, until };
    },

    /** Uses the invitation up. */
    accept: (hash: Uint8Array, passwordHash: string, name: string | undefined, from: ProjectActor): Promise<string> =>
      database.transaction(async (tx) => {
        const { row } = await invited(tx, hash);
        await tx.change('DELETE FROM invitations WHERE hash = ?', hash);
        await tx.change('UPDATE people SET password = ?, name = ? WHERE id = ?', passwordHash, name?.trim() ?? row.name, row.id);
        await audit(tx, { ...from, kind: 'user', id: row.id, name: name ?? row.name }, now(), 'person.accept', row.id);
        return row.id;
      }),

    /** Ends every session but the one with that hash. */
    setPassword: (actor: ProjectActor, id: string, passwordHash: string, keep: Uint8Array | null): Promise<void> =>
      database.transaction(async (tx) => {
        await tx.change('UPDATE people SET password = ? WHERE id = ?', passwordHash, id);
        await tx.change('DELETE FROM sign_ins WHERE person_id = ? AND hash <> ?', id, keep ?? new Uint8Array());
        await audit(tx, actor, now(), 'person.password', id);
      }),

    /** The same password, hashed as one does today. */
    rehash: (id: string, passwordHash: string): Promise<unknown> =>
      database.transaction((tx) => tx.change('UPDATE people SET password = ? WHERE id = ?', passwordHash, id)),

    beginTotp: (id: string, secret: string): Promise<unknown> =>
      database.transaction(async (tx) => {
        const sealed = await sealing.seal(tx, places.person(id), secret);
        return tx.change('UPDATE people SET totp = ?, totp_step = 0 WHERE id = ? AND totp_on = 0', sealed, id);
      }),
    confirmTotp: (actor: ProjectActor, id: string, step: number, recovery: readonly string[]): Promise<void> =>
      database.transaction(async (tx) => {
        await tx.change('UPDATE people SET totp_on = 1, totp_step = ?, recovery = ? WHERE id = ?', step, JSON.stringify(recovery), id);
        await audit(tx, actor, now(), 'person.second-step.on', id);
      }),
    endTotp: (actor: ProjectActor, id: string): Promise<void> =>
      database.transaction(async (tx) => {
        await tx.change("UPDATE people SET totp = NULL, totp_on = 0, recovery = '[]' WHERE id = ?", id);
        await audit(tx, actor, now(), 'person.second-step.off', id);
      }),

    /** Uses a code up; false: somebody was faster with the same one. */
    spendStep: (id: string, step: number): Promise<boolean> =>
      database.transaction(
        async (tx) => (await tx.change('UPDATE people SET totp_step = ?1 WHERE id = ?2 AND totp_step < ?1', step, id)) === 1,
      ),
    spendRecovery: (id: string, hash: string): Promise<boolean> =>
      database.transaction(async (tx) => {
        const left = JSON.parse((await personRow(tx, id)).recovery) as string[];
        if (!left.includes(hash)) return false;
        await tx.change('UPDATE people SET recovery = ? WHERE id = ?', JSON.stringify(left.filter((one) => one !== hash)), id);
        return true;
      }),

    /** When each door opens again, of those that are shut. */
    async shutDoors(): Promise<ReadonlyMap<string, number>> {
      const rows = await read.all<{ door: string; failures: number; last_at: number }>('SELECT door, failures, last_at FROM sign_in_tries');
      const at = now();
      return new Map(
        rows
          .map((row) => [row.door, at + shutFor({ failures: row.failures, lastAt: row.last_at }, at)] as const)
          .filter(([, until]) => until > at),
      );
    },

    async tries(door: string): Promise<Tries | null> {
      const row = await read.one<{ failures: number; last_at: number }>('SELECT failures, last_at FROM sign_in_tries WHERE door = ?', door);
      return row ? { failures: row.failures, lastAt: row.last_at } : null;
    },
    /** Counts a try before it is looked at, or says for how long the door is shut: of many at the same moment none comes by uncounted. */
    attempt: (door: string): Promise<Attempt> =>
      database.transaction(async (tx) => {
        const row = await tx.one<{ failures: number; last_at: number }>('SELECT failures, last_at FROM sign_in_tries WHERE door = ?', door);
        const before = row ? { failures: row.failures, lastAt: row.last_at } : null;
        const shut = shutFor(before, now());
        const tries = afterFailure(before, now());
        if (shut > 0) return { shut, failures: tries.failures, before };
        await tx.change(
          `INSERT INTO sign_in_tries (door, failures, last_at) VALUES (?1, ?2, ?3)
           ON CONFLICT (door) DO UPDATE SET failures = ?2, last_at = ?3`,
          door,
          tries.failures,
          tries.lastAt,
        );
        // Doors that nobody has tried for a week: names that were only guessed do not pile up.
        await tx.change('DELETE FROM sign_in_tries WHERE last_at < ?', now() - 7 * 86_400_000);
        return { shut, failures: tries.failures, before };
      }),
    /** That try was not a wrong one. Those before it stay counted, and those beside it. */
    unattempt: (door: string, { failures, before }: Attempt): Promise<void> =>
      database.transaction(async (tx) => {
        await tx.change(
          'UPDATE sign_in_tries SET failures = failures - 1, last_at = CASE WHEN failures = ?1 THEN ?2 ELSE last_at END WHERE door = ?3',
          failures,
          before?.lastAt ?? now(),
          door,
        );
        await tx.change('DELETE FROM sign_in_tries WHERE door = ? AND failures <= 0', door);
      }),
    cameIn: (id: string, door: string): Promise<void> =>
      database.transaction(async (tx) => {
        await tx.change('DELETE FROM sign_in_tries WHERE door = ?', door);
        await tx.change('UPDATE people SET signed_in_at = ? WHERE id = ?', now(), id);
      }),

    /**
     * Who comes from the organisation's sign-in is known by issuer and subject and by nothing else: never by an e-mail address, which
     * anybody may claim. The groups are those of this sign-in.
     */
    fromProvider: (
      from: ProjectActor,
      person: {
        readonly issuer: string;
        readonly subject: string;
        readonly login: string;
        readonly name: string;
        readonly groups: readonly string[];
      },
    ): Promise<Credentials> =>
      database.transaction(async (tx) => {
        const at = now();
        const { issuer, subject, name, groups } = person;
        const find = () => tx.one<PersonRow>(`SELECT ${columns} FROM people WHERE issuer = ? AND subject = ?`, issuer, subject);
        let row = await find();
        if (!row) {
          const taken = await tx.one('SELECT id FROM people WHERE login = ?', loginOf(person.login));
          const login = taken ? `${loginOf(person.login)}#${subject.slice(0, 12)}` : person.login;
          const id = await insertPerson(tx, from, at, { login, name, admin: false });
          await tx.change('UPDATE people SET issuer = ?, subject = ? WHERE id = ?', issuer, subject, id);
          await audit(tx, from, at, 'person.from-provider', id, { login: loginOf(login), issuer, subject });
          row = await find();
        }
        if (!row) throw notFound('person', subject);
        await tx.change(
          'UPDATE people SET name = ?, group_names = ?, groups_at = ?, signed_in_at = ? WHERE id = ?',
          name,
          JSON.stringify(groups),
          at,
          at,
          row.id,
        );
        return credentialsOf(tx, { ...row, name, group_names: JSON.stringify(groups), groups_at: at });
      }),
  };
}
