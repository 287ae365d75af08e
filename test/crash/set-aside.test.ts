// Steps that kill their process, for real: by memory that runs out, by an abort before anything of them is on disk, by an abort in a
// call that changes the world. The process is started again each time, as a service manager does. Each such step is set aside after
// three deaths; what only ran beside them comes to its end.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../../server/journal/database.ts';
import { sqliteJournal } from '../../server/journal/sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-set-aside-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Life {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  readonly gone: Promise<void>;
  say(line: string): void;
}

function live(file: string, told: (line: string) => void, state = ''): Life {
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=64', new URL('./set-aside-process.ts', import.meta.url).pathname, file, state],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  child.stdin.on('error', () => undefined);
  let begun: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  createInterface({ input: child.stdout }).on('line', (line) => (line === 'ready' ? begun() : told(line)));
  return { process: child, ready, gone, say: (line) => void child.stdin.write(`${line}\n`) };
}

/** Starts it again whenever it has died, until all of `runs` have come to rest. Answers how often it died. */
async function keepAlive(file: string, runs: readonly string[], first: (life: Life) => void): Promise<number> {
  const resting = new Set<string>();
  let rested: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    rested = resolve;
  });
  const told = (line: string) => {
    const [, id = ''] = line.split(' ');
    resting.add(id);
    if (runs.every((run) => resting.has(run))) rested();
  };
  for (let deaths = 0; ; deaths++) {
    if (deaths > 40) throw new Error(`it died ${deaths} times; at rest: ${[...resting]}`);
    const life = live(file, told);
    await life.ready;
    if (deaths === 0) first(life);
    const end = await Promise.race([life.gone.then(() => 'died'), all.then(() => 'rest')]);
    if (end === 'died') continue;
    life.say('stop');
    await life.gone;
    return deaths;
  }
}

async function look(file: string, runId: string) {
  const database = openDatabase(file);
  const journal = sqliteJournal(database);
  const [run, step] = [await journal.run(runId), await journal.step(runId, 'it')];
  await database.close();
  return { status: run?.status, step: step?.status, code: step?.error?.code, runCode: run?.error?.code, message: step?.error?.message };
}

test.each([
  ['runs out of memory', 'memory', 'failed'],
  ['dies at once, with nothing of it on disk', 'at-once', 'failed'],
  ['dies in a call that changes the world', 'write', 'needs-attention'],
])('a step that %s is set aside after three deaths', { timeout: 60_000 }, async (_, kind, status) => {
  const file = join(folder, `${kind}.db`);
  const deaths = await keepAlive(file, ['bad'], (life) => life.say(`start ${kind} bad`));
  // What dies before anything of it is known may die once unnoticed.
  expect(deaths).toBeGreaterThanOrEqual(3);
  expect(deaths).toBeLessThanOrEqual(kind === 'at-once' ? 4 : 3);
  const seen = await look(file, 'bad');
  expect(seen).toMatchObject({ status, step: status === 'failed' ? 'failed' : 'needs-attention', code: 'step_set_aside' });
  expect(seen.message).toContain('3 times in a row');
});

test('what runs beside steps that kill comes to its end, and a step that is well again is retried from there', {
  timeout: 120_000,
}, async () => {
  const file = join(folder, 'beside.db');
  const runs = ['bad-1', 'long-1', 'bad-2', 'long-2', 'plain-1'];
  await keepAlive(file, runs, (life) => {
    life.say('start memory bad-1');
    life.say('start long long-1');
    life.say('start at-once bad-2');
    life.say('start long long-2');
    life.say('start plain plain-1');
  });
  for (const id of ['long-1', 'long-2', 'plain-1']) expect(await look(file, id)).toMatchObject({ status: 'succeeded' });
  for (const id of ['bad-1', 'bad-2']) expect(await look(file, id)).toMatchObject({ status: 'failed', runCode: 'step_set_aside' });

  let retried = '';
  const ended = new Map<string, string>();
  const life = live(
    file,
    (line) => {
      const [what, id = '', status = ''] = line.split(' ');
      if (what === 'retried') retried = id;
      else ended.set(id, status);
    },
    'cured',
  );
  await life.ready;
  life.say('retry - bad-1');
  await expect.poll(() => ended.get(retried), { timeout: 10_000 }).toBe('succeeded');
  life.say('stop');
  await life.gone;
});

test('being killed while stopping in good order, or between runs, is held against nobody', { timeout: 60_000 }, async () => {
  const file = join(folder, 'orderly.db');
  for (let n = 0; n < 4; n++) {
    const life = live(file, () => undefined);
    await life.ready;
    if (n === 0) life.say('start long long');
    await new Promise((next) => setTimeout(next, 150));
    life.say('stop');
    await life.gone;
  }
  expect(await keepAlive(file, ['long'], () => undefined)).toBe(0);
  expect(await look(file, 'long')).toMatchObject({ status: 'succeeded' });
});
