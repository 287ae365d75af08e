// Which secret handles a run has, one row per run and handle: with the sealed value of a secret input, with nothing for what the run
// found in a Key Vault. The journal holds the handles only. A handle opens nothing for a run without the row: handing it on copies it.
import type { SecretHandle } from '../../nodes/kit/secret-handle.ts';
import type { Database } from '../journal/database.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { Sealing } from '../security/sealing.ts';
import { unguessable } from './ids.ts';
import { change, one } from './statements.ts';

/** A secret on its way into a run: new, or one that another run of the project has. */
export interface GivenSecret {
  readonly handle: SecretHandle;
  readonly from: { readonly value: string } | { readonly runId: string };
}

export const newSecretHandle = (name: string): SecretHandle => ({ $secret: `input:${name}/${unguessable()}` });

export function createRunSecretStore(database: Database, sealing: Sealing) {
  const db = database.read;
  const place = (ref: string) => `run-secret/${ref}`;
  const sealedFor = (actor: ProjectActor, runId: string, ref: string): Uint8Array | null =>
    one<{ value: Uint8Array }>(
      db,
      'SELECT value FROM run_secrets WHERE run_id = ? AND ref = ? AND project_id = ?',
      runId,
      ref,
      actor.projectId,
    )?.value ?? null;

  return {
    has: (actor: ProjectActor, runId: string, { $secret }: SecretHandle): boolean => sealedFor(actor, runId, $secret) !== null,

    /** Null: this run was not given it. */
    open(actor: ProjectActor, runId: string, { $secret }: Pick<SecretHandle, '$secret'>): string | null {
      const sealed = sealedFor(actor, runId, $secret);
      return sealed && sealing.open(place($secret), sealed);
    },

    /** Ask for it in the turn in which the run is started: one commit for both. */
    async keepFor(actor: ProjectActor, runId: string, secrets: readonly GivenSecret[]): Promise<void> {
      if (secrets.length === 0) return;
      const rows = secrets.map(({ handle: { $secret }, from }) => ({
        ref: $secret,
        value: 'value' in from ? sealing.seal(place($secret), from.value) : sealedFor(actor, from.runId, $secret),
      }));
      await database.enqueue((db) => {
        for (const { ref, value } of rows)
          if (value) change(db, 'INSERT INTO run_secrets VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', runId, ref, actor.projectId, value);
      });
    },

    /** One that stands for what is kept elsewhere: a Key Vault's secret, a PIN. */
    grant(actor: ProjectActor, runId: string, handle: SecretHandle): Promise<void> {
      return this.keepFor(actor, runId, [{ handle, from: { value: '' } }]);
    },

    hasAny: (actor: ProjectActor, runId: string): boolean =>
      one(db, 'SELECT 1 FROM run_secrets WHERE run_id = ? AND project_id = ? LIMIT 1', runId, actor.projectId) !== undefined,

    /** All of them, for a run that does the work of another again. */
    async copy(actor: ProjectActor, from: string, to: string): Promise<void> {
      await database.enqueue((db) =>
        change(
          db,
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
      await database.enqueue((db) => {
        for (const runId of runIds) change(db, 'DELETE FROM run_secrets WHERE run_id = ?', runId);
      });
    },
  };
}
