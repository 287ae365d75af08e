// The tables of people and of what they may do: a room of its own beside the store's. A published step is never edited: what changes
// is a new step at the end. Times are epoch milliseconds.
import type { SchemaStep } from './sql.ts';

export const identitySteps: readonly SchemaStep[] = [
  {
    both: `
CREATE TABLE people (
  id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, admin INTEGER NOT NULL, password TEXT, totp BLOB,
  totp_on INTEGER NOT NULL DEFAULT 0, totp_step INTEGER NOT NULL DEFAULT 0, recovery TEXT NOT NULL DEFAULT '[]', issuer TEXT, subject TEXT,
  group_names TEXT NOT NULL DEFAULT '[]', disabled_at INTEGER, created_at INTEGER NOT NULL, created_by TEXT NOT NULL, signed_in_at INTEGER
) STRICT;
CREATE UNIQUE INDEX people_by_subject ON people (issuer, subject);

CREATE TABLE person_grants (
  person_id TEXT NOT NULL REFERENCES people, project_id TEXT NOT NULL REFERENCES projects, role TEXT NOT NULL,
  PRIMARY KEY (person_id, project_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_rules (group_name TEXT PRIMARY KEY, admin INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE group_grants (
  group_name TEXT NOT NULL REFERENCES group_rules, project_id TEXT NOT NULL REFERENCES projects, role TEXT NOT NULL,
  PRIMARY KEY (group_name, project_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations (
  hash BLOB PRIMARY KEY, person_id TEXT NOT NULL UNIQUE REFERENCES people, until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE start_links (hash BLOB PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, start_text TEXT NOT NULL, name TEXT NOT NULL, person_id TEXT NOT NULL REFERENCES people,
  project_id TEXT NOT NULL REFERENCES projects, role TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX api_tokens_by_person ON api_tokens (person_id);

-- Wrong passwords, by the door they were tried at.
CREATE TABLE sign_in_tries (door TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

ALTER TABLE projects ADD COLUMN four_eyes TEXT NOT NULL DEFAULT 'off';
ALTER TABLE projects ADD COLUMN review_publishing INTEGER NOT NULL DEFAULT 0;

-- Browsers that are signed in. Without a person: whoever holds the machine.
CREATE TABLE sign_ins (
  hash BLOB PRIMARY KEY, id TEXT NOT NULL, person_id TEXT, project_id TEXT NOT NULL, created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL, from_address TEXT, browser TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_ins_by_person ON sign_ins (person_id);
INSERT INTO sign_ins (hash, id, project_id, created_at, seen_at)
  SELECT hash, 'session_' || created_at, project_id, created_at, seen_at FROM sessions;
DROP TABLE sessions;
`,
  },
  {
    both: `
-- Requests that wait for somebody else's yes, to the letter.
CREATE TABLE second_looks (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL, run_id TEXT NOT NULL, step_key TEXT NOT NULL, flow_id TEXT NOT NULL,
  version INTEGER NOT NULL, hash TEXT NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL, body TEXT, asked_at INTEGER NOT NULL,
  open_until INTEGER NOT NULL, decision TEXT, decided_at INTEGER, decided_by TEXT, comment TEXT, used_at INTEGER
) STRICT;
CREATE INDEX second_looks_by_step ON second_looks (run_id, step_key, hash);
CREATE INDEX second_looks_open ON second_looks (project_id, asked_at) WHERE decision IS NULL;

-- Who changed the draft last before it was frozen: whoever publishes may be another.
ALTER TABLE flow_versions ADD COLUMN edited_by TEXT;
`,
  },
  {
    both: `
-- Sealed line by line; the head says how many there are and from where on they can be followed.
ALTER TABLE audit ADD COLUMN from_address TEXT;
ALTER TABLE audit ADD COLUMN number INTEGER;
ALTER TABLE audit ADD COLUMN hash TEXT;
CREATE INDEX audit_by_number ON audit (number);
CREATE TABLE audit_head (
  id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL, hash TEXT NOT NULL, start_count INTEGER NOT NULL,
  start_hash TEXT NOT NULL, seal TEXT NOT NULL
) STRICT;
`,
  },
  {
    both: `
-- When the organisation's sign-in has said so last: what follows from groups does not hold for ever.
ALTER TABLE people ADD COLUMN groups_at INTEGER;
UPDATE people SET groups_at = signed_in_at WHERE subject IS NOT NULL;
`,
  },
];
