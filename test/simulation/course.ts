// What a seed draws before the world begins: flows, how many machines, which faults, how many runs. Everything that happens later
// is drawn from the same seed by whoever it happens to.
import fc from 'fast-check';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import { type RandomFlow, randomFlowOf } from '../reference/flows.ts';
import { manners, spokenFor } from './acts.ts';
import type { DispatchRules } from './fault-prone-dispatch.ts';
import type { LinkRules } from './link.ts';
import type { Random } from './random.ts';

export type Fault = 'crash' | 'freeze' | 'steal' | 'clock' | 'cancel';

export interface PlannedRun {
  readonly flow: RandomFlow;
  readonly flowId: string;
  /** Its client asks again until it is answered: the run is accepted once. */
  readonly dedup: boolean;
  readonly at: number;
}

export interface Course {
  readonly seed: number;
  readonly machines: number;
  readonly runs: readonly PlannedRun[];
  readonly faults: readonly Fault[];
  /** Tasks between two faults, at most. */
  readonly every: number;
  readonly faultCount: number;
  /** Runs are taken from living processes: what these had on its way may arrive late. */
  readonly steals: boolean;
  readonly link: LinkRules;
  readonly dispatch: DispatchRules;
  readonly repeatable: boolean;
  /** Runs that one process advances at once. */
  readonly atOnce: number;
  readonly busy: number;
}

const anyFlow = randomFlowOf({ manners, plain: spokenFor, attempts: 20 });

export function drawCourse(seed: number, random: Random): Course {
  const machines = random.pick([1, 1, 1, 2, 2, 3]);
  const steals = machines > 1 && random.chance(0.6);
  const count = random.pick([1, 1, 1, 2, 3, 4]);
  const flows = fc.sample(anyFlow, { seed, numRuns: count > 1 && random.chance(0.5) ? 2 : 1 });
  const queued = count > 1 && random.chance(0.5);
  const settings = queued
    ? { concurrency: { key: random.chance(0.5) ? 'one' : '{{ inputs.k }}', limit: random.between(1, 2), whenBusy: whenBusy(random) } }
    : {};
  const documents = flows.map((flow) => withSettings(flow, settings));
  const runs = Array.from({ length: count }, (): PlannedRun => {
    const which = random.below(documents.length);
    const at = random.chance(0.7) ? random.below(20) : random.below(3_000);
    return { flow: documents[which] as RandomFlow, flowId: `flow${which}`, dedup: random.chance(0.5), at };
  });
  const faults: Fault[] = ['crash', 'crash', 'crash'];
  if (random.chance(0.5)) faults.push('clock');
  if (random.chance(0.3)) faults.push('cancel');
  if (machines > 1) faults.push('freeze');
  if (steals) faults.push('freeze', 'steal', 'steal');
  const trouble = random.chance(0.3);
  const dispatch = random.chance(0.6);
  return {
    seed,
    machines,
    runs,
    faults,
    every: random.pick([6, 25, 80]),
    faultCount: random.pick([0, 1, 2, 4, 7]),
    steals,
    link: {
      delay: machines === 1 && random.chance(0.5) ? null : random.between(1, 6),
      refuses: trouble ? 0.02 : 0,
      loses: trouble ? 0.02 : 0,
    },
    dispatch: dispatch ? { late: 0.2, twice: 0.2, lost: 0.2 } : { late: 0, twice: 0, lost: 0 },
    repeatable: random.chance(0.5),
    atOnce: random.pick([1, 2, 1_000]),
    busy: random.pick([0, 0.05, 0.3]),
  };
}

const whenBusy = (random: Random) => random.pick(['queue', 'queue', 'queue', 'skip', 'cancelOther'] as const);

function withSettings(random: RandomFlow, settings: object): RandomFlow {
  const flow: Flow = flowSchema.parse({
    ...random.flow,
    inputs: [{ name: 'k', title: 'k', schema: { type: 'string' }, required: false }],
    settings: { ...random.flow.settings, ...settings },
  });
  return { plain: random.plain, flow };
}
