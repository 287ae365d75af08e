// Which secret handles a run has, one row per run and handle: with the sealed value of a secret input, with nothing for what the run
// found in a Key Vault. The journal holds the handles only. A handle opens nothing for a run without the row: handing it on copies it.
import type { SecretHandle } from '../../nodes/kit/secret-handle.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { Sealing } from '../security/sealing.ts';
import { unguessable } from './ids.ts';
import { places } from './sealed-places.ts';
import type { Sql, StoreDatabase } from './sql.ts';

/** A secret on its way into a run: new, or one that another run of the project has. */
export interface GivenSecret {
  readonly handle: SecretHandle;
  readonly from: { readonly value: string } | { readonly runId: string };
}

export const newSecretHandle = (name: string): SecretHandle => ({ $secret: `input:${name}/${unguessable()}` });

export function createRunSecretStore(database: StoreDatabase, sealing: Sealing) {
  const db = database.read;
  const sealedFor = async (sql: Sql, actor: ProjectActor, runId: string, ref: string): Promise<Uint8Array | null> => {
    const text = 'SELECT value FROM run_secrets WHERE run_id = ? AND ref = ? AND project_id = ?';
    return (await sql.one<{ value: Uint8Array }>(text, runId, ref, actor.projectId))?.value ?? null;
  };

  return {
    has: async (actor: ProjectActor, runId: string, { $secret }: SecretHandle): Promise<boolean> =>
      (await sealedFor(db, actor, runId, $secret)) !== null,

    /** Null: this run was not given it. */
    async open(actor: ProjectActor, runId: string, { $secret }: Pick<SecretHandle, '$secret'>): Promise<string | null> {
      const sealed = await sealedFor(db, actor, runId, $secret);
      return sealed && sealing.open(db, places.runSecret($secret), sealed);
    },

    /** Keep them before the run starts: see StoreDatabase.before. */
    async keepFor(actor: ProjectActor, runId: string, secrets: readonly GivenSecret[]): Promise<void> {
      if (secrets.length === 0) return;
      await database.transaction(async (tx) => {
        for (const {
          handle: { $secret: ref },
          from,
        } of secrets) {
          const value =
            'value' in from ? await sealing.seal(tx, places.runSecret(ref), from.value) : await sealedFor(tx, actor, from.runId, ref);
          if (value)
            await tx.change('INSERT INTO run_secrets VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', runId, ref, actor.projectId, value);
        }
      });
    },

    /** One that stands for what is kept elsewhere: a Key Vault's secret, a PIN. */
    grant(actor: ProjectActor, runId: string, handle: SecretHandle): Promise<void> {
      return this.keepFor(actor, runId, [{ handle, from: { value: '' } }]);
    },

    hasAny: async (actor: ProjectActor, runId: string): Promise<boolean> =>
      (await db.one('SELECT 1 FROM run_secrets WHERE run_id = ? AND project_id = ? LIMIT 1', runId, actor.projectId)) !== undefined,

    /** All of them, for a run that does the work of another again. */
    async copy(actor: ProjectActor, from: string, to: string): Promise<void> {
      await database.transaction((tx) =>
        tx.change(
          `INSERT INTO run_secrets SELECT ?1, ref, project_id, value FROM run_secrets WHERE run_id = ?2 AND project_id = ?3
           ON CONFLICT DO NOTHING`,
          to,
          from,
          actor.projectId,
        ),
      );
    },

    /** The runs are gone, or were never accepted. */
    async forgetFor(...runIds: readonly string[]): Promise<void> {
      await database.transaction(async (tx) => {
        for (const runId of runIds) await tx.change('DELETE FROM run_secrets WHERE run_id = ?', runId);
      });
    },
  };
}
