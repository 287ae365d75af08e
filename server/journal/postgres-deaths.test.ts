// Whose fault a death is, in a fleet: a process that is killed is told from one that was only frozen, and a takeover blames what the
// dead one had under way. Real processes on a real PostgreSQL.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimed, intent, newRun } from './conformance-kit.ts';
import type { Journal } from './contract.ts';
import { type Fleet, openFleet } from './test/fleet.ts';

let fleet: Fleet;
const children: ChildProcess[] = [];
beforeEach(async () => {
  fleet = await openFleet();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await fleet.close();
});

/** A run with a step under way, held by a process of its own. */
async function heldElsewhere(b: Journal): Promise<{ readonly runId: string; readonly child: ChildProcess }> {
  const { run } = await b.createRun(newRun(), { owner: 'b' });
  await b.write(run.id, 1, [intent('call')]);
  await b.releaseAll('b');
  const child = fork(new URL('./test/frozen-child.ts', import.meta.url), [JSON.stringify({ config: fleet.config, runId: run.id })]);
  children.push(child);
  const [{ epoch }] = (await once(child, 'message')) as [{ epoch: number }];
  expect(epoch).toBe(2);
  return { runId: run.id, child };
}

async function takenOver(b: Journal, runId: string) {
  await expect.poll(async () => (await b.due(Date.now(), 10)).runs.includes(runId), { timeout: 10_000 }).toBe(true);
  return claimed(b, runId, 'b');
}

test('what a killed process had under way is blamed when another one takes over', { timeout: 30_000 }, async () => {
  const b = await fleet.join('b');
  const { runId, child } = await heldElsewhere(b);
  child.kill('SIGKILL');
  const loaded = await takenOver(b, runId);
  expect([loaded.died, loaded.deaths.get('call')]).toEqual([true, 1]);
  await new Promise((next) => setTimeout(next, 700));
  expect((await claimed(b, runId, 'b')).deaths.get('call')).toBe(1);
});

test('a process that was only frozen has not died: once it shows a sign of life again nothing is blamed', { timeout: 30_000 }, async () => {
  const b = await fleet.join('b');
  const { runId, child } = await heldElsewhere(b);
  child.kill('SIGSTOP');
  expect((await takenOver(b, runId)).deaths.get('call')).toBe(1);
  child.kill('SIGCONT');
  await expect.poll(async () => (await claimed(b, runId, 'b')).deaths.size, { timeout: 10_000 }).toBe(0);
});
