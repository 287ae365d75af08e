// The tables of the store, step by step. A published step is never edited: what changes is a new step at the end.
// Times are epoch milliseconds, people are JSON, documents are text exactly as written.
import type { SchemaStep } from './sql.ts';

export const storeSteps: readonly SchemaStep[] = [
  {
    both: `
CREATE TABLE projects (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL, key_check TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE flows (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects, name TEXT NOT NULL, description TEXT,
  document TEXT NOT NULL, etag TEXT NOT NULL, enabled INTEGER NOT NULL DEFAULT 0, published_version INTEGER, published_hash TEXT,
  created_at INTEGER NOT NULL, created_by TEXT NOT NULL, updated_at INTEGER NOT NULL, updated_by TEXT NOT NULL, deleted_at INTEGER
) STRICT;
CREATE INDEX flows_by_change ON flows (project_id, updated_at DESC, id) WHERE deleted_at IS NULL;

CREATE TABLE flow_versions (
  flow_id TEXT NOT NULL REFERENCES flows, number INTEGER NOT NULL, hash TEXT NOT NULL, document TEXT NOT NULL,
  published INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL, message TEXT,
  PRIMARY KEY (flow_id, number), UNIQUE (flow_id, hash)
) STRICT;

CREATE TABLE connections (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects, kind TEXT NOT NULL, name TEXT NOT NULL,
  is_default INTEGER NOT NULL, fields TEXT NOT NULL, secret_names TEXT NOT NULL, secrets BLOB,
  created_at INTEGER NOT NULL, created_by TEXT NOT NULL, tested TEXT, revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX connections_default ON connections (project_id, kind) WHERE is_default = 1;

CREATE TABLE flow_bindings (
  flow_id TEXT NOT NULL REFERENCES flows, slot TEXT NOT NULL, connection_id TEXT NOT NULL REFERENCES connections,
  PRIMARY KEY (flow_id, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX bindings_by_connection ON flow_bindings (connection_id);

CREATE TABLE run_bindings (run_id TEXT PRIMARY KEY, connections TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE flow_samples (
  flow_id TEXT NOT NULL REFERENCES flows, node_id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (flow_id, node_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE templates (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects, name TEXT NOT NULL, document TEXT NOT NULL,
  updated_at INTEGER NOT NULL, updated_by TEXT NOT NULL, UNIQUE (project_id, name)
) STRICT;

CREATE TABLE sessions (
  hash BLOB PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects, actor TEXT NOT NULL, role TEXT NOT NULL,
  created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE hooks (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects, flow_id TEXT NOT NULL REFERENCES flows,
  node_id TEXT NOT NULL, secret BLOB, created_at INTEGER NOT NULL, created_by TEXT NOT NULL, UNIQUE (flow_id, node_id)
) STRICT;

CREATE TABLE schedules (
  flow_id TEXT NOT NULL REFERENCES flows, node_id TEXT NOT NULL, project_id TEXT NOT NULL, pattern TEXT NOT NULL,
  time_zone TEXT NOT NULL, next_at INTEGER, trouble TEXT, PRIMARY KEY (flow_id, node_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX schedules_due ON schedules (next_at);

CREATE TABLE practice_inbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, project_id TEXT NOT NULL, at INTEGER NOT NULL, run_id TEXT, flow_name TEXT,
  kind TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, step TEXT UNIQUE
) STRICT;
CREATE INDEX inbox_by_run ON practice_inbox (project_id, run_id, id);

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, project_id TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
  action TEXT NOT NULL, resource TEXT NOT NULL, details TEXT
) STRICT;
`,
    sqlite: `
CREATE TRIGGER audit_is_append_only_1 BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_append_only_2 BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
`,
    postgres: `
CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses();
`,
  },
  {
    both: `
CREATE INDEX inbox_by_time ON practice_inbox (at);
`,
    sqlite: `
-- Counted from the newest line: a clock that is wrong for a moment deletes nothing.
DROP TRIGGER audit_is_append_only_2;
CREATE TRIGGER audit_keeps_a_year BEFORE DELETE ON audit
WHEN OLD.at >= (SELECT at FROM audit ORDER BY seq DESC LIMIT 1) - 31536000000
BEGIN SELECT RAISE(ABORT, 'the audit keeps a year'); END;
`,
    postgres: `
CREATE FUNCTION audit_keeps_a_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.at >= (SELECT at FROM audit ORDER BY seq DESC LIMIT 1) - 31536000000 THEN RAISE EXCEPTION 'the audit keeps a year'; END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER audit_keeps_a_year BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_keeps_a_year();
`,
  },
  {
    both: `
-- Sealed like the secrets of connections; goes with its run.
CREATE TABLE run_secrets (
  run_id TEXT NOT NULL, ref TEXT NOT NULL, project_id TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (run_id, ref)
) STRICT, WITHOUT ROWID;
`,
  },
  {
    both: `
-- Start, end and what is done about missed times. A schedule that was armed before keeps the last one missed, as it did.
ALTER TABLE schedules ADD COLUMN start_at TEXT;
ALTER TABLE schedules ADD COLUMN stop_at TEXT;
ALTER TABLE schedules ADD COLUMN catch_up TEXT NOT NULL DEFAULT 'last';
ALTER TABLE schedules ADD COLUMN window_ms INTEGER NOT NULL DEFAULT 604800000;
CREATE TABLE missed_times (
  flow_id TEXT NOT NULL REFERENCES flows, node_id TEXT NOT NULL, planned_at INTEGER NOT NULL, project_id TEXT NOT NULL,
  last_at INTEGER NOT NULL, count INTEGER NOT NULL, more INTEGER NOT NULL, reason TEXT NOT NULL, says TEXT NOT NULL, run_id TEXT,
  at INTEGER NOT NULL, PRIMARY KEY (flow_id, node_id, planned_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX missed_by_time ON missed_times (project_id, at);
`,
  },
  {
    both: `
-- The secret before the present one, a switch of its own, and who waits for a call in the editor.
ALTER TABLE hooks ADD COLUMN old_secret BLOB;
ALTER TABLE hooks ADD COLUMN old_until INTEGER;
ALTER TABLE hooks ADD COLUMN disabled_at INTEGER;
ALTER TABLE hooks ADD COLUMN listen_until INTEGER;
ALTER TABLE hooks ADD COLUMN listen_start INTEGER;
ALTER TABLE hooks ADD COLUMN caught_at INTEGER;
ALTER TABLE hooks ADD COLUMN refused_at INTEGER;
ALTER TABLE hooks ADD COLUMN refused_says TEXT;
`,
  },
  {
    both: `
-- How far the journal was read for flows that start when runs end: one row while any listens.
CREATE TABLE runs_ended_mark ("only" INTEGER PRIMARY KEY CHECK ("only" = 1), seq INTEGER NOT NULL) STRICT;
`,
  },
  {
    both: `
-- Callbacks that were answered: by run and address, neither of which can be read from it.
CREATE TABLE callbacks (id TEXT PRIMARY KEY, run_id TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX callbacks_by_time ON callbacks (at);
`,
  },
  {
    both: `
-- The slots of each draft, so that nobody reads documents to know what a connection is used for.
CREATE TABLE flow_slots (
  flow_id TEXT NOT NULL REFERENCES flows, slot TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (flow_id, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX slots_by_kind ON flow_slots (kind);
-- An answer that is being written where its note cannot be one commit with it.
ALTER TABLE callbacks ADD COLUMN claimed_until INTEGER;
`,
    sqlite: `
INSERT INTO flow_slots SELECT f.id, s.value ->> 'name', s.value ->> 'kind' FROM flows f, json_each(f.document, '$.connections') s
WHERE f.deleted_at IS NULL AND s.value ->> 'name' IS NOT NULL AND s.value ->> 'kind' IS NOT NULL ON CONFLICT DO NOTHING;
`,
  },
  {
    both: `
-- Counts what was published, enabled, disabled or deleted: other processes look here whether their triggers are still the right ones.
CREATE TABLE trigger_changes ("only" INTEGER PRIMARY KEY CHECK ("only" = 1), count INTEGER NOT NULL) STRICT;
INSERT INTO trigger_changes VALUES (1, 0);
`,
    postgres: `
-- Whoever has a flow open hears that it was saved, whichever process saved it.
CREATE FUNCTION tell_of_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('vaultflow_flows', json_build_object('projectId', NEW.project_id, 'flowId', NEW.id, 'etag', NEW.etag)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER tell_of_flow AFTER INSERT OR UPDATE ON flows FOR EACH ROW EXECUTE FUNCTION tell_of_flow();
`,
  },
];
