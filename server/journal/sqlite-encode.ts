// Turns what the engine asks to be written into the texts that go into rows, at the moment of asking: whatever is too large is
// refused before it reaches the queue, and nothing the caller changes later gets in. Knows no database.
import type { Write } from './contract.ts';
import { announcedSteps, memoryText, outputText } from './limits.ts';
import type { OpenWrite } from './open-steps.ts';
import { endsSomething } from './run-state.ts';
import { addGroups, type GroupText, sharedRows, wholeRun } from './sqlite-shared-rows.ts';
import { cut, type StepText, stepText } from './sqlite-step-text.ts';

export type Op =
  | { readonly op: 'step'; readonly step: StepText }
  | { readonly op: 'group'; readonly group: GroupText }
  | { readonly op: 'open'; readonly write: OpenWrite }
  | { readonly op: 'page'; readonly key: string; readonly page: number; readonly count: number; readonly data: string }
  | { readonly op: 'iterations'; readonly key: string; readonly lo: number; readonly hi: number; readonly data: string }
  | { readonly op: 'memory'; readonly name: string; readonly value: string }
  /** What the run said to its caller and ended with: in the run's own row, or in chunks when it is long. */
  | { readonly op: 'said'; readonly name: 'response' | 'result'; readonly text: string }
  | { readonly op: 'chunks'; readonly name: 'response' | 'result'; readonly chunks: readonly Uint8Array[] }
  | { readonly op: 'log'; readonly key: string; readonly lines: string }
  | { readonly op: 'deliver'; readonly event: string; readonly payload: string }
  | { readonly op: 'finish'; readonly at: number };

export interface Encoded {
  readonly ops: readonly Op[];
  /** What changes the state of the run itself. */
  readonly marks: readonly Write[];
}

export function encode(writes: readonly Write[]): Encoded {
  const ops: Op[] = [];
  const marks: Write[] = [];
  const whole = wholeRun(writes);
  if (whole || !writes.some(mayShare)) {
    // Most writes: nothing to collect, or one row for all.
    for (const write of writes) {
      if (isMark(write)) marks.push(write);
      if (!whole || write.kind !== 'step') addOps(ops, write as Single);
    }
    if (whole) addGroups(ops, [whole], whole.steps.length <= announcedSteps);
    return withFinish(ops, marks);
  }
  const shared = sharedRows(writes, ops);
  for (const write of writes) {
    if (write.kind === 'steps' || write.kind === 'iteration') {
      shared.add(write);
      continue;
    }
    if (isMark(write)) marks.push(write);
    // What shares rows is collected, but never overtaken by a record that concerns it.
    if ('key' in write && shared.holds(write.key)) shared.flush();
    addOps(ops, write);
  }
  shared.flush();
  return withFinish(ops, marks);
}

type Shareable = Extract<Write, { kind: 'steps' | 'iteration' }>;
type Single = Exclude<Write, Shareable>;

const mayShare = ({ kind }: Write): boolean => kind === 'steps' || kind === 'iteration';
const isMark = ({ kind }: Write): boolean => kind === 'park' || kind === 'stop' || kind === 'finish' || kind === 'trial';

/** As for the kinds of writes: see run-state.ts. */
export const hasEnds = ({ ops, marks }: Encoded): boolean =>
  ops.some((op) => op.op === 'step' || op.op === 'group' || (op.op === 'open' && endsSomething.has(op.write.kind))) ||
  marks.some(({ kind }) => endsSomething.has(kind));

/** Last, wherever it stood: what no record of this write has closed is then cut off. */
function withFinish(ops: Op[], marks: readonly Write[]): Encoded {
  for (const mark of marks) if (mark.kind === 'finish') ops.push({ op: 'finish', at: mark.at });
  return { ops, marks };
}

function addOps(ops: Op[], write: Single): void {
  switch (write.kind) {
    case 'park':
    case 'stop':
    case 'trial':
      return;
    case 'step':
      ops.push({ op: 'step', step: stepText(write) });
      return;
    case 'page': {
      const data = outputText(write.items, `A page of ${write.key}`);
      ops.push({ op: 'page', key: write.key, page: write.page, count: write.items.length, data });
      return;
    }
    case 'memory':
      ops.push({ op: 'memory', name: write.name, value: memoryText(write.value, write.name) });
      return;
    case 'respond': {
      const { status, headers, body } = write;
      addSaid(ops, 'response', outputText({ status, headers, body }, 'The response'));
      return;
    }
    case 'log':
      ops.push({ op: 'log', key: write.key, lines: JSON.stringify(write.lines) });
      return;
    case 'deliver':
      ops.push({ op: 'deliver', event: write.event, payload: JSON.stringify(write.payload) });
      return;
    case 'finish':
      if (write.output !== undefined && write.output !== null) {
        addSaid(ops, 'result', outputText(write.output, 'The result of the run'));
      }
      return;
    default:
      ops.push({ op: 'open', write });
  }
}

/** Rows of runs are listed: they stay short. */
const longestSaid = 2_048;

function addSaid(ops: Op[], name: 'response' | 'result', text: string): void {
  ops.push(text.length <= longestSaid ? { op: 'said', name, text } : { op: 'chunks', name, chunks: cut(text) });
}
