// Transactions, and what a fresh database holds.
import { expect } from 'vitest';
import { storeSteps } from '../schema.ts';
import type { Sql } from '../sql.ts';
import { key, me, type Scenario } from './conformance.ts';

const count = async (sql: Sql): Promise<number> => (await sql.one<{ n: number }>('SELECT count(*) AS n FROM callbacks'))?.n ?? -1;
const note = (sql: Sql, id: string) => sql.change('INSERT INTO callbacks (id, run_id, at) VALUES (?, ?, ?)', id, 'run', 1);

export const sqlScenarios: readonly Scenario[] = [
  {
    name: 'several that start on an empty database make one project and one practice subscription',
    async run({ one, other, later }) {
      const third = await later();
      for (const { stores } of [one, other, third])
        expect((await stores.connections.list(me)).map(({ name }) => name)).toEqual(['Practice subscription']);
      expect(await one.database.read.all('SELECT id, name FROM projects')).toEqual([{ id: 'default', name: 'Default' }]);
    },
  },
  {
    name: 'of many tries at one door in several processes as many count as are free, and one taken back is as if it had not been',
    async run({ one, other }) {
      const attempts = await Promise.all(
        Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? one : other).stores.credentials.attempt('a door')),
      );
      expect(
        attempts
          .filter(({ shut }) => shut === 0)
          .map(({ failures }) => failures)
          .sort(),
      ).toEqual([1, 2, 3, 4, 5]);
      const last = attempts.find(({ shut, failures }) => shut === 0 && failures === 5);
      if (last) await other.stores.credentials.unattempt('a door', last);
      expect(await one.stores.credentials.tries('a door')).toEqual(last?.before);
    },
  },
  {
    name: 'another key than the one its secrets are sealed with does not open it',
    async run({ later }) {
      await expect(later(new Uint8Array(32).fill(2))).rejects.toThrow('is not the one');
      await later(key);
    },
  },
  {
    name: 'tables of a newer Vaultflow are refused',
    async run({ one: { database } }) {
      await database.migrate('store', storeSteps);
      await expect(database.migrate('store', storeSteps.slice(1))).rejects.toMatchObject({ failure: { code: 'conflict' } });
    },
  },
  {
    name: 'a transaction that throws leaves nothing, and says what it threw',
    async run({ one: { database } }) {
      const work = database.transaction(async (tx) => {
        await note(tx, 'a');
        expect(await count(tx)).toBe(1);
        throw new Error('changed its mind');
      });
      await expect(work).rejects.toThrow('changed its mind');
      expect(await count(database.read)).toBe(0);
    },
  },
  {
    name: 'a statement that fails fails alone: what others asked for at the same time stays',
    async run({ one: { database } }) {
      const answers = await Promise.allSettled([
        database.transaction((tx) => note(tx, 'a')),
        database.transaction((tx) => tx.change('INSERT INTO callbacks (id) VALUES (?)', 'b')),
        database.transaction((tx) => note(tx, 'c')),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await count(database.read)).toBe(2);
    },
  },
  {
    name: 'nothing shows before its commit, and everything after it',
    async run({ one, other }) {
      const seen: number[] = [];
      let looking: Promise<unknown> = Promise.resolve();
      await one.database.transaction(async (tx) => {
        await note(tx, 'a');
        looking = count(other.database.read).then((n) => seen.push(n));
        await note(tx, 'b');
      });
      await looking;
      // On one connection the question waits for the commit; on two it is answered with what was there before.
      expect(seen[0]).not.toBe(1);
      expect(await count(other.database.read)).toBe(2);
    },
  },
  {
    name: 'two that look first and then write do not both find nothing',
    async run({ one, other }) {
      for (let round = 0; round < 10; round++) {
        const ifNone = (id: string) => async (tx: Sql) => {
          if ((await tx.one('SELECT 1 FROM callbacks WHERE run_id = ?', `round ${round}`)) !== undefined) return 0;
          return tx.change('INSERT INTO callbacks (id, run_id, at) VALUES (?, ?, ?)', `${id} ${round}`, `round ${round}`, 1);
        };
        const made = await Promise.all([one.database.transaction(ifNone('a')), other.database.transaction(ifNone('b'))]);
        expect(made[0] + made[1]).toBe(1);
      }
    },
  },
  {
    name: 'a hundred transactions that count up one number lose none',
    async run({ one, other }) {
      await one.stores.runListeners.setMark(0);
      const up = async (tx: Sql) => {
        const now = (await tx.one<{ seq: number }>('SELECT seq FROM runs_ended_mark'))?.seq ?? Number.NaN;
        await tx.change('UPDATE runs_ended_mark SET seq = ?', now + 1);
      };
      const desks = [one, other];
      for (let round = 0; round < 10; round++)
        await Promise.all(Array.from({ length: 10 }, (_, index) => desks[index % 2]?.database.transaction(up)));
      expect(await one.stores.runListeners.mark()).toBe(100);
    },
  },
  {
    name: 'a transaction that is over can be used no more, and nobody writes outside of one',
    async run({ one: { database } }) {
      let kept: Sql | undefined;
      await database.transaction(async (tx) => {
        kept = tx;
        await note(tx, 'a');
      });
      await expect(kept?.all('SELECT 1')).rejects.toThrow('over');
      await expect(kept && note(kept, 'b')).rejects.toThrow('over');
      await expect(note(database.read, 'c')).rejects.toThrow('transactions only');
      expect(await count(database.read)).toBe(1);
    },
  },
  {
    name: 'whole numbers come back as numbers, bytes as bytes, and nothing as null',
    async run({ one: { database } }) {
      const at = 4_102_444_800_123;
      await database.transaction(async (tx) => {
        await tx.change('INSERT INTO callbacks (id, run_id, at) VALUES (?3, ?2, ?1)', at, 'it’s “100 %” \u{1F4BE}', 'a');
        await tx.change('INSERT INTO run_secrets VALUES (?, ?, ?, ?)', 'run', 'ref', 'default', new Uint8Array([0, 39, 255]));
      });
      expect(await database.read.one('SELECT * FROM callbacks')).toEqual({
        id: 'a',
        run_id: 'it’s “100 %” \u{1F4BE}',
        at,
        claimed_until: null,
      });
      const row = await database.read.one<{ value: Uint8Array; n: number; total: number }>(
        `SELECT value, (SELECT count(*) FROM callbacks WHERE run_id <> 'what?') AS n, (SELECT sum(at) FROM callbacks) AS total FROM run_secrets`,
      );
      expect(row && { ...row, value: [...row.value] }).toEqual({ value: [0, 39, 255], n: 1, total: at });
    },
  },
];
