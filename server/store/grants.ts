// What a person may do: roles given to them, and roles that follow from the groups their organisation has them in. Asked with every
// request, so that what is taken away is gone at once. It signs nobody in.

import type { Role } from '../../nodes/kit/wire/route.ts';
import { mayAct, type ProjectActor } from '../security/actor.ts';
import { audit } from './audit.ts';
import { refuse } from './refusal.ts';
import type { Sql, StoreDatabase } from './sql.ts';

export interface Grant {
  readonly projectId: string;
  readonly role: Role;
}

export interface GroupRule {
  readonly group: string;
  readonly admin: boolean;
  readonly grants: readonly Grant[];
}

/** Everything somebody may do: the stronger of two roles counts. */
export interface Rights {
  readonly admin: boolean;
  readonly roles: ReadonlyMap<string, Role>;
}

interface GrantRow {
  readonly project_id: string;
  readonly role: Role;
}

const grantOf = ({ project_id, role }: GrantRow): Grant => ({ projectId: project_id, role });

export const grantsOf = async (sql: Sql, personId: string): Promise<Grant[]> =>
  (await sql.all<GrantRow>('SELECT project_id, role FROM person_grants WHERE person_id = ? ORDER BY project_id', personId)).map(grantOf);

/** Of everybody, by person. */
export async function allGrants(sql: Sql): Promise<ReadonlyMap<string, Grant[]>> {
  const rows = await sql.all<GrantRow & { person_id: string }>('SELECT person_id, project_id, role FROM person_grants ORDER BY project_id');
  const all = new Map<string, Grant[]>();
  for (const row of rows) all.set(row.person_id, [...(all.get(row.person_id) ?? []), grantOf(row)]);
  return all;
}

/** What the rules say, for whoever asks about many. */
export async function groupJudge(
  sql: Sql,
): Promise<(groups: readonly string[]) => { readonly admin: boolean; readonly grants: readonly Grant[] }> {
  const rules = new Map((await groupRules(sql)).map((rule) => [rule.group, rule]));
  return (groups) => {
    const mine = groups.flatMap((group) => rules.get(group) ?? []);
    return { admin: mine.some(({ admin }) => admin), grants: strongest(mine.flatMap(({ grants }) => grants)) };
  };
}

/** What the rules say about these groups now. */
export async function groupRights(
  sql: Sql,
  groups: readonly string[],
): Promise<{ readonly admin: boolean; readonly grants: readonly Grant[] }> {
  if (groups.length === 0) return { admin: false, grants: [] };
  const marks = groups.map(() => '?').join(', ');
  const rules = await sql.all<{ admin: number }>(`SELECT admin FROM group_rules WHERE group_name IN (${marks})`, ...groups);
  const rows = await sql.all<GrantRow>(`SELECT project_id, role FROM group_grants WHERE group_name IN (${marks})`, ...groups);
  return { admin: rules.some(({ admin }) => admin === 1), grants: strongest(rows.map(grantOf)) };
}

/** One role for each project: the strongest. */
function strongest(grants: readonly Grant[]): Grant[] {
  const roles = new Map<string, Role>();
  for (const { projectId, role } of grants) {
    const known = roles.get(projectId);
    if (!known || mayAct(role, known)) roles.set(projectId, role);
  }
  return [...roles].map(([projectId, role]) => ({ projectId, role }));
}

export async function rightsOf(
  sql: Sql,
  person: { readonly id: string; readonly admin: boolean; readonly groups: readonly string[] },
): Promise<Rights> {
  const own = await grantsOf(sql, person.id);
  const group = await groupRights(sql, person.groups);
  return {
    admin: person.admin || group.admin,
    roles: new Map(strongest([...own, ...group.grants]).map(({ projectId, role }) => [projectId, role])),
  };
}

/** Refuses roles in projects that there are not. */
async function demandProjects(tx: Sql, grants: readonly Grant[]): Promise<void> {
  const known = new Set((await tx.all<{ id: string }>('SELECT id FROM projects')).map(({ id }) => id));
  for (const { projectId } of grants) if (!known.has(projectId)) throw refuse('invalid_request', `There is no project “${projectId}”.`);
}

export async function setGrants(tx: Sql, personId: string, grants: readonly Grant[]): Promise<void> {
  await demandProjects(tx, grants);
  await tx.change('DELETE FROM person_grants WHERE person_id = ?', personId);
  for (const { projectId, role } of strongest(grants))
    await tx.change('INSERT INTO person_grants (person_id, project_id, role) VALUES (?, ?, ?)', personId, projectId, role);
}

async function groupRules(sql: Sql): Promise<GroupRule[]> {
  const rules = await sql.all<{ group_name: string; admin: number }>('SELECT group_name, admin FROM group_rules ORDER BY group_name');
  const grants = await sql.all<GrantRow & { group_name: string }>(
    'SELECT group_name, project_id, role FROM group_grants ORDER BY project_id',
  );
  return rules.map(({ group_name, admin }) => ({
    group: group_name,
    admin: admin === 1,
    grants: grants.filter((grant) => grant.group_name === group_name).map(grantOf),
  }));
}

export function createGroupStore(database: StoreDatabase, now: () => number) {
  return {
    rules: (): Promise<GroupRule[]> => groupRules(database.read),

    /** The group that the settings name always looks after the installation. */
    ensureAdmin: (actor: ProjectActor, group: string): Promise<void> =>
      database.transaction(async (tx) => {
        const sql =
          'INSERT INTO group_rules (group_name, admin) VALUES (?, 1) ON CONFLICT (group_name) DO UPDATE SET admin = 1 WHERE group_rules.admin = 0';
        if ((await tx.change(sql, group)) > 0) await audit(tx, actor, now(), 'groups.save', 'groups', { after: [{ group, admin: true }] });
      }),

    save: (actor: ProjectActor, rules: readonly GroupRule[]): Promise<GroupRule[]> =>
      database.transaction(async (tx) => {
        const before = await groupRules(tx);
        const names = rules.map(({ group }) => group);
        const twice = names.find((name, index) => names.indexOf(name) !== index);
        if (twice !== undefined) throw refuse('invalid_request', `The group “${twice}” is named twice.`);
        await demandProjects(
          tx,
          rules.flatMap(({ grants }) => grants),
        );
        await tx.change('DELETE FROM group_grants');
        await tx.change('DELETE FROM group_rules');
        for (const { group, admin, grants } of rules) {
          await tx.change('INSERT INTO group_rules (group_name, admin) VALUES (?, ?)', group, admin ? 1 : 0);
          for (const { projectId, role } of strongest(grants))
            await tx.change('INSERT INTO group_grants (group_name, project_id, role) VALUES (?, ?, ?)', group, projectId, role);
        }
        const after = await groupRules(tx);
        await audit(tx, actor, now(), 'groups.save', 'groups', { before: asJson(before), after: asJson(after) });
        return after;
      }),
  };
}

const asJson = (rules: readonly GroupRule[]) =>
  rules.map(({ group, admin, grants }) => ({ group, admin, grants: grants.map(({ projectId, role }) => ({ projectId, role })) }));
