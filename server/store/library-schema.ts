// The tables of the library: where flows lie, what they are tagged with, which step types their drafts use, who likes which. A
// room of its own after the flows.
import type { SchemaStep } from './sql.ts';

export const librarySteps: readonly SchemaStep[] = [
  {
    both: `
-- '' is no folder at all. An archived flow is never enabled.
ALTER TABLE flows ADD COLUMN folder TEXT NOT NULL DEFAULT '';
ALTER TABLE flows ADD COLUMN archived_at INTEGER;
CREATE TABLE flow_tags (
  flow_id TEXT NOT NULL REFERENCES flows, tag TEXT NOT NULL, PRIMARY KEY (flow_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX flows_by_tag ON flow_tags (tag);
-- The step types of each draft, so that nobody reads documents to find the flows that use one.
CREATE TABLE flow_steps (
  flow_id TEXT NOT NULL REFERENCES flows, type TEXT NOT NULL, PRIMARY KEY (flow_id, type)
) STRICT, WITHOUT ROWID;
CREATE INDEX flows_by_step ON flow_steps (type);
CREATE TABLE flow_favourites (
  flow_id TEXT NOT NULL REFERENCES flows, person TEXT NOT NULL, PRIMARY KEY (flow_id, person)
) STRICT, WITHOUT ROWID;
`,
    sqlite: `
INSERT INTO flow_steps SELECT DISTINCT f.id, n.value ->> 'type' FROM flows f, json_each(f.document, '$.nodes') n
WHERE f.deleted_at IS NULL AND n.value ->> 'type' IS NOT NULL;
`,
    postgres: `
INSERT INTO flow_steps SELECT DISTINCT f.id, n.value ->> 'type' FROM flows f, json_array_elements(f.document::json -> 'nodes') n
WHERE f.deleted_at IS NULL AND n.value ->> 'type' IS NOT NULL;
`,
  },
];
