// Behind the scenes of the simulator: what it holds, what it was asked, and the levers to make it go wrong. For the practice
// page and tests; no client of Azure sees any of this.
import type { Practice, PracticeRequest, PracticeResource } from '../nodes/kit/wire/practice.ts';
import { isOver, statusOf } from './backup/job-model.ts';
import { guestAgent } from './seed/errors.ts';
import type { Store } from './state/database.ts';
import type { Item, Job } from './state/model.ts';

interface Page<T> {
  readonly items: T[];
  /** Opaque; null at the end. */
  readonly next: string | null;
}

export interface Desk {
  counts(): Pick<Practice, 'counts' | 'jobsRunning'>;
  resources(query: { kind?: string; q?: string; cursor?: string; limit: number }): Page<PracticeResource>;
  requests(query: { q?: string; failed?: boolean; cursor?: string; limit: number }): Page<PracticeRequest>;
  /** Lets backups of an item fail from now on. Null: there is no such item. */
  behave(key: string, fails: 'next' | 'always' | null): PracticeResource | null;
}

/** Kinds that are pieces of others, or that nobody looks for. */
const hidden = new Set(['operation', 'point', 'subscription']);
/** Never shown, not even invented ones: what looks like a secret is none of anybody's business. */
const secretName = /secret|password|passphrase|pin$|^value$|token/i;

const iso = (at: unknown): string | null =>
  typeof at === 'number' && Number.isFinite(at) && at > 0 && at < 8e15 ? new Date(at).toISOString() : null;
const last = (key: string): string => key.split('|').at(-1) ?? key;

export function createDesk(store: Store, now: () => number): Desk {
  const { raw } = store;
  const count = raw.prepare('SELECT kind, count(*) AS n FROM doc GROUP BY kind');
  // What is not shown is not searched either: guessing letter by letter would find it.
  raw.function('shown', { deterministic: true }, (body) => JSON.stringify(masked(JSON.parse(String(body)))));
  // Jobs newest first, everything else in its own order.
  const rows = raw.prepare(
    `SELECT id, kind, key, parent, body FROM doc
     WHERE (?1 IS NULL OR kind = ?1) AND (?2 = '' OR instr(lower(key || ' ' || shown(body)), ?2) > 0)
     ORDER BY kind, CASE kind WHEN 'job' THEN rank END, id LIMIT ?3 OFFSET ?4`,
  );
  const asked = raw.prepare(
    `SELECT seq, at, method, path, clientRequestId, status FROM request
     WHERE seq < ?1 AND (?2 = '' OR instr(lower(method || ' ' || path || ' ' || coalesce(clientRequestId, '') || ' ' || status), ?2) > 0)
       AND (?3 = 0 OR status = 0 OR status >= 400)
     ORDER BY seq DESC LIMIT ?4`,
  );

  const shown = (kind: string, key: string, parent: string, body: string): PracticeResource => {
    const document = JSON.parse(body) as { readonly [name: string]: unknown };
    const words = (name: string) => (typeof document[name] === 'string' && document[name] !== '' ? String(document[name]) : null);
    const job = kind === 'job' ? (document as unknown as Job) : null;
    const item = kind === 'item' ? (document as unknown as Item) : null;
    return {
      kind,
      key,
      name: job ? `${job.operation} · ${job.friendlyName}` : (words('friendlyName') ?? words('name') ?? words('id') ?? last(key)),
      within: parent === '' ? null : last(parent),
      state: job
        ? statusOf(job, now())
        : item?.deleted
          ? 'Deleted'
          : kind === 'shareFile' && document.to !== null
            ? 'Replaced or deleted'
            : (words('state') ?? words('power') ?? words('softDelete')),
      at: iso(job?.startAt ?? item?.lastBackup?.at ?? document.createdAt ?? document.modifiedAt),
      fails: item ? failing(item) : null,
      document: masked(document) as PracticeResource['document'],
    };
  };

  return {
    counts: () => {
      const counts = Object.fromEntries(
        count
          .all()
          .map((row) => [String(row.kind), Number(row.n)] as const)
          .filter(([kind]) => !hidden.has(kind)),
      );
      const jobsRunning = store.list('job').filter(({ doc }) => !isOver(doc, now())).length;
      return { counts, jobsRunning };
    },
    resources: ({ kind, q = '', cursor, limit }) => {
      const from = Number(cursor ?? 0) || 0;
      const found = rows.all(kind ?? null, q.trim().toLowerCase(), limit + 1, from);
      const items = found
        .slice(0, limit)
        .map((row) => shown(String(row.kind), String(row.key), String(row.parent), String(row.body)))
        .filter((row) => kind !== undefined || !hidden.has(row.kind));
      return { items, next: found.length > limit ? String(from + limit) : null };
    },
    requests: ({ q = '', failed = false, cursor, limit }) => {
      const before = Number(cursor ?? Number.MAX_SAFE_INTEGER) || Number.MAX_SAFE_INTEGER;
      const found = asked.all(before, q.trim().toLowerCase(), failed ? 1 : 0, limit + 1);
      const items = found.slice(0, limit).map((row) => ({
        seq: Number(row.seq),
        at: iso(Number(row.at)) ?? new Date(0).toISOString(),
        method: String(row.method),
        path: String(row.path),
        status: Number(row.status),
        clientRequestId: row.clientRequestId === null ? null : String(row.clientRequestId),
      }));
      return { items, next: found.length > limit ? String(items.at(-1)?.seq) : null };
    },
    behave: (key, fails) => {
      const item = store.get('item', key);
      if (!item) return null;
      const { backup: _, ...others } = item.behaviour;
      const outcome = { ends: 'Failed' as const, error: guestAgent, ...(fails === 'next' ? { times: 1 } : {}) };
      store.transaction(() => store.put('item', key, { ...item, behaviour: fails === null ? others : { ...others, backup: outcome } }));
      return shown('item', key, item.vault, JSON.stringify(store.get('item', key)));
    },
  };
}

const failing = ({ behaviour }: Item): PracticeResource['fails'] =>
  behaviour.backup?.ends !== 'Failed' ? null : behaviour.backup.times === undefined ? 'always' : 'next';

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, secretName.test(name) && typeof inner === 'string' ? '•••' : masked(inner)]),
  );
}
