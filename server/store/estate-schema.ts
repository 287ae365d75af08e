// Tables of the estate: one row per Azure connection, vault and item with what was last seen of it, and one per item and day. Times
// are epoch milliseconds; `azure_at` and what is said of backups goes by Azure's clock, which runs ahead while somebody practises.
import type { SchemaStep } from './sql.ts';

export const estateSteps: readonly SchemaStep[] = [
  {
    both: `
CREATE TABLE estate_looks (
  connection_id TEXT PRIMARY KEY, project_id TEXT NOT NULL, revision TEXT NOT NULL, epoch INTEGER NOT NULL, asked_at INTEGER NOT NULL,
  looked_at INTEGER, azure_at INTEGER, next_at INTEGER NOT NULL, trouble TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE estate_vaults (
  connection_id TEXT NOT NULL, vault_id TEXT NOT NULL, name TEXT NOT NULL, asked_at INTEGER NOT NULL, looked_at INTEGER,
  azure_at INTEGER, jobs_from INTEGER, jobs_to INTEGER, policies TEXT, policies_at INTEGER, trouble TEXT, gone INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (connection_id, vault_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE estate_items (
  id TEXT PRIMARY KEY, connection_id TEXT NOT NULL, project_id TEXT NOT NULL, vault_id TEXT NOT NULL, name TEXT NOT NULL,
  state TEXT NOT NULL, says TEXT NOT NULL, state_since INTEGER NOT NULL, point_at INTEGER, first_seen INTEGER NOT NULL,
  document TEXT NOT NULL, gone_at INTEGER
) STRICT;
CREATE INDEX estate_items_by_vault ON estate_items (connection_id, vault_id, state);

-- The day is counted from 1970 in UTC. What is safe needs no words.
CREATE TABLE estate_days (
  item_id TEXT NOT NULL, day INTEGER NOT NULL, state TEXT NOT NULL, says TEXT, point_at INTEGER, PRIMARY KEY (item_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX estate_days_not_safe ON estate_days (day, state) WHERE state <> 'safe';

CREATE TABLE estate_totals (
  connection_id TEXT NOT NULL, day INTEGER NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (connection_id, day)
) STRICT, WITHOUT ROWID;
`,
  },
];
