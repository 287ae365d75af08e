// What a run has to do next, as a pure function of its graph, its records and the time. Records are found by step key, never by
// their order, so the answer is the same however branches raced before a crash. It starts nothing and changes nothing.
import type { Loaded, LoadedStep } from '../journal/contract.ts';
import type { Body, CompiledFlow, CompiledNode } from './compile.ts';
import { entries, type Frame, keyIn, openFrame, propagate, type Settled, type Turned } from './frame.ts';

export type Records = Pick<Loaded, 'steps' | 'starts' | 'intents' | 'attempts' | 'waits' | 'cursors' | 'cancel' | 'stopped'>;

export interface Planned {
  readonly frame: Frame;
  readonly node: CompiledNode;
  readonly key: string;
}

export interface Plan {
  /** The run's outermost frame, with everything decided so far. */
  readonly root: Frame;
  /** To be started: ready, and nothing is known of them. */
  readonly start: readonly Planned[];
  /** To be recorded as skipped. */
  readonly skip: readonly Planned[];
  /** Begun and not ended; what they do next follows from their own records. */
  readonly begun: readonly Planned[];
  /** Frames of containers in which everything is decided. */
  readonly ended: readonly Frame[];
  /** Open frames of each container, by its key. */
  readonly inside: ReadonlyMap<string, readonly Frame[]>;
  /** Waits and tries whose time or event has come, calls without an answer, and what a person has answered. */
  readonly due: readonly string[];
  /** When the next of the others is due. */
  readonly nextAt: number | null;
  /** The run is to end early. */
  readonly ending: 'cancel' | 'stop' | null;
  /** Everything is decided. */
  readonly finished: boolean;
}

interface Draft {
  readonly records: Records;
  readonly start: Planned[];
  readonly skip: Planned[];
  readonly begun: Planned[];
  readonly ended: Frame[];
  readonly inside: Map<string, Frame[]>;
}

export function plan(flow: Pick<CompiledFlow, 'root'>, fired: string | null, records: Records, now: number): Plan {
  const draft: Draft = { records, start: [], skip: [], begun: [], ended: [], inside: new Map() };
  const root = openFrame(flow.root, null);
  planFrame(draft, root, fired);
  return {
    root,
    start: draft.start,
    skip: draft.skip,
    begun: draft.begun,
    ended: draft.ended,
    inside: draft.inside,
    // Looked at by few, and each makes a list of all that waits.
    get due() {
      return [...dueTimes(records)].filter(({ at }) => at <= now).map(({ key }) => key);
    },
    get nextAt() {
      const later = [...dueTimes(records)].filter(({ at }) => at > now).map(({ at }) => at);
      return later.length === 0 ? null : Math.min(...later);
    },
    ending: records.cancel ? 'cancel' : records.stopped ? 'stop' : null,
    finished: root.open === 0,
  };
}

function planFrame(draft: Draft, frame: Frame, fired: string | null): void {
  for (const node of frame.body.nodes) {
    const key = keyIn(frame, node);
    const step = draft.records.steps.get(key);
    if (!step) continue;
    frame.settled[node.index] = settledOf(key, step);
    frame.open -= 1;
  }
  const turned: Turned = entries(frame, fired);
  for (const node of frame.body.nodes) {
    const settled = frame.settled[node.index];
    if (settled) propagate(frame, node, settled, turned);
  }
  for (const node of turned.skipped) draft.skip.push({ frame, node, key: keyIn(frame, node) });
  for (const node of turned.ready) planNode(draft, { frame, node, key: keyIn(frame, node) });
  if (frame.open === 0 && frame.outer) draft.ended.push(frame);
}

function planNode(draft: Draft, planned: Planned): void {
  const { frame, node, key } = planned;
  if (!hasBegun(draft.records, key)) {
    draft.start.push(planned);
    return;
  }
  draft.begun.push(planned);
  // A container that a person has not let begin has nothing inside yet.
  if (!node.container || !node.inner || draft.records.waits.get(key)?.paused) return;
  const frames = framesInside(draft.records, frame, node, key, node.inner);
  draft.inside.set(key, frames);
  for (const inner of frames) planFrame(draft, inner, null);
}

function framesInside(records: Records, frame: Frame, node: CompiledNode, key: string, body: Body): Frame[] {
  if (node.container === 'scope') return [openFrame(body, frame)];
  const open = records.cursors.get(key)?.open ?? [];
  return [...open].sort((a, b) => a - b).map((index) => openFrame(body, frame, { index, item: null }));
}

const hasBegun = ({ starts, intents, attempts, waits, cursors }: Records, key: string): boolean =>
  starts.has(key) || intents.has(key) || attempts.has(key) || waits.has(key) || cursors.has(key);

/** Every open record that goes on by itself, with its time; 0 = at once. */
function* dueTimes({ intents, attempts, waits }: Records): Iterable<{ readonly key: string; readonly at: number }> {
  for (const [key, intent] of intents) if (!intent.attention || intent.resolution) yield { key, at: 0 };
  for (const [key, attempt] of attempts) if (!intents.has(key)) yield { key, at: attempt.retryAt };
  for (const [key, wait] of waits) {
    if (intents.has(key) || attempts.has(key)) continue;
    if (wait.delivered) yield { key, at: 0 };
    else if (wait.until !== undefined) yield { key, at: wait.until };
  }
}

const settledOf = (key: string, step: LoadedStep): Settled => ({
  key,
  status: step.status,
  port: step.port,
  error: step.error,
  hasOutput: step.hasOutput,
  output: step.output,
  list: step.list,
  items: null,
});
