// Projects: what there is, and the rules each has set for itself. Flows, runs, templates, connections and webhooks belong to one.
import type { ProjectActor } from '../security/actor.ts';
import { audit } from './audit.ts';
import { storeId } from './ids.ts';
import { notFound, refuse } from './refusal.ts';
import type { Sql, StoreDatabase } from './sql.ts';

/** Where somebody else has to agree before a step deletes: nowhere, in real subscriptions, or in practice too. */
export type FourEyes = 'off' | 'real' | 'always';

export interface StoredProject {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly settings: { readonly fourEyes: FourEyes; readonly reviewPublishing: boolean };
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
  readonly four_eyes: FourEyes;
  readonly review_publishing: number;
}

const columns = 'id, name, created_at, four_eyes, review_publishing';

const projectOf = (row: Row): StoredProject => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  settings: { fourEyes: row.four_eyes, reviewPublishing: row.review_publishing === 1 },
});

async function rowOf(sql: Sql, id: string): Promise<Row> {
  const row = await sql.one<Row>(`SELECT ${columns} FROM projects WHERE id = ?`, id);
  if (!row) throw notFound('project', id);
  return row;
}

async function demandFree(tx: Sql, name: string, but: string): Promise<void> {
  const same = await tx.one('SELECT id FROM projects WHERE lower(name) = lower(?) AND id <> ?', name, but);
  if (same) throw refuse('conflict', `There is a project “${name}” already.`);
}

export function createProjectStore(database: StoreDatabase, now: () => number) {
  return {
    get: async (id: string): Promise<StoredProject> => projectOf(await rowOf(database.read, id)),
    nameOf: async (id: string): Promise<string> =>
      (await database.read.one<{ name: string }>('SELECT name FROM projects WHERE id = ?', id))?.name ?? id,
    exists: async (id: string): Promise<boolean> => (await database.read.one('SELECT id FROM projects WHERE id = ?', id)) !== undefined,
    list: async (): Promise<StoredProject[]> =>
      (await database.read.all<Row>(`SELECT ${columns} FROM projects ORDER BY created_at, id`)).map(projectOf),

    /** `furnish`: what it holds from its first moment on, in the same transaction. */
    create: (
      actor: ProjectActor,
      name: string,
      furnish: (tx: Sql, actor: ProjectActor) => Promise<unknown> = async () => undefined,
    ): Promise<StoredProject> =>
      database.transaction(async (tx) => {
        const id = storeId('project');
        const at = now();
        await demandFree(tx, name, id);
        await tx.change("INSERT INTO projects (id, name, created_at, key_check) VALUES (?, ?, ?, '')", id, name, at);
        await audit(tx, { ...actor, projectId: id }, at, 'project.create', id, { name });
        await furnish(tx, { ...actor, projectId: id, role: 'owner' });
        return projectOf(await rowOf(tx, id));
      }),

    save: (
      actor: ProjectActor,
      change: {
        readonly name?: string | undefined;
        readonly fourEyes?: FourEyes | undefined;
        readonly reviewPublishing?: boolean | undefined;
      },
    ): Promise<StoredProject> =>
      database.transaction(async (tx) => {
        const before = projectOf(await rowOf(tx, actor.projectId));
        const { name = before.name, fourEyes = before.settings.fourEyes, reviewPublishing = before.settings.reviewPublishing } = change;
        await demandFree(tx, name, before.id);
        await tx.change(
          'UPDATE projects SET name = ?, four_eyes = ?, review_publishing = ? WHERE id = ?',
          name,
          fourEyes,
          reviewPublishing ? 1 : 0,
          before.id,
        );
        const after = projectOf(await rowOf(tx, before.id));
        await audit(tx, actor, now(), 'project.save', before.id, {
          before: { name: before.name, ...before.settings },
          after: { name: after.name, ...after.settings },
        });
        return after;
      }),
  };
}
