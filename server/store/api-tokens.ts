// API tokens of people: for one project, with a role, for a time. Only the hash is kept. A token never may more than the person it
// belongs to, whatever was said when it was made; it goes with them.
import type { Role } from '../../nodes/kit/wire/route.ts';
import type { ProjectActor } from '../security/actor.ts';
import { tokenHash, tokenStart } from '../security/token-text.ts';
import { audit } from './audit.ts';
import { storeId } from './ids.ts';
import { notFound, refuse } from './refusal.ts';
import type { StoreDatabase } from './sql.ts';

const MOST_TOKENS = 100;
const SEEN_EVERY_MS = 60_000;

interface Row {
  readonly id: string;
  readonly start_text: string;
  readonly name: string;
  readonly person_id: string;
  readonly project_id: string;
  readonly role: Role;
  readonly created_at: number;
  readonly expires_at: number;
  readonly used_at: number | null;
}

export interface StoredToken {
  readonly id: string;
  readonly start: string;
  readonly name: string;
  readonly personId: string;
  readonly projectId: string;
  readonly role: Role;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt: number | null;
}

const columns = 'id, start_text, name, person_id, project_id, role, created_at, expires_at, used_at';

const tokenOf = (row: Row): StoredToken => ({
  id: row.id,
  start: row.start_text,
  name: row.name,
  personId: row.person_id,
  projectId: row.project_id,
  role: row.role,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.used_at,
});

export function createTokenStore(database: StoreDatabase, now: () => number) {
  const { read } = database;
  return {
    /** Null: unknown, or its time is over. */
    async byText(text: string): Promise<StoredToken | null> {
      const row = await read.one<Row>(`SELECT ${columns} FROM api_tokens WHERE hash = ? AND expires_at > ?`, tokenHash(text), now());
      if (!row) return null;
      const at = now();
      if ((row.used_at ?? 0) + SEEN_EVERY_MS < at)
        void database.transaction((tx) => tx.change('UPDATE api_tokens SET used_at = ? WHERE id = ?', at, row.id)).catch(() => undefined);
      return tokenOf(row);
    },

    async list(personId: string): Promise<StoredToken[]> {
      const rows = await read.all<Row>(`SELECT ${columns} FROM api_tokens WHERE person_id = ? ORDER BY created_at DESC, id`, personId);
      return rows.map(tokenOf);
    },

    create: (
      actor: ProjectActor,
      token: { readonly text: string; readonly name: string; readonly personId: string; readonly role: Role; readonly days: number },
    ): Promise<StoredToken> =>
      database.transaction(async (tx) => {
        const { text, name, personId, role, days } = token;
        const at = now();
        const made = await tx.one<{ n: number }>(
          'SELECT count(*) AS n FROM api_tokens WHERE person_id = ? AND expires_at > ?',
          personId,
          at,
        );
        if ((made?.n ?? 0) >= MOST_TOKENS) throw refuse('conflict', `You have ${MOST_TOKENS} tokens. End those that nobody uses.`);
        const id = storeId('token');
        await tx.change(
          `INSERT INTO api_tokens (id, hash, start_text, name, person_id, project_id, role, created_at, expires_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          id,
          tokenHash(text),
          tokenStart(text),
          name.trim(),
          personId,
          actor.projectId,
          role,
          at,
          at + days * 86_400_000,
        );
        await audit(tx, actor, at, 'token.create', id, { name, role, days });
        return tokenOf((await tx.one<Row>(`SELECT ${columns} FROM api_tokens WHERE id = ?`, id)) as Row);
      }),

    remove: (actor: ProjectActor, personId: string, id: string): Promise<void> =>
      database.transaction(async (tx) => {
        const gone = await tx.change('DELETE FROM api_tokens WHERE id = ? AND person_id = ?', id, personId);
        if (gone === 0) throw notFound('token', id);
        await audit(tx, actor, now(), 'token.end', id);
      }),

    /** Those whose time was over a month ago. */
    forget: (): Promise<number> =>
      database.transaction((tx) => tx.change('DELETE FROM api_tokens WHERE expires_at < ?', now() - 30 * 86_400_000)),
  };
}
