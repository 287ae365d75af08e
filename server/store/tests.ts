// Tests of flows, beside them, and what came of each, by the flow version it was run on. No run ever reads a test: they go one way,
// from a flow to whoever wants to know whether it still does what it did.
import type { Actor } from '../../nodes/kit/records.ts';
import { type TestCase, type TestResult, testCaseSchema } from '../../nodes/kit/testing/test-case.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import { flowRow } from './flows.ts';
import { storeId } from './ids.ts';
import { notFound, refuse } from './refusal.ts';
import type { SchemaStep, Sql, StoreDatabase } from './sql.ts';

export const testSteps: readonly SchemaStep[] = [
  {
    both: `
CREATE TABLE flow_tests (
  id TEXT PRIMARY KEY, flow_id TEXT NOT NULL REFERENCES flows, name TEXT NOT NULL, place INTEGER NOT NULL, document TEXT NOT NULL,
  updated_at INTEGER NOT NULL, updated_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tests_by_name ON flow_tests (flow_id, name);
CREATE TABLE flow_test_results (
  test_id TEXT NOT NULL REFERENCES flow_tests, version INTEGER NOT NULL, at INTEGER NOT NULL, passed INTEGER NOT NULL, result TEXT NOT NULL,
  PRIMARY KEY (test_id, version)
) STRICT, WITHOUT ROWID;
`,
  },
  {
    both: `
-- Where a run that a person steps through pauses by now.
CREATE TABLE run_pauses (run_id TEXT PRIMARY KEY, document TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX pauses_by_time ON run_pauses (at);
`,
  },
];

const mostTests = 500;
/** Results of older versions than these last ones go. */
const keptVersions = 10;

export interface StoredTest {
  readonly id: string;
  readonly flowId: string;
  readonly test: TestCase;
  readonly updatedAt: number;
  readonly updatedBy: Actor;
  /** The newest result; of which version. It counts only while the test has not been changed since. */
  readonly last: { readonly version: number; readonly result: TestResult } | null;
}

interface Row {
  readonly id: string;
  readonly flow_id: string;
  readonly document: string;
  readonly updated_at: number;
  readonly updated_by: string;
  readonly version: number | null;
  readonly result: string | null;
}

const select = `SELECT t.id, t.flow_id, t.document, t.updated_at, t.updated_by, r.version, r.result FROM flow_tests t
  LEFT JOIN flow_test_results r ON r.test_id = t.id
    AND r.version = (SELECT newest.version FROM flow_test_results newest WHERE newest.test_id = t.id ORDER BY newest.at DESC, newest.version DESC LIMIT 1)`;

const testOf = (row: Row): StoredTest => ({
  id: row.id,
  flowId: row.flow_id,
  test: testCaseSchema.parse(JSON.parse(row.document)),
  updatedAt: row.updated_at,
  updatedBy: JSON.parse(row.updated_by) as Actor,
  last: row.version === null || row.result === null ? null : { version: row.version, result: JSON.parse(row.result) as TestResult },
});

export function createTestStore(database: StoreDatabase, now: () => number) {
  const db = database.read;

  const one = async (sql: Sql, actor: ProjectActor, flowId: string, id: string): Promise<StoredTest> => {
    await flowRow(sql, actor, flowId);
    const row = await sql.one<Row>(`${select} WHERE t.id = ? AND t.flow_id = ?`, id, flowId);
    if (!row) throw notFound('test of this flow', id);
    return testOf(row);
  };

  const demandFree = async (tx: Sql, flowId: string, name: string, except: string | null) => {
    const other = await tx.one<{ id: string }>('SELECT id FROM flow_tests WHERE flow_id = ? AND name = ?', flowId, name);
    if (other && other.id !== except)
      throw refuse('conflict', `There is another test “${name}”. Give this one a name of its own.`, {
        problems: [{ code: 'conflict', path: '/test/name', message: 'is the name of another test' }],
      });
  };

  return {
    async list(actor: ProjectActor, flowId: string): Promise<StoredTest[]> {
      await flowRow(db, actor, flowId);
      return (await db.all<Row>(`${select} WHERE t.flow_id = ? ORDER BY t.place, t.id`, flowId)).map(testOf);
    },

    get: (actor: ProjectActor, flowId: string, id: string): Promise<StoredTest> => one(db, actor, flowId, id),

    create(actor: ProjectActor, flowId: string, test: TestCase): Promise<StoredTest> {
      const id = storeId('test');
      return database.transaction(async (tx) => {
        await flowRow(tx, actor, flowId);
        await demandFree(tx, flowId, test.name, null);
        const { count, last } = (await tx.one<{ count: number; last: number | null }>(
          'SELECT count(*) AS count, max(place) AS last FROM flow_tests WHERE flow_id = ?',
          flowId,
        )) ?? { count: 0, last: null };
        if (count >= mostTests) throw refuse('conflict', `A flow has at most ${mostTests} tests.`);
        await tx.change(
          'INSERT INTO flow_tests (id, flow_id, name, place, document, updated_at, updated_by) VALUES (?, ?, ?, ?, ?, ?, ?)',
          id,
          flowId,
          test.name,
          (last ?? -1) + 1,
          JSON.stringify(test),
          now(),
          JSON.stringify(recorded(actor)),
        );
        return one(tx, actor, flowId, id);
      });
    },

    save(actor: ProjectActor, flowId: string, id: string, test: TestCase): Promise<StoredTest> {
      return database.transaction(async (tx) => {
        await one(tx, actor, flowId, id);
        await demandFree(tx, flowId, test.name, id);
        await tx.change(
          'UPDATE flow_tests SET name = ?, document = ?, updated_at = ?, updated_by = ? WHERE id = ?',
          test.name,
          JSON.stringify(test),
          now(),
          JSON.stringify(recorded(actor)),
          id,
        );
        // It was judged by what it said before.
        await tx.change('DELETE FROM flow_test_results WHERE test_id = ?', id);
        return one(tx, actor, flowId, id);
      });
    },

    remove(actor: ProjectActor, flowId: string, id: string): Promise<void> {
      return database.transaction(async (tx) => {
        await one(tx, actor, flowId, id);
        await tx.change('DELETE FROM flow_test_results WHERE test_id = ?', id);
        await tx.change('DELETE FROM flow_tests WHERE id = ?', id);
      });
    },

    /** Left out when the test was changed or deleted while it ran. */
    keepResult(actor: ProjectActor, tested: StoredTest, version: number, result: TestResult): Promise<void> {
      return database.transaction(async (tx) => {
        await flowRow(tx, actor, tested.flowId);
        const row = await tx.one<{ updated_at: number }>('SELECT updated_at FROM flow_tests WHERE id = ?', tested.id);
        if (row?.updated_at !== tested.updatedAt) return;
        await tx.change('DELETE FROM flow_test_results WHERE test_id = ? AND version = ?', tested.id, version);
        await tx.change(
          'INSERT INTO flow_test_results (test_id, version, at, passed, result) VALUES (?, ?, ?, ?, ?)',
          tested.id,
          version,
          now(),
          result.passed ? 1 : 0,
          JSON.stringify(result),
        );
        await tx.change('DELETE FROM flow_test_results WHERE test_id = ? AND version <= ?', tested.id, version - keptVersions);
      });
    },

    /** How the tests of each version ended, newest first. */
    async byVersion(actor: ProjectActor, flowId: string): Promise<{ version: number; passed: number; failed: number }[]> {
      await flowRow(db, actor, flowId);
      return db.all(
        `SELECT r.version, CAST(sum(r.passed) AS INTEGER) AS passed, CAST(sum(1 - r.passed) AS INTEGER) AS failed FROM flow_test_results r
         JOIN flow_tests t ON t.id = r.test_id WHERE t.flow_id = ? GROUP BY r.version ORDER BY r.version DESC LIMIT 50`,
        flowId,
      );
    },
  };
}
