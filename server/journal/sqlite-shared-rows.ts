// Rows that hold much: the steps of neighbouring iterations in one, the entries of a loop's result in another, all steps of a run
// that came to its end in one write. That is what makes ten thousand items, and short runs, cheap. The way back is `groupSteps`
// in sqlite-rows.ts.
import { pathText } from '../../nodes/kit/step-key.ts';
import type { StepWrite, Write } from './contract.ts';
import { announcedSteps, outputText } from './limits.ts';
import type { Op } from './sqlite-encode.ts';
import { stepStates, stepText } from './sqlite-step-text.ts';

/** One row for many steps: those of the iterations `lo` to `hi`, or with {@link outsideLoops} as both those of a whole run. */
export interface GroupText {
  readonly prefix: string;
  readonly container: string;
  readonly lo: number;
  readonly hi: number;
  readonly statuses: number;
  /** Keys without their path, per iteration. */
  readonly nodes: readonly (readonly string[])[];
  readonly data: string;
  readonly steps: readonly StepWrite[];
  /** False when there are too many to announce one by one. */
  readonly announced: boolean;
}

/** Iterations that one row may hold at most. */
export const maxSpan = 64;
/** Stands for the number of an iteration in rows of steps outside loops. */
export const outsideLoops = -1;

/** As it ends the keys of the steps that a shared row holds. */
export const sharedPath = (prefix: string, index: number): string => (index === outsideLoops ? '' : `${prefix}[${index}]`);

/** The steps of a write that ends its run, when none of them needs a row of its own: nothing can be added to them any more. */
export function wholeRun(writes: readonly Write[]): Group | null {
  if (!writes.some((write) => write.kind === 'finish')) return null;
  const steps: StepWrite[] = [];
  for (const write of writes) {
    if (write.kind === 'steps' || write.kind === 'iteration') return null;
    if (write.kind !== 'step') continue;
    if (write.loop || write.list || !fits(write, '')) return null;
    steps.push(write);
  }
  return steps.length > 1 ? { kind: 'steps', container: '', path: [], steps } : null;
}

const groupText = 128 * 1024;

type Group = Extract<Write, { kind: 'steps' }>;
type Entry = Extract<Write, { kind: 'iteration' }>;

/** Collects what may share rows and adds it to `ops` when told to. */
export function sharedRows(writes: readonly Write[], ops: Op[]) {
  const total = writes.reduce((sum, write) => sum + (write.kind === 'steps' ? write.steps.length : 0), 0);
  const keys = new Set<string>();
  let groups: Group[] = [];
  let entries: Entry[] = [];
  return {
    holds: (key: string): boolean => keys.has(key),
    add(write: Group | Entry): void {
      if (write.kind === 'iteration') {
        entries.push(write);
        keys.add(write.key);
        return;
      }
      groups.push(write);
      for (const step of write.steps) keys.add(step.key);
    },
    flush(): void {
      if (groups.length > 0) addGroups(ops, groups, total <= announcedSteps);
      addEntries(ops, entries);
      groups = [];
      entries = [];
      keys.clear();
    },
  };
}

/** [node, status, port, started, ended, attempt, extra, params, output?] */
const packed = (step: StepWrite): unknown[] => {
  const { error, list, loop } = step;
  const extra = error || list || loop ? { error, list, loop } : 0;
  const row: unknown[] = [
    step.nodeId,
    stepStates.indexOf(step.status),
    step.port,
    step.startedAt,
    step.endedAt,
    step.attempt,
    extra,
    step.params ?? null,
  ];
  if (step.output !== undefined) row.push(step.output);
  return row;
};

export function addGroups(ops: Op[], groups: readonly Group[], announced: boolean): void {
  const sorted = groups.map((group) => ({ group, prefix: pathText(group.path.slice(0, -1)), index: group.path.at(-1) ?? outsideLoops }));
  if (sorted.length > 1)
    sorted.sort((a, b) => compare(a.group.container, b.group.container) || compare(a.prefix, b.prefix) || a.index - b.index);
  let steps: StepWrite[] = [];
  let texts: string[] = [];
  let nodes: string[][] = [];
  let statuses = 0;
  let length = 0;
  let first: (typeof sorted)[number] | undefined;
  const flush = () => {
    if (first) {
      const { prefix, index: lo } = first;
      const data = `[${texts.join(',')}]`;
      ops.push({
        op: 'group',
        group: {
          prefix,
          container: first.group.container,
          lo,
          hi: lo + texts.length - 1,
          statuses,
          nodes,
          data,
          steps,
          announced,
        },
      });
    }
    [texts, nodes, steps, statuses, length, first] = [[], [], [], 0, 0, undefined];
  };
  for (const one of sorted) {
    const { group, prefix, index } = one;
    const own = sharedPath(prefix, index);
    const shareable = areDistinct(group.steps) && group.steps.every((step) => fits(step, own));
    const text = shareable ? JSON.stringify(group.steps.map(packed)) : null;
    if (text === null || text.length > groupText) {
      for (const step of group.steps) ops.push({ op: 'step', step: stepText(step) });
      continue;
    }
    const follows = first?.group.container === group.container && first.prefix === prefix && first.index + texts.length === index;
    if (!follows || texts.length >= maxSpan || length + text.length > groupText) flush();
    first ??= one;
    texts.push(text);
    nodes.push(group.steps.map((step) => step.nodeId));
    steps.push(...group.steps);
    for (const step of group.steps) statuses |= 1 << stepStates.indexOf(step.status);
    length += text.length;
  }
  flush();
}

const fits = (step: StepWrite, path: string): boolean =>
  !step.from && !step.logs?.length && step.key.length === step.nodeId.length + path.length && step.key.endsWith(path);

/** Twice the same key is for the table to refuse. */
const areDistinct = (steps: readonly StepWrite[]): boolean => new Set(steps.map((step) => step.key)).size === steps.length;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Neighbouring entries of one loop share a row. */
function addEntries(ops: Op[], entries: readonly Entry[]): void {
  let texts: string[] = [];
  let length = 0;
  let first: (typeof entries)[number] | undefined;
  const flush = () => {
    if (first)
      ops.push({ op: 'iterations', key: first.key, lo: first.index, hi: first.index + texts.length - 1, data: `[${texts.join(',')}]` });
    [texts, length, first] = [[], 0, undefined];
  };
  for (const entry of entries) {
    const { index, status, value = null, error = null } = entry;
    const text = outputText({ index, status, value, error: error as never }, `The result of iteration ${index} of ${entry.key}`);
    if (!first || first.key !== entry.key || first.index + texts.length !== index || texts.length >= maxSpan || length > groupText) flush();
    first ??= entry;
    texts.push(text);
    length += text.length;
  }
  flush();
}
