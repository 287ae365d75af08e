// A process that holds a run and writes a step of it whenever it is told to; the test freezes it in between.
import pg from 'pg';
import { done } from '../conformance-kit.ts';
import { postgresJournal } from '../postgres.ts';

const { config, runId } = JSON.parse(process.argv[2] ?? '{}') as { config: pg.PoolConfig; runId: string };
const pool = new pg.Pool(config);
const journal = await postgresJournal({ pool, owner: 'frozen', beatMs: 100, deadMs: 500 });
const loaded = await journal.claim(runId, 'frozen');
process.send?.({ epoch: loaded?.epoch });
process.on('message', (key: string) => {
  journal.write(runId, loaded?.epoch ?? 0, [done(key)]).then(
    () => process.send?.({ key, outcome: 'written' }),
    (error: Error) => process.send?.({ key, outcome: error.name }),
  );
});
