// The journal's tables in PostgreSQL. A published step of this list is never edited: changes are new steps at its end. `seq` is
// the journal sequence, given out by the one row of `journal_tail`; `rid` is the sequence number a run was accepted with. What is
// compared byte by byte (keys, names of events) says so, whatever the database's language is.
import { fail } from '../../nodes/kit/errors.ts';
import type { Session } from './postgres-session.ts';

const steps: readonly string[] = [
  `
  CREATE TABLE journal_tail (one boolean PRIMARY KEY DEFAULT true CHECK (one), seq bigint NOT NULL) WITH (fillfactor = 10);
  INSERT INTO journal_tail (seq) VALUES (0);

  CREATE TABLE runs (
    rid bigint PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE, project text NOT NULL, flow text NOT NULL, number bigint NOT NULL,
    at bigint NOT NULL, priority int NOT NULL, status text NOT NULL, epoch int NOT NULL, owner text, wake_at bigint,
    place text NOT NULL, place_key text COLLATE "C", place_limit int, cancel_at bigint, cancel_reason text, started_at bigint,
    ended_at bigint, failures int NOT NULL, changed bigint NOT NULL, ending text, flow_name text NOT NULL, head text NOT NULL,
    response text, result text, root text, stamp bigint NOT NULL) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
  CREATE INDEX runs_wake ON runs (wake_at, priority DESC, rid) WHERE wake_at IS NOT NULL;
  CREATE INDEX runs_owner ON runs (owner) WHERE owner IS NOT NULL;
  CREATE INDEX runs_place ON runs (place_key, place, rid) WHERE place IN ('held', 'blocked');
  CREATE INDEX runs_project ON runs (project, rid);
  CREATE INDEX runs_live ON runs (project, rid) WHERE ended_at IS NULL;
  CREATE INDEX runs_unwell ON runs (project, rid) WHERE status IN ('failed', 'cancelled');
  CREATE INDEX runs_flow ON runs (flow, rid);
  CREATE INDEX runs_changed ON runs (changed);
  CREATE INDEX runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX runs_root ON runs (root) WHERE root IS NOT NULL;

  CREATE TABLE steps (
    seq bigint PRIMARY KEY, rid bigint NOT NULL, path text COLLATE "C" NOT NULL, node text COLLATE "C" NOT NULL, status int NOT NULL,
    port text, attempt int NOT NULL, started bigint NOT NULL, ended bigint NOT NULL, output text, params text, extra text, source bigint);
  CREATE UNIQUE INDEX steps_key ON steps (rid, path, node);
  CREATE INDEX steps_of ON steps (rid, seq);

  CREATE TABLE step_groups (
    seq bigint PRIMARY KEY, rid bigint NOT NULL, prefix text COLLATE "C" NOT NULL, lo int NOT NULL, hi int NOT NULL,
    container text NOT NULL, statuses int NOT NULL, announced boolean NOT NULL, data text NOT NULL);
  CREATE INDEX step_groups_at ON step_groups (rid, prefix, lo);
  CREATE INDEX step_groups_of ON step_groups (rid, seq);

  CREATE TABLE open_steps (
    rid bigint NOT NULL, key text COLLATE "C" NOT NULL, seq bigint NOT NULL, event text COLLATE "C", wake_at bigint, data text NOT NULL,
    PRIMARY KEY (rid, key)) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
  CREATE INDEX open_event ON open_steps (event) WHERE event IS NOT NULL;
  CREATE INDEX open_seq ON open_steps (seq);

  CREATE TABLE iterations (
    seq bigint PRIMARY KEY, rid bigint NOT NULL, key text COLLATE "C" NOT NULL, lo int NOT NULL, hi int NOT NULL, data text NOT NULL);
  CREATE INDEX iterations_at ON iterations (rid, key, lo);
  CREATE TABLE pages (
    rid bigint NOT NULL, key text COLLATE "C" NOT NULL, first int NOT NULL, page int NOT NULL, count int NOT NULL, data text NOT NULL,
    PRIMARY KEY (rid, key, first));
  CREATE TABLE chunks (
    rid bigint NOT NULL, kind text NOT NULL, key text COLLATE "C" NOT NULL, n int NOT NULL, data bytea NOT NULL, PRIMARY KEY (rid, kind, key, n));
  ALTER TABLE chunks ALTER COLUMN data SET STORAGE EXTERNAL;
  CREATE TABLE logs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, rid bigint NOT NULL, key text COLLATE "C" NOT NULL, lines text NOT NULL);
  CREATE INDEX logs_at ON logs (rid, key, id);
  CREATE TABLE taken_over (source bigint NOT NULL, rid bigint NOT NULL, PRIMARY KEY (source, rid));
  CREATE INDEX taken_over_by ON taken_over (rid);

  CREATE TABLE accepted (
    project text NOT NULL, key text COLLATE "C" NOT NULL, hash text NOT NULL, run_id text NOT NULL, until bigint NOT NULL,
    PRIMARY KEY (project, key));
  CREATE INDEX accepted_until ON accepted (until);
  CREATE TABLE kept_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event text COLLATE "C" NOT NULL, payload text NOT NULL, until bigint NOT NULL);
  CREATE INDEX kept_events_name ON kept_events (event, id);
  CREATE INDEX kept_events_until ON kept_events (until);
  CREATE TABLE memory (
    flow text NOT NULL, name text NOT NULL, value text NOT NULL, at bigint NOT NULL, run_id text, PRIMARY KEY (flow, name));
  CREATE TABLE counters (name text PRIMARY KEY, value bigint NOT NULL) WITH (fillfactor = 50);
  CREATE TABLE leases (name text PRIMARY KEY, owner text NOT NULL, epoch int NOT NULL, until bigint NOT NULL) WITH (fillfactor = 50);
  CREATE TABLE buckets (key text PRIMARY KEY, tokens double precision NOT NULL, at bigint NOT NULL, blocked_until bigint NOT NULL)
    WITH (fillfactor = 50);
  CREATE TABLE owners (owner text PRIMARY KEY, beat timestamptz NOT NULL) WITH (fillfactor = 50);
  `,
];

const migrating = 7_241_931;
const oldest = 14;

/** Refuses a database on which the journal could not keep what it promises. */
export async function demandFit(session: Session): Promise<void> {
  const found = await session.one<{ version: number; encoding: string; commits: string }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('server_encoding') AS encoding,
      current_setting('synchronous_commit') AS commits`,
  );
  if (!found) return;
  if (found.version < oldest) throw fail('conflict', `The database is PostgreSQL ${found.version}; Vaultflow needs ${oldest} or newer.`);
  if (found.encoding !== 'UTF8') throw fail('conflict', `The database keeps text in ${found.encoding}; Vaultflow needs UTF8.`);
  if (found.commits === 'off')
    throw fail(
      'conflict',
      'The database answers before its disk has what was written (synchronous_commit = off): a power cut would lose runs.',
    );
}

/** Processes that start at once take turns; tables of a newer Vaultflow are refused rather than damaged. */
export async function migrateJournal(session: Session): Promise<void> {
  await session.all('BEGIN');
  try {
    await session.all(`SELECT pg_advisory_xact_lock(${migrating})`);
    await session.all('CREATE TABLE IF NOT EXISTS journal_schema (version int NOT NULL)');
    const found = await session.one<{ version: number }>('SELECT version FROM journal_schema');
    const version = found?.version ?? 0;
    if (version > steps.length)
      throw fail('conflict', `The database was written by a newer Vaultflow (journal ${version}); this one knows ${steps.length}.`);
    for (const step of steps.slice(version)) await session.all(step);
    if (!found) await session.all(`INSERT INTO journal_schema VALUES (${steps.length})`);
    else if (version < steps.length) await session.all(`UPDATE journal_schema SET version = ${steps.length}`);
    await session.all('COMMIT');
  } catch (error) {
    await session.all('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
