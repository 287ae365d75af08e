// What has really become durable, written down beside the journal by somebody who trusts nobody: each commit is held against
// what was committed before, and each call of a node against both. Whatever breaks a promise is noted in plain words.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Effect } from '../../nodes/kit/define.ts';
import type { Created, Journal, NewRun, StepWrite, Write } from '../../server/journal/contract.ts';

interface Checkpoint {
  readonly status: StepWrite['status'];
  readonly port: string | null;
  readonly output: string | null;
  readonly error: string | null;
}

export interface KnownRun {
  readonly run: NewRun;
  readonly name: string;
  readonly steps: Map<string, Checkpoint>;
  readonly intents: Map<string, Effect>;
  epoch: number;
  /** The process that holds it, by the last claim. */
  holder: string | null;
  /** Calls of which a person has said that they happened; and how often one has said that they did not. */
  readonly saidSo: Set<string>;
  readonly saidNot: Map<string, number>;
  /** When a cancel was durable. */
  cancelledAt: number | null;
  begun: boolean;
  ended: boolean;
}

export interface Ledger {
  readonly runs: ReadonlyMap<string, KnownRun>;
  readonly problems: string[];
  readonly open: number;
  note(problem: string): void;
  /** The journal, watched. */
  watch(good: Journal): Journal;
  /** What follows from this call is asked by that process. */
  asked<T>(owner: string, call: () => T): T;
}

const asker = new AsyncLocalStorage<string>();

export function ledger(now: () => number): Ledger {
  const runs = new Map<string, KnownRun>();
  const problems: string[] = [];
  const active = new Map<string, Set<string>>();
  let open = 0;
  const note = (problem: string) => void (problems.length < 20 && problems.push(problem));

  function created(run: NewRun, owner: string | null, answer: Created): void {
    for (const other of answer.cancelled) cancelled(other);
    if (!answer.created) return;
    const skipped = answer.start === 'skipped';
    if (runs.has(answer.run.id)) note(`run ${answer.run.number} was accepted twice`);
    const held = answer.start === 'go' && owner !== null;
    runs.set(answer.run.id, {
      run,
      name: `run ${answer.run.number}`,
      steps: new Map(),
      intents: new Map(),
      saidSo: new Set(),
      saidNot: new Map(),
      epoch: held ? 1 : 0,
      holder: held ? owner : null,
      cancelledAt: null,
      begun: false,
      ended: skipped,
    });
    if (!skipped) open += 1;
  }

  function cancelled(runId: string): void {
    const run = runs.get(runId);
    if (run) run.cancelledAt ??= now();
  }

  /** A place in the queue counts from the first record to the last. */
  function places(runId: string, known: KnownRun): void {
    const wanted = known.run.concurrency;
    if (!wanted || wanted.whenBusy === 'allow' || known.begun) return;
    known.begun = true;
    if (known.cancelledAt !== null) return;
    const there = active.get(wanted.key) ?? new Set();
    active.set(wanted.key, there.add(runId));
    if (there.size > wanted.limit) note(`${known.name} runs although its place is taken`);
  }

  function step(known: KnownRun, write: StepWrite): void {
    if (known.steps.has(write.key)) note(`${known.name}: the checkpoint of ${write.key} was written twice`);
    const output = write.output === undefined ? null : JSON.stringify(write.output);
    known.steps.set(write.key, { status: write.status, port: write.port, output, error: write.error?.code ?? null });
    known.intents.delete(write.key);
  }

  function written(runId: string, epoch: number, writes: readonly Write[]): void {
    const known = runs.get(runId);
    if (!known) {
      note('a write came for a run that nobody has accepted');
      return;
    }
    if (known.ended) note(`${known.name} was written to after its end`);
    if (epoch !== known.epoch) note(`${known.name} took a write of epoch ${epoch}, its epoch being ${known.epoch}`);
    places(runId, known);
    for (const write of writes) {
      if (write.kind === 'step') step(known, write);
      else if (write.kind === 'steps') for (const one of write.steps) step(known, one);
      else if (write.kind === 'intent') known.intents.set(write.key, write.effect);
      else if (write.kind === 'wait' || write.kind === 'attempt' || write.kind === 'closed') known.intents.delete(write.key);
    }
    if (!writes.some((write) => write.kind === 'finish')) return;
    known.ended = true;
    open -= 1;
    active.get(known.run.concurrency?.key ?? '')?.delete(runId);
  }

  return {
    runs,
    problems,
    get open() {
      return open;
    },
    note,
    asked: (owner, call) => asker.run(owner, call),
    watch: (good) => ({
      ...good,
      createRun: async (run, claim) => {
        const answer = await good.createRun(run, claim);
        created(run, claim?.owner ?? null, answer);
        return answer;
      },
      claim: async (runId, owner) => {
        const loaded = await good.claim(runId, owner);
        const known = runs.get(runId);
        if (loaded && known) {
          if (loaded.epoch <= known.epoch) note(`${known.name} was claimed twice with epoch ${loaded.epoch}`);
          known.epoch = loaded.epoch;
          known.holder = owner;
        }
        return loaded;
      },
      write: async (runId, epoch, writes) => {
        const owner = asker.getStore();
        const answer = await good.write(runId, epoch, writes);
        const known = runs.get(runId);
        if (known && known.holder !== owner) note(`${known.name} was written to by ${owner}, who had lost it`);
        written(runId, epoch, writes);
        return answer;
      },
      // Its holder has lost it, whether it knows or not.
      releaseAll: async (owner) => {
        await good.releaseAll(owner);
        for (const known of runs.values()) if (known.holder === owner) known.holder = null;
      },
      cancel: async (runId, reason, at) => {
        const taken = await good.cancel(runId, reason, at);
        if (taken) cancelled(runId);
        return taken;
      },
    }),
  };
}
