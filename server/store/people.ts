// People who have an account: made by invitation or by the organisation's sign-in, with roles in projects. There is always somebody
// left who looks after the installation. How they prove who they are is the business of credentials.ts.
import type { JsonObject } from '../../nodes/kit/json.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import { audit } from './audit.ts';
import { allGrants, type Grant, grantsOf, groupJudge, groupRights, setGrants } from './grants.ts';
import { storeId } from './ids.ts';
import { notFound, refuse } from './refusal.ts';
import type { Sql, StoreDatabase } from './sql.ts';

export interface PersonRow {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly admin: number;
  readonly password: string | null;
  readonly totp: Uint8Array | null;
  readonly totp_on: number;
  readonly totp_step: number;
  readonly recovery: string;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly group_names: string;
  readonly groups_at: number | null;
  readonly disabled_at: number | null;
  readonly created_at: number;
  readonly signed_in_at: number | null;
}

export interface StoredPerson {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly admin: boolean;
  readonly grants: readonly Grant[];
  readonly fromGroups: readonly Grant[];
  readonly hasPassword: boolean;
  readonly provider: boolean;
  readonly secondStep: boolean;
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly lastSignInAt: number | null;
  readonly invitedUntil: number | null;
}

export const columns =
  'id, login, name, admin, password, totp, totp_on, totp_step, recovery, issuer, subject, group_names, groups_at, disabled_at, created_at, signed_in_at';

/** One spelling for one account. */
export const loginOf = (text: string): string => text.trim().normalize('NFKC').toLowerCase();

export async function personRow(sql: Sql, id: string): Promise<PersonRow> {
  const row = await sql.one<PersonRow>(`SELECT ${columns} FROM people WHERE id = ?`, id);
  if (!row) throw notFound('person', id);
  return row;
}

/**
 * How long it holds what the organisation has said of somebody at their last sign-in: in a browser, where they sign in anew then, and
 * for their tokens, which cannot.
 */
export const GROUPS_IN_BROWSERS_MS = 12 * 3_600_000;
export const GROUPS_OF_TOKENS_MS = 30 * 86_400_000;

/** The groups somebody is in, as far as that is recent enough. */
export const groupsIn = (row: Pick<PersonRow, 'group_names' | 'groups_at'>, at: number, goodForMs: number): readonly string[] =>
  row.groups_at !== null && row.groups_at + goodForMs > at ? (JSON.parse(row.group_names) as string[]) : [];

const personOf = (
  row: PersonRow,
  grants: readonly Grant[],
  group: Awaited<ReturnType<typeof groupRights>>,
  invitedUntil: number | null,
) => ({
  id: row.id,
  login: row.login,
  name: row.name,
  admin: row.admin === 1 || group.admin,
  grants,
  fromGroups: group.grants,
  hasPassword: row.password !== null,
  provider: row.subject !== null,
  secondStep: row.totp_on === 1,
  disabled: row.disabled_at !== null,
  createdAt: row.created_at,
  lastSignInAt: row.signed_in_at,
  invitedUntil,
});

async function whole(sql: Sql, row: PersonRow, at: number): Promise<StoredPerson> {
  const invitation = await sql.one<{ until: number }>('SELECT until FROM invitations WHERE person_id = ?', row.id);
  const group = await groupRights(sql, groupsIn(row, at, GROUPS_OF_TOKENS_MS));
  return personOf(row, await grantsOf(sql, row.id), group, invitation?.until ?? null);
}

/** All of them, with as many questions as for one. */
async function everybody(sql: Sql, at: number): Promise<StoredPerson[]> {
  const [rows, grants, rightsOfGroups, invitations] = await Promise.all([
    sql.all<PersonRow>(`SELECT ${columns} FROM people ORDER BY name, login`),
    allGrants(sql),
    groupJudge(sql),
    sql.all<{ person_id: string; until: number }>('SELECT person_id, until FROM invitations'),
  ]);
  const until = new Map(invitations.map((one) => [one.person_id, one.until]));
  return rows.map((row) =>
    personOf(row, grants.get(row.id) ?? [], rightsOfGroups(groupsIn(row, at, GROUPS_OF_TOKENS_MS)), until.get(row.id) ?? null),
  );
}

/** What the audit shows of somebody: no secret among it. */
const shown = ({ login, name, admin, disabled, grants }: StoredPerson): JsonObject => ({
  login,
  name,
  admin,
  disabled,
  grants: Object.fromEntries(grants.map(({ projectId, role }) => [projectId, role])),
});

/** Looks after the installation by themselves and can sign in. */
const isActiveAdmin = (row: PersonRow): boolean =>
  row.admin === 1 && row.disabled_at === null && (row.password !== null || row.subject !== null);

/** Somebody who can sign in and looks after the installation has to be left, once one of them goes. */
async function demandAdmin(tx: Sql): Promise<void> {
  const left = await tx.one(
    'SELECT id FROM people WHERE admin = 1 AND disabled_at IS NULL AND (password IS NOT NULL OR subject IS NOT NULL) LIMIT 1',
  );
  if (!left) throw refuse('conflict', 'Nobody would be left who looks after this installation. Make somebody else an administrator first.');
}

export async function insertPerson(
  tx: Sql,
  actor: ProjectActor,
  at: number,
  person: { readonly login: string; readonly name: string; readonly admin: boolean },
): Promise<string> {
  const login = loginOf(person.login);
  if (await tx.one('SELECT id FROM people WHERE login = ?', login)) throw refuse('conflict', `There is an account “${login}” already.`);
  const id = storeId('user');
  await tx.change(
    'INSERT INTO people (id, login, name, admin, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    login,
    person.name.trim(),
    person.admin ? 1 : 0,
    at,
    JSON.stringify(recorded(actor)),
  );
  return id;
}

/** Ends the sessions of this person. Tokens need no ending: with every request they are asked whose they are. */
export async function endSignIns(tx: Sql, personId: string): Promise<void> {
  await tx.change('DELETE FROM sign_ins WHERE person_id = ?', personId);
}

export interface PersonChange {
  readonly name?: string | undefined;
  readonly admin?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly grants?: readonly Grant[] | undefined;
}

export function createPeopleStore(database: StoreDatabase, now: () => number) {
  const { read } = database;
  return {
    get: async (id: string): Promise<StoredPerson> => whole(read, await personRow(read, id), now()),

    list: (): Promise<StoredPerson[]> => everybody(read, now()),

    /** Who has a role in a project, and which. */
    async members(projectId: string) {
      const people = (await this.list()).filter(({ disabled }) => !disabled);
      return people.flatMap(({ id, login, name, grants, fromGroups }) => {
        const own = grants.find((grant) => grant.projectId === projectId);
        const grant = own ?? fromGroups.find((one) => one.projectId === projectId);
        return grant ? [{ id, login, name, role: grant.role, fromGroups: own === undefined }] : [];
      });
    },

    /** Is there an account at all? Before the first one the machine's own link is the only way in. */
    any: async (): Promise<boolean> => (await read.one('SELECT id FROM people LIMIT 1')) !== undefined,

    /** Somebody who looks after the installation and can sign in from anywhere. */
    hasAdmin: async (): Promise<boolean> =>
      (await read.one(
        'SELECT id FROM people WHERE admin = 1 AND disabled_at IS NULL AND (password IS NOT NULL OR subject IS NOT NULL) LIMIT 1',
      )) !== undefined,

    save: (actor: ProjectActor, id: string, change: PersonChange): Promise<StoredPerson> =>
      database.transaction(async (tx) => {
        const row = await personRow(tx, id);
        const before = await whole(tx, row, now());
        const { name = before.name, disabled = before.disabled } = change;
        const at = now();
        await tx.change('UPDATE people SET name = ?, disabled_at = ? WHERE id = ?', name.trim(), disabled ? at : null, id);
        if (change.admin !== undefined) await tx.change('UPDATE people SET admin = ? WHERE id = ?', change.admin ? 1 : 0, id);
        if (change.grants) await setGrants(tx, id, change.grants);
        if (disabled) await endSignIns(tx, id);
        if (isActiveAdmin(row) && (change.admin === false || disabled)) await demandAdmin(tx);
        const after = await whole(tx, await personRow(tx, id), at);
        await audit(tx, actor, at, 'person.save', id, { before: shown(before), after: shown(after) });
        return after;
      }),

    remove: (actor: ProjectActor, id: string): Promise<void> =>
      database.transaction(async (tx) => {
        const row = await personRow(tx, id);
        const before = await whole(tx, row, now());
        await endSignIns(tx, id);
        for (const table of ['api_tokens', 'person_grants', 'invitations']) await tx.change(`DELETE FROM ${table} WHERE person_id = ?`, id);
        await tx.change('DELETE FROM people WHERE id = ?', id);
        if (isActiveAdmin(row)) await demandAdmin(tx);
        await audit(tx, actor, now(), 'person.delete', id, { before: shown(before) });
      }),
  };
}
