// Browser sessions. Only the hash of a session's token is kept, so a stolen file signs nobody in. A session ends after a week
// without use and after thirty days in any case.
import type { Actor } from '../../nodes/kit/records.ts';
import type { Role } from '../../nodes/kit/wire/route.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import { audit } from './audit.ts';
import type { StoreDatabase } from './sql.ts';

const IDLE_MS = 7 * 86_400_000;
const LONGEST_MS = 30 * 86_400_000;
const SEEN_EVERY_MS = 3_600_000;

interface Row {
  readonly project_id: string;
  readonly actor: string;
  readonly role: string;
  readonly created_at: number;
  readonly seen_at: number;
}

const expired = (row: Row, at: number) => row.seen_at + IDLE_MS < at || row.created_at + LONGEST_MS < at;

export function createSessionStore(database: StoreDatabase, now: () => number) {
  const db = database.read;
  return {
    async create(actor: ProjectActor, hash: Uint8Array): Promise<void> {
      const at = now();
      await database.transaction(async (tx) => {
        await tx.change('DELETE FROM sessions WHERE seen_at < ? OR created_at < ?', at - IDLE_MS, at - LONGEST_MS);
        await tx.change(
          'INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)',
          hash,
          actor.projectId,
          JSON.stringify(recorded(actor)),
          actor.role,
          at,
          at,
        );
        await audit(tx, actor, at, 'session.create', actor.id);
      });
    },

    async find(hash: Uint8Array): Promise<ProjectActor | null> {
      const row = await db.one<Row>('SELECT project_id, actor, role, created_at, seen_at FROM sessions WHERE hash = ?', hash);
      const at = now();
      if (!row || expired(row, at)) return null;
      if (row.seen_at + SEEN_EVERY_MS < at)
        void database.transaction((tx) => tx.change('UPDATE sessions SET seen_at = ? WHERE hash = ?', at, hash)).catch(() => undefined);
      return { ...(JSON.parse(row.actor) as Actor), projectId: row.project_id, role: row.role as Role };
    },

    async remove(actor: ProjectActor, hash: Uint8Array): Promise<void> {
      await database.transaction(async (tx) => {
        await tx.change('DELETE FROM sessions WHERE hash = ?', hash);
        await audit(tx, actor, now(), 'session.end', actor.id);
      });
    },
  };
}

export type SessionStore = ReturnType<typeof createSessionStore>;
