// Runs an operation on the machine that a step's form names: starts it, parks the step until it is over, reads the answer. After a
// crash what was started is found again by the step's key, so nothing is started twice.
import type { Capabilities } from '../../kit/capabilities.ts';
import { type Done, type Outcome, type Recovery, wait } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import type { Json, JsonObject } from '../../kit/json.ts';
import { type MarsAnswer, readAnswer } from './answer.ts';
import { jobPlace, lookAtJob, startJob } from './automation.ts';
import type { Look, MarsCall, Parked, Place, Where } from './contract.ts';
import { withIds } from './names.ts';
import { base64, runOverSsh } from './over-ssh.ts';
import { lookAtCommand, placeOf, startCommand } from './run-command.ts';

type Reach = Pick<Capabilities, 'azure' | 'ssh'>;
export type Finish = (answer: MarsAnswer, machine: string) => Done;

/** A script that is over this long after its time limit is not awaited any more. */
const graceMs = 10 * 60_000;
const longestPauseMs = 30_000;

export const requestOf =
  (values: JsonObject) =>
  (room: number): string =>
    base64(JSON.stringify({ ...values, room }));

export async function runOnMachine(reach: Reach, given: Where, call: MarsCall, signal: AbortSignal, finish: Finish): Promise<Outcome> {
  if (given.where === 'ssh') {
    const { output, complaint, name } = await runOverSsh(reach.ssh, call);
    return finish(await readAnswer(output, complaint, name), name);
  }
  if (given.where !== 'automation' && !given.machine) throw fail('param_missing', 'Choose the machine that the MARS agent runs on.');
  const where = await withIds(reach.azure, given);
  const started =
    where.where === 'automation' ? await startJob(reach.azure, where, call, signal) : await startCommand(reach.azure, where, call);
  return park(parkedAt(where, call, started.name, started.pauseSeconds * 1_000), 'waits for the machine');
}

const parkedAt = (where: Where, call: MarsCall, name: string, pauseMs: number): Parked => ({
  place: where.where === 'automation' ? jobPlace(where, call.key) : placeOf(where, call.key),
  name,
  waitedMs: 0,
  pauseMs,
  limitMs: call.limitSeconds * 1_000 + graceMs,
});

function park(state: Parked, says: string): Outcome {
  const pauseMs = Math.min(Math.max(state.pauseMs, 50), longestPauseMs);
  return wait({
    afterMs: pauseMs,
    state: { ...state, waitedMs: state.waitedMs + pauseMs, pauseMs: pauseMs * 1.5 } as unknown as Json,
    says,
  });
}

const look = ({ azure }: Reach, place: Place): Promise<Look | null> =>
  place.way === 'automation' ? lookAtJob(azure, place) : lookAtCommand(azure, place);

export async function resumeOnMachine(reach: Reach, state: Json, finish: Finish): Promise<Outcome> {
  const parked = state as unknown as Parked;
  const seen = await look(reach, parked.place);
  if (seen === null) throw fail('mars_failed', `What was started on ${parked.name} is gone: somebody deleted it in Azure.`);
  if (seen.over) return finish(await readAnswer(seen.output, seen.complaint, parked.name), parked.name);
  if (parked.waitedMs > parked.limitMs) throw fail('timed_out', `${parked.name} gave no answer in time.`);
  return park(parked, seen.says);
}

/** Over SSH nobody can tell; everywhere else the step's key names what was started. */
export async function recoverOnMachine(reach: Reach, given: Where, call: MarsCall): Promise<Recovery> {
  if (given.where === 'ssh') return 'unknown';
  const where = await withIds(reach.azure, given);
  const parked = parkedAt(where, call, nameOf(where), 1_000);
  const seen = await look(reach, parked.place);
  return seen === null ? 'didNot' : { happened: park(parked, 'waits for the machine') };
}

const nameOf = ({ where, machine = '', workerGroup = '' }: Where): string =>
  where === 'automation' ? workerGroup : (machine.split('/').at(-1) ?? machine);
