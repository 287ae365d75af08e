// One run in the in-memory journal: its state, its steps, and how writes change them. Everything is checked before anything is
// changed, so that a refused write leaves no trace. Values are kept as text, so that nobody can change them from outside.
import { fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { LogLine } from '../../nodes/kit/records.ts';
import type { Iteration, StepWrite, Write } from './contract.ts';
import { announcedSteps, outputText } from './limits.ts';
import { abandoned, applyOpen, awaitedEvent, type OpenStep, wakeAt, withDelivery } from './open-steps.ts';
import { endsSomething, fence, forgiven, type RunHead, type RunState, writtenState } from './run-state.ts';
import type { Settled } from './step-view.ts';

export interface MemoryStep extends Settled {
  readonly seq: number;
  /** One of too many to be announced one by one. */
  readonly quiet: boolean;
  readonly shared: boolean;
  readonly output: string | null;
  readonly params: Json;
}

export interface MemoryRun {
  readonly head: RunHead;
  readonly priority: number;
  readonly place: { readonly key: string; readonly limit: number } | null;
  state: RunState;
  seq: number;
  /** Keys of steps to be announced with the next commit. */
  readonly changed: Set<string>;
  readonly steps: Map<string, MemoryStep>;
  readonly open: Map<string, { readonly seq: number; readonly step: OpenStep }>;
  readonly pages: Map<string, string[]>;
  readonly iterations: Map<string, Map<number, string>>;
  readonly logs: Map<string, LogLine[]>;
  readonly usedBy: Set<string>;
  response: string | null;
  result: string | null;
}

const alone = { quiet: false, shared: false };

export const memoryRun = (head: RunHead, state: RunState, priority: number, place: MemoryRun['place']): MemoryRun => ({
  head,
  priority,
  place,
  state,
  seq: 0,
  changed: new Set(),
  steps: new Map(),
  open: new Map(),
  pages: new Map(),
  iterations: new Map(),
  logs: new Map(),
  usedBy: new Set(),
  response: null,
  result: null,
});

export interface Surroundings {
  readonly now: number;
  readonly nextSeq: () => number;
  readonly find: (runId: string) => MemoryRun | undefined;
  readonly deliver: (event: string, payload: Json) => void;
  /** The oldest event kept under this name; from now on the step stands for it otherwise. */
  readonly meet: (event: string, run: MemoryRun, key: string) => { readonly payload: Json } | null;
}

const stepWrites = (writes: readonly Write[]): readonly StepWrite[] =>
  writes.flatMap((write) => (write.kind === 'steps' ? write.steps : write.kind === 'step' ? [write] : []));

/** Throws when the writes as a whole cannot be taken. */
export function checkWrites(run: MemoryRun, epoch: number, writes: readonly Write[], around: Surroundings): void {
  fence(run.head.id, run.state, epoch);
  const keys = new Set<string>();
  for (const step of stepWrites(writes)) {
    if (keys.has(step.key) || run.steps.has(step.key))
      throw fail('conflict', `Step ${step.key} of run ${run.head.id} is recorded already.`);
    keys.add(step.key);
    if (step.output !== undefined) outputText(step.output, `The result of ${step.key}`);
    if (step.from && !around.find(step.from.runId)?.steps.has(step.key)) {
      throw fail('not_found', `Run ${step.from.runId} has no finished step ${step.key} to take over.`);
    }
  }
  const pages = new Map<string, number>();
  for (const write of writes) {
    if (write.kind !== 'page') continue;
    const there = pages.get(write.key) ?? run.pages.get(write.key)?.length ?? 0;
    if (write.page > there) throw fail('conflict', `Page ${write.page} of ${write.key} comes before page ${there}.`);
    pages.set(write.key, write.page + 1);
  }
}

/** Changes the run. Nothing here can fail: see {@link checkWrites}. Memory, events and other runs are the journal's part. */
export function applyWrites(run: MemoryRun, writes: readonly Write[], around: Surroundings): void {
  const shared = writes.reduce((sum, write) => sum + (write.kind === 'steps' ? write.steps.length : 0), 0);
  for (const write of writes) applyWrite(run, write, shared > announcedSteps, around);
  // Last, wherever it stood: what no record of this write has closed is then cut off.
  for (const write of writes) {
    if (write.kind !== 'finish') continue;
    for (const [key, open] of run.open) settle(run, abandoned(key, open.step, write.at), alone, around);
    run.result = JSON.stringify(write.output ?? null);
  }
  const before = run.state;
  const earliest = () => {
    const times = [...run.open.values()].map((open) => wakeAt(open.step)).filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  };
  const forgets = run.state.died && writes.some(({ kind }) => endsSomething.has(kind));
  run.state = writtenState(forgets ? forgiven(run.state) : run.state, writes, earliest, around.now);
  if (run.state !== before) run.seq = around.nextSeq();
}

function applyWrite(run: MemoryRun, write: Write, quiet: boolean, around: Surroundings): void {
  switch (write.kind) {
    case 'step':
      settle(run, write, alone, around);
      return;
    case 'steps':
      for (const step of write.steps) settle(run, step, { quiet, shared: true }, around);
      return;
    case 'page': {
      const pages = (run.pages.get(write.key) ?? []).slice(0, write.page);
      run.pages.set(write.key, [...pages, JSON.stringify(write.items)]);
      return;
    }
    case 'iteration': {
      const entries = run.iterations.get(write.key) ?? new Map<number, string>();
      const entry: Iteration = { index: write.index, status: write.status, value: write.value ?? null, error: write.error ?? null };
      run.iterations.set(write.key, entries.set(write.index, JSON.stringify(entry)));
      return;
    }
    case 'log':
      run.logs.set(write.key, [...(run.logs.get(write.key) ?? []), ...write.lines]);
      return;
    case 'deliver':
      around.deliver(write.event, write.payload);
      return;
    case 'respond':
      run.response = JSON.stringify({ status: write.status, headers: write.headers, body: write.body });
      return;
    case 'start':
    case 'intent':
    case 'closed':
    case 'attention':
    case 'attempt':
    case 'wait':
    case 'cursor': {
      if (run.steps.has(write.key)) return;
      let step = applyOpen(run.open.get(write.key)?.step, write);
      const event = write.kind === 'wait' ? awaitedEvent(step) : null;
      const met = event === null ? null : around.meet(event, run, write.key);
      if (step && met) step = withDelivery(step, met.payload);
      run.changed.add(write.key);
      if (step) run.open.set(write.key, { seq: around.nextSeq(), step: structuredClone(step) });
      return;
    }
    default:
      return;
  }
}

function settle(run: MemoryRun, write: StepWrite, { quiet, shared }: typeof alone, around: Surroundings): void {
  const open = run.open.get(write.key)?.step;
  run.open.delete(write.key);
  if (!quiet) run.changed.add(write.key);
  const direct = write.from ? around.find(write.from.runId)?.steps.get(write.key) : undefined;
  const source = direct?.takenFrom ?? write.from?.runId ?? null;
  if (source !== null) around.find(source)?.usedBy.add(run.head.id);
  // A cancelled loop keeps its entries: a retry takes over what had succeeded.
  if (!write.list && write.status !== 'cancelled' && (write.loop || open?.cursor)) run.iterations.delete(write.key);
  if (write.logs?.length) run.logs.set(write.key, [...(run.logs.get(write.key) ?? []), ...write.logs]);
  run.steps.set(write.key, {
    seq: around.nextSeq(),
    quiet,
    shared,
    key: write.key,
    nodeId: write.nodeId,
    status: write.status,
    port: write.port,
    startedAt: write.startedAt,
    endedAt: write.endedAt,
    attempt: write.attempt,
    error: structuredClone(write.error ?? null),
    hasOutput: direct?.hasOutput ?? write.output !== undefined,
    list: write.list ?? direct?.list ?? null,
    loop: write.loop ?? direct?.loop ?? null,
    takenFrom: source,
    output: write.output === undefined ? null : JSON.stringify(write.output),
    params: structuredClone(write.params ?? open?.params ?? null),
  });
}
