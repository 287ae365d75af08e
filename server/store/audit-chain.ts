// What makes the audit hold: every line is sealed together with the one before it, under a key that is not in the database, and a head
// says how many there are. Editing, deleting, reordering and cutting show; a copy of the head kept elsewhere shows a rolled back database.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { fail } from '../../nodes/kit/errors.ts';
import type { Sql, StoreDatabase } from './sql.ts';

export interface ChainedLine {
  readonly number: number;
  readonly projectId: string;
  readonly at: number;
  /** As they stand in the row: texts of JSON. */
  readonly actor: string;
  readonly action: string;
  readonly resource: string;
  readonly details: string | null;
  readonly from: string | null;
}

/** How far the audit had come at some time: kept outside of the database too. */
export interface Anchor {
  readonly number: number;
  readonly hash: string;
  readonly seal: string;
}

interface Head {
  readonly count: number;
  readonly hash: string;
  readonly start_count: number;
  readonly start_hash: string;
  readonly seal: string;
}

const keys = new WeakMap<Sql, Uint8Array>();

/** The same database; what is written into the audit through it is sealed. */
export const sealedAudit = (database: StoreDatabase, key: Uint8Array): StoreDatabase => ({
  ...database,
  transaction: (work) =>
    database.transaction((tx) => {
      keys.set(tx, key);
      return work(tx);
    }),
});

const hmac = (key: Uint8Array, parts: readonly unknown[]): string =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');

const lineHash = (key: Uint8Array, before: string, line: ChainedLine): string =>
  hmac(key, ['line', line.number, before, line.projectId, line.at, line.actor, line.action, line.resource, line.details, line.from]);

const headSeal = (key: Uint8Array, head: Omit<Head, 'seal'>): string =>
  hmac(key, ['head', head.count, head.hash, head.start_count, head.start_hash]);

const anchorSeal = (key: Uint8Array, { number, hash }: Pick<Anchor, 'number' | 'hash'>): string => hmac(key, ['anchor', number, hash]);

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  // Of the bytes: letters of one length may be of different ones.
  return one.length === other.length && timingSafeEqual(one, other);
}

const readHead = (sql: Sql) => sql.one<Head>('SELECT count, hash, start_count, start_hash, seal FROM audit_head WHERE id = 1');

async function writeHead(tx: Sql, key: Uint8Array, head: Omit<Head, 'seal'>): Promise<void> {
  await tx.change(
    `INSERT INTO audit_head (id, count, hash, start_count, start_hash, seal) VALUES (1, ?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (id) DO UPDATE SET count = ?1, hash = ?2, start_count = ?3, start_hash = ?4, seal = ?5`,
    head.count,
    head.hash,
    head.start_count,
    head.start_hash,
    headSeal(key, head),
  );
}

/** The next link, in the transaction of the line itself. */
export async function link(tx: Sql, line: Omit<ChainedLine, 'number'>): Promise<{ readonly number: number; readonly hash: string }> {
  const key = keys.get(tx);
  if (!key) throw fail('internal', 'The audit is written without its key.');
  const head = (await readHead(tx)) ?? { count: 0, hash: '', start_count: 0, start_hash: '' };
  const number = head.count + 1;
  const hash = lineHash(key, head.hash, { ...line, number });
  await writeHead(tx, key, { count: number, hash, start_count: head.start_count, start_hash: head.start_hash });
  return { number, hash };
}

/** Old lines are about to go: from where on the chain can be followed from now on. */
export async function moveStart(tx: Sql, last: { readonly number: number; readonly hash: string }): Promise<void> {
  const key = keys.get(tx);
  const head = await readHead(tx);
  if (!key || !head) throw fail('internal', 'The audit is cut without its key.');
  await writeHead(tx, key, { count: head.count, hash: head.hash, start_count: last.number, start_hash: last.hash });
}

/** Null: nothing was written yet. */
export async function anchorNow(sql: Sql, key: Uint8Array): Promise<Anchor | null> {
  const head = await readHead(sql);
  return head ? { number: head.count, hash: head.hash, seal: anchorSeal(key, { number: head.count, hash: head.hash }) } : null;
}

export interface Verdict {
  readonly ok: boolean;
  /** Sealed lines that were followed. */
  readonly lines: number;
  /** Lines from before the audit was sealed: they cannot be verified. */
  readonly unsealed: number;
  readonly problems: readonly string[];
}

interface Row {
  readonly seq: number;
  readonly number: number;
  readonly hash: string;
  readonly project_id: string;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly resource: string;
  readonly details: string | null;
  readonly from_address: string | null;
}

const PAGE = 1_000;
const MOST_PROBLEMS = 20;

/** Follows the whole chain. `anchors`: what was kept outside of the database. */
export async function verifyChain(sql: Sql, key: Uint8Array, anchors: readonly Anchor[]): Promise<Verdict> {
  const problems: string[] = [];
  const say = (text: string) => problems.length < MOST_PROBLEMS && problems.push(text);
  const head = await readHead(sql);
  const loose = await sql.one<{ n: number; last: number | null }>('SELECT count(*) AS n, max(seq) AS last FROM audit WHERE number IS NULL');
  const first = await sql.one<{ seq: number | null }>('SELECT min(seq) AS seq FROM audit WHERE number IS NOT NULL');
  if (loose?.last != null && first?.seq != null && loose.last > first.seq) say('A line stands among the sealed ones without a seal.');
  if (!head) {
    if (first?.seq != null) say('The head of the audit is gone.');
    for (const anchor of anchors) if (anchor.number > 0) say(`The audit had ${anchor.number} lines once; now it has none.`);
    return { ok: problems.length === 0, lines: 0, unsealed: loose?.n ?? 0, problems };
  }
  if (!same(head.seal, headSeal(key, head))) say('The head of the audit was changed.');
  // All of a number: after an older copy was put in place the chain goes on, and comes by the same numbers again.
  const wanted = Map.groupBy(anchors, ({ number }) => number);
  let before = head.start_hash;
  let number = head.start_count;
  let lines = 0;
  for (let from = head.start_count; ; ) {
    const rows = await sql.all<Row>(
      `SELECT seq, number, hash, project_id, at, actor, action, resource, details, from_address FROM audit
       WHERE number > ? ORDER BY number LIMIT ${PAGE}`,
      from,
    );
    for (const row of rows) {
      if (row.number !== number + 1)
        say(row.number === number ? `Line ${row.number} stands there twice.` : `Lines ${number + 1} to ${row.number - 1} are gone.`);
      const line = { ...row, projectId: row.project_id, from: row.from_address };
      if (!same(row.hash, lineHash(key, before, line)))
        say(`Line ${row.number} (${new Date(row.at).toISOString()}, ${row.action}) is not the one that was written.`);
      if (wanted.get(row.number)?.some(({ hash }) => !same(hash, row.hash)))
        say(`Line ${row.number} is another one than when it was anchored.`);
      // From here on it is followed by what stands there, so that one wrong line is one problem.
      before = row.hash;
      number = row.number;
      lines += 1;
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) break;
    from = last.number;
  }
  if (number !== head.count || !same(before, head.hash)) say(`The audit ends at line ${number}; ${head.count} were written.`);
  for (const anchor of anchors) {
    if (!same(anchor.seal, anchorSeal(key, anchor))) say(`An anchor (line ${anchor.number}) was changed.`);
    else if (anchor.number > head.count)
      say(`The audit had ${anchor.number} lines once; now it says ${head.count}. An older copy was put in its place.`);
  }
  return { ok: problems.length === 0, lines, unsealed: loose?.n ?? 0, problems };
}
