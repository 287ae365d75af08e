// Starts runs in a process, kills it with SIGKILL at a random moment, starts it again on the same file, many times; then lets
// the last one finish everything and asks the witness outside what really happened. Answers the broken promises it has found.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded } from '../../nodes/kit/status.ts';
import { stepId } from '../../server/engine/ids.ts';
import { openDatabase } from '../../server/journal/database.ts';
import { sqliteJournal } from '../../server/journal/sqlite.ts';
import { randomFrom } from '../simulation/random.ts';
import { effectKeys, repeatableKeys } from './flow.ts';
import { type Outside, outside } from './outside.ts';

export interface CrashOptions {
  readonly cycles: number;
  readonly mode: 'good' | 'broken';
  readonly seed: number;
  /** Kills exactly between an intent and its call, or between a call and its result, instead of at any moment. */
  readonly at?: 'before' | 'after';
}

export interface Verdict {
  readonly accepted: number;
  readonly kills: number;
  /** Of these, at exactly the asked point. */
  readonly exact: number;
  readonly effects: number;
  /** Calls of which only a person could say whether they happened. */
  readonly asked: number;
  /** Intents that were open at a kill and closed by the rule: their call came more than once, or was adopted. */
  readonly problems: readonly string[];
}

interface Life {
  readonly process: ChildProcess;
  /** It may open the file now; resolves when it has resumed what it found. */
  open(): Promise<void>;
  readonly ended: Promise<void>;
  say(line: string): void;
}

export async function crash({ cycles, mode, seed, at }: CrashOptions): Promise<Verdict> {
  const random = randomFrom(seed).next;
  const folder = mkdtempSync(join(tmpdir(), 'vaultflow-crash-'));
  const file = join(folder, 'vaultflow.db');
  const world = await outside(random);
  const accepted = new Set<string>();
  let onAccepted: () => void = () => undefined;
  const tell = (line: string) => {
    const [what, id = '', key = ''] = line.split(' ');
    if (what === 'accepted') {
      accepted.add(id);
      onAccepted();
    }
    if (what === 'finished') void fetch(`${world.url}/finished/${encodeURIComponent(stepId(id, key))}`).catch(() => undefined);
  };
  /** Calls after the first ones of a life: what was open at the last kill is closed before. */
  const point = () => (at ? `${at}:${1 + Math.floor(random() * 7)}` : '');
  let exact = 0;
  try {
    let next = live(file, world.url, mode, tell, point());
    for (let cycle = 0; cycle < cycles; cycle++) {
      const life = next;
      // The next process loads its code meanwhile; it opens the file when it is told to.
      next = live(file, world.url, mode, tell, cycle < cycles - 1 ? point() : '');
      await life.open();
      const heard = new Promise<void>((resolve) => {
        onAccepted = resolve;
      });
      life.say(`start run-${seed}-${cycle}-a`);
      if (random() < 0.5) life.say(`start run-${seed}-${cycle}-b`);
      // Most kills fall into the work, some into the acceptance.
      if (random() < 0.85) await Promise.race([heard, sleep(3_000)]);
      if (at) {
        // It dies by its own hand; when it has nothing more to do, it is at rest and dies now.
        await Promise.race([life.ended, sleep(2_000)]);
        if (life.process.signalCode !== null) exact += 1;
      } else await sleep(random() * 120);
      life.process.kill('SIGKILL');
      await life.ended;
    }
    await next.open();
    const asked = await settle(next, file, world, accepted);
    return { accepted: accepted.size, kills: cycles, exact, effects: total(world), asked, problems: await judge(file, world, accepted) };
  } finally {
    world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function live(file: string, url: string, mode: string, tell: (line: string) => void, point = ''): Life {
  const child = spawn(process.execPath, [new URL('./process.ts', import.meta.url).pathname, file, url, mode, point], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error('the process ended before it was ready')));
    createInterface({ input: child.stdout }).on('line', (line) => (line === 'ready' ? resolve() : tell(line)));
  });
  ready.catch(() => undefined);
  const say = (line: string) => void child.stdin.write(`${line}\n`);
  const open = () => {
    say('open');
    return ready;
  };
  return { process: child, open, ended, say };
}

/** Lets everything come to its end; where a person is asked, says what the witness knows. */
async function settle(life: Life, file: string, world: Outside, accepted: ReadonlySet<string>): Promise<number> {
  let asked = 0;
  // The file belongs to the process: it is looked at between its lives.
  for (let round = 0; round < 40; round++) {
    await sleep(round === 0 ? 1_500 : 700);
    life.process.kill('SIGKILL');
    await life.ended;
    const questions = await look(file, accepted);
    if (questions === null) return asked;
    const next = live(file, world.url, 'good', () => undefined);
    await next.open();
    life = next;
    for (const { runId, key } of questions) {
      asked += 1;
      life.say(`resolve ${runId} ${key} ${world.effects.has(stepId(runId, key)) ? 'happened' : 'didNot'}`);
    }
  }
  life.process.kill('SIGKILL');
  await life.ended;
  return asked;
}

/** Null: everything has ended. Else the calls that a person has to speak about. */
async function look(file: string, accepted: ReadonlySet<string>): Promise<{ readonly runId: string; readonly key: string }[] | null> {
  const database = openDatabase(file);
  const journal = sqliteJournal(database);
  const questions: { runId: string; key: string }[] = [];
  let open = false;
  for (const runId of accepted) {
    const run = await journal.run(runId);
    if (!run || hasEnded(run.status)) continue;
    open = true;
    const { items } = await journal.steps(runId, { status: ['needs-attention'], limit: 100 });
    for (const { key } of items) questions.push({ runId, key });
  }
  await database.close();
  return open ? questions : null;
}

async function judge(file: string, world: Outside, accepted: ReadonlySet<string>): Promise<string[]> {
  const database = openDatabase(file);
  const journal = sqliteJournal(database);
  const problems: string[] = world.repeated.map((key) => `a finished step was called again: ${key}`);
  for (const runId of accepted) {
    const run = await journal.run(runId);
    if (!run) problems.push(`an accepted run is lost: ${runId}`);
    else if (run.status !== 'succeeded') problems.push(`run ${runId} is ${run.status}: ${run.message ?? ''}`);
    for (const key of effectKeys) {
      const times = world.effects.get(stepId(runId, key)) ?? 0;
      if (times !== 1) problems.push(`the effect of ${runId} ${key} was made ${times} times`);
    }
    for (const key of repeatableKeys)
      if (!world.effects.has(stepId(runId, key))) problems.push(`the effect of ${runId} ${key} was never made`);
  }
  await database.close();
  return problems;
}

const total = (world: Outside) => [...world.effects.values()].reduce((sum, times) => sum + times, 0);
