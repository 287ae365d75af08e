// Which connection fills which slot of a flow: kept beside the flow, never in the document. A slot nobody chose for takes the
// project's default of its kind. Here it is decided whether a run is practice or real.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { ProjectActor } from '../security/actor.ts';
import { audit } from './audit.ts';
import { connectionById, defaultConnection, type StoredConnection } from './connections.ts';
import { flowRow } from './flows.ts';
import { refuse } from './refusal.ts';
import type { Sql, StoreDatabase } from './sql.ts';

export interface ResolvedBinding {
  readonly slot: string;
  readonly kind: string;
  readonly connection: StoredConnection | null;
  readonly byDefault: boolean;
}

/** Whose step asks. */
export interface RunOfFlow {
  readonly flowId: string;
  readonly runId: string;
  readonly world: 'practice' | 'real';
}

async function chosen(db: Sql, flowId: string): Promise<Map<string, string>> {
  const rows = await db.all<{ slot: string; connection_id: string }>(
    'SELECT slot, connection_id FROM flow_bindings WHERE flow_id = ?',
    flowId,
  );
  return new Map(rows.map((row) => [row.slot, row.connection_id]));
}

export function createBindingStore(database: StoreDatabase, now: () => number) {
  const db = database.read;

  /** For every slot of the document. A chosen connection of another kind or project counts as none. */
  async function resolve({ projectId }: ProjectActor, flowId: string, flow: Pick<Flow, 'connections'>): Promise<ResolvedBinding[]> {
    if (flow.connections.length === 0) return [];
    const picks = await chosen(db, flowId);
    const resolved: ResolvedBinding[] = [];
    for (const { name, kind } of flow.connections) {
      const pick = picks.get(name);
      const found = pick === undefined ? null : await connectionById(db, projectId, pick);
      if (found?.kind === kind) resolved.push({ slot: name, kind, connection: found, byDefault: false });
      else resolved.push({ slot: name, kind, connection: await defaultConnection(db, projectId, kind), byDefault: true });
    }
    return resolved;
  }

  return {
    resolve,

    /** A run keeps the connections it was accepted with. Keep them before it starts: see StoreDatabase.before. */
    async keepFor(runId: string, bindings: readonly ResolvedBinding[]): Promise<void> {
      if (bindings.length === 0) return;
      const chosen = Object.fromEntries(bindings.map(({ slot, connection }) => [slot, connection?.id ?? null]));
      await database.transaction((tx) =>
        tx.change('INSERT INTO run_bindings VALUES (?, ?) ON CONFLICT DO NOTHING', runId, JSON.stringify(chosen)),
      );
    },

    /** Runs for which connections or secrets are kept, in the order of their ids. */
    async keptRuns(after: string, limit: number): Promise<string[]> {
      const sql = `SELECT run_id FROM run_bindings WHERE run_id > ?1 UNION SELECT run_id FROM run_secrets WHERE run_id > ?1
         ORDER BY run_id LIMIT ?2`;
      return (await db.all<{ run_id: string }>(sql, after, limit)).map(({ run_id }) => run_id);
    },

    /** The run was accepted before, under another id; or it is gone. */
    async forgetFor(...runIds: readonly string[]): Promise<void> {
      await database.transaction(async (tx) => {
        for (const runId of runIds) await tx.change('DELETE FROM run_bindings WHERE run_id = ?', runId);
      });
    },

    /**
     * For a step under way: the connection its run was accepted with; of a retried run, the one bound now. What became practice
     * or real meanwhile is refused: an edited connection is no way out of practice.
     */
    async connectionFor(actor: ProjectActor, run: RunOfFlow, slot: Flow['connections'][number]): Promise<StoredConnection | null> {
      const kept = await db.one<{ connections: string }>('SELECT connections FROM run_bindings WHERE run_id = ?', run.runId);
      const id = kept ? (JSON.parse(kept.connections) as { [slot: string]: string | null })[slot.name] : undefined;
      const connection =
        id === undefined
          ? ((await resolve(actor, run.flowId, { connections: [slot] }))[0]?.connection ?? null)
          : id && (await connectionById(db, actor.projectId, id));
      if (!connection) return null;
      if (connection.kind === 'azure' && connection.practice !== (run.world === 'practice'))
        throw refuse(
          'binding_missing',
          `“${slot.name}” is bound to ${connection.practice ? 'the practice subscription' : 'real Azure'} now; this run was started ${
            run.world === 'practice' ? 'as practice' : 'for real'
          }. Start it again.`,
          { failure: { refused: true } },
        );
      return connection;
    },

    async choose(actor: ProjectActor, flowId: string, flow: Flow, picks: { readonly [slot: string]: string | null }): Promise<void> {
      await database.transaction(async (tx) => {
        await flowRow(tx, actor, flowId);
        for (const [slot, id] of Object.entries(picks)) {
          const wanted = flow.connections.find((c) => c.name === slot);
          const path = `/bindings/${slot}`;
          const wrong = (message: string) =>
            refuse('invalid_request', `“${slot}”: ${message}.`, { problems: [{ code: 'invalid_request', path, message }] });
          if (!wanted) throw wrong('the flow has no such connection slot');
          if (id === null) continue;
          const connection = await connectionById(tx, actor.projectId, id);
          if (!connection) throw wrong('there is no such connection');
          if (connection.kind !== wanted.kind) throw wrong(`needs a connection of kind “${wanted.kind}”, not “${connection.kind}”`);
        }
        for (const [slot, id] of Object.entries(picks)) {
          if (id === null) await tx.change('DELETE FROM flow_bindings WHERE flow_id = ? AND slot = ?', flowId, slot);
          else
            await tx.change(
              'INSERT INTO flow_bindings VALUES (?, ?, ?) ON CONFLICT (flow_id, slot) DO UPDATE SET connection_id = excluded.connection_id',
              flowId,
              slot,
              id,
            );
        }
        await audit(tx, actor, now(), 'flow.bind', flowId, picks);
      });
    },
  };
}

/** Practice when an Azure slot is bound to the practice subscription. Practice and real Azure in one flow is refused. */
export function worldOf(bindings: readonly ResolvedBinding[]): 'practice' | 'real' {
  const azure = bindings.filter((b) => b.kind === 'azure' && b.connection);
  const practice = azure.filter((b) => b.connection?.practice);
  if (practice.length > 0 && practice.length < azure.length)
    throw refuse('binding_missing', 'One slot is bound to the practice subscription and another to real Azure. Choose one world for all.', {
      problems: azure.map((b) => ({
        code: 'binding_missing',
        path: `/bindings/${b.slot}`,
        message: b.connection?.practice ? 'is practice' : 'is real Azure',
      })),
    });
  return practice.length > 0 ? 'practice' : 'real';
}

/** In practice only Azure has to be bound: what would go out elsewhere goes to the practice inbox. */
export function demandBound(bindings: readonly ResolvedBinding[]): void {
  const practice = bindings.some((b) => b.connection?.practice);
  const open = bindings.filter((b) => b.connection === null && (b.kind === 'azure' || !practice));
  if (open.length === 0) return;
  throw refuse('binding_missing', `Choose a connection for ${open.map((b) => `“${b.slot}”`).join(', ')}.`, {
    problems: open.map((b) => ({
      code: 'binding_missing',
      path: `/bindings/${b.slot}`,
      message: `no connection of kind “${b.kind}” is chosen`,
    })),
  });
}
