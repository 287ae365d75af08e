// Turns what the engine asks to be written into the texts that go into rows, at the moment of asking: whatever is too large is
// refused before it reaches the queue, and nothing the caller changes later gets in. Knows no database.
import { fail } from '../../nodes/kit/errors.ts';
import type { StepWrite, Write } from './contract.ts';
import { announcedSteps, inlineBytes, memoryText, outputText, standsInline } from './limits.ts';
import type { OpenWrite } from './open-steps.ts';

export const stepStates = ['succeeded', 'failed', 'skipped', 'cancelled'] as const;

/** Seldom used parts of a finished step; null for most. */
export interface Extra {
  readonly error?: NonNullable<StepWrite['error']>;
  readonly list?: NonNullable<StepWrite['list']>;
  readonly loop?: NonNullable<StepWrite['loop']>;
  /** The output stands in chunks. */
  readonly cut?: true;
  /** The output is held by the run it was taken over from. */
  readonly has?: true;
}

export interface StepText {
  readonly write: StepWrite;
  readonly path: string;
  readonly node: string;
  readonly output: string | null;
  readonly chunks: readonly Uint8Array[];
  readonly params: string | null;
  readonly extra: Extra | null;
}

/** One row for many steps: those of the iterations `lo` to `hi`. */
export interface GroupText {
  readonly prefix: string;
  readonly container: string;
  readonly lo: number;
  readonly hi: number;
  readonly statuses: number;
  /** Keys without their path, per iteration. */
  readonly nodes: readonly (readonly string[])[];
  readonly data: string;
  /** The steps to announce; null when there are too many. */
  readonly announce: readonly StepWrite[] | null;
}

export type Op =
  | { readonly op: 'step'; readonly step: StepText }
  | { readonly op: 'group'; readonly group: GroupText }
  | { readonly op: 'open'; readonly write: OpenWrite }
  | { readonly op: 'page'; readonly key: string; readonly page: number; readonly count: number; readonly data: string }
  | { readonly op: 'iterations'; readonly key: string; readonly lo: number; readonly hi: number; readonly data: string }
  | { readonly op: 'memory'; readonly name: string; readonly value: string }
  | { readonly op: 'chunks'; readonly name: 'response' | 'result'; readonly chunks: readonly Uint8Array[] }
  | { readonly op: 'log'; readonly key: string; readonly lines: string }
  | { readonly op: 'deliver'; readonly event: string; readonly payload: string }
  | { readonly op: 'finish'; readonly at: number };

export interface Encoded {
  readonly ops: readonly Op[];
  /** What changes the state of the run itself. */
  readonly marks: readonly Write[];
}

const groupSpan = 64;
const groupText = 128 * 1024;

export function encode(writes: readonly Write[]): Encoded {
  const ops: Op[] = [];
  const marks: Write[] = [];
  const groups: Extract<Write, { kind: 'steps' }>[] = [];
  const entries: Extract<Write, { kind: 'iteration' }>[] = [];
  for (const write of writes) {
    switch (write.kind) {
      case 'step':
        flushEntries(ops, entries);
        ops.push({ op: 'step', step: stepText(write) });
        break;
      case 'steps':
        groups.push(write);
        break;
      case 'iteration':
        entries.push(write);
        break;
      case 'page':
        ops.push({
          op: 'page',
          key: write.key,
          page: write.page,
          count: write.items.length,
          data: outputText(write.items, `A page of ${write.key}`),
        });
        break;
      case 'memory':
        ops.push({ op: 'memory', name: write.name, value: memoryText(write.value, write.name) });
        break;
      case 'respond':
        ops.push({
          op: 'chunks',
          name: 'response',
          chunks: cut(outputText({ status: write.status, headers: write.headers, body: write.body }, 'The response')),
        });
        break;
      case 'log':
        ops.push({ op: 'log', key: write.key, lines: JSON.stringify(write.lines) });
        break;
      case 'deliver':
        ops.push({ op: 'deliver', event: write.event, payload: JSON.stringify(write.payload) });
        break;
      case 'finish':
        if (write.output !== undefined && write.output !== null) {
          ops.push({ op: 'chunks', name: 'result', chunks: cut(outputText(write.output, 'The result of the run')) });
        }
        ops.push({ op: 'finish', at: write.at });
        marks.push(write);
        break;
      case 'park':
      case 'stop':
        marks.push(write);
        break;
      default:
        ops.push({ op: 'open', write });
    }
  }
  flushEntries(ops, entries);
  return { ops: groups.length === 0 ? ops : [...groupOps(groups), ...ops], marks };
}

export function stepText(write: StepWrite): StepText {
  const at = write.key.indexOf('[');
  const text = write.output === undefined ? null : outputText(write.output, `The result of ${write.key}`);
  const inline = text === null || standsInline(text);
  const { error, list, loop } = write;
  const extra =
    error || list || loop || !inline
      ? { ...(error && { error }), ...(list && { list }), ...(loop && { loop }), ...(!inline && { cut: true as const }) }
      : null;
  return {
    write,
    path: at < 0 ? '' : write.key.slice(at),
    node: at < 0 ? write.key : write.key.slice(0, at),
    output: inline ? text : null,
    chunks: inline ? [] : cut(text),
    params: write.params === undefined ? null : JSON.stringify(write.params),
    extra,
  };
}

/** Bytes, not characters: a chunk may end in the middle of one. */
function cut(text: string): readonly Uint8Array[] {
  const bytes = Buffer.from(text);
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += inlineBytes) chunks.push(bytes.subarray(from, from + inlineBytes));
  return chunks;
}

/** [node, status, port, started, ended, attempt, extra, params, output?] – see `groupSteps` in sqlite-rows.ts for the way back. */
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

function groupOps(groups: Extract<Write, { kind: 'steps' }>[]): Op[] {
  const ops: Op[] = [];
  const sorted = groups.map((group) => ({
    group,
    prefix: group.path
      .slice(0, -1)
      .map((i) => `[${i}]`)
      .join(''),
    index: group.path.at(-1) ?? 0,
  }));
  sorted.sort((a, b) => compare(a.group.container, b.group.container) || compare(a.prefix, b.prefix) || a.index - b.index);
  const announced = groups.reduce((sum, group) => sum + group.steps.length, 0) <= announcedSteps;
  let announce: StepWrite[] = [];
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
          announce: announced ? announce : null,
        },
      });
    }
    [texts, nodes, announce, statuses, length, first] = [[], [], [], 0, 0, undefined];
  };
  for (const one of sorted) {
    const { group, prefix, index } = one;
    const own = `${prefix}[${index}]`;
    const text = group.path.length > 0 && group.steps.every((step) => fits(step, own)) ? JSON.stringify(group.steps.map(packed)) : null;
    if (text === null || text.length > groupText) {
      for (const step of group.steps) ops.push({ op: 'step', step: stepText(step) });
      continue;
    }
    const follows = first?.group.container === group.container && first.prefix === prefix && first.index + texts.length === index;
    if (!follows || texts.length >= groupSpan || length + text.length > groupText) flush();
    first ??= one;
    texts.push(text);
    nodes.push(group.steps.map((step) => step.nodeId));
    if (announced) announce.push(...group.steps);
    for (const step of group.steps) statuses |= 1 << stepStates.indexOf(step.status);
    length += text.length;
  }
  flush();
  return ops;
}

const fits = (step: StepWrite, path: string): boolean =>
  !step.from && !step.logs?.length && step.key.length === step.nodeId.length + path.length && step.key.endsWith(path);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Neighbouring entries of one loop share a row. */
function flushEntries(ops: Op[], entries: Extract<Write, { kind: 'iteration' }>[]): void {
  let texts: string[] = [];
  let length = 0;
  let first: (typeof entries)[number] | undefined;
  const flush = () => {
    if (first)
      ops.push({ op: 'iterations', key: first.key, lo: first.index, hi: first.index + texts.length - 1, data: `[${texts.join(',')}]` });
    [texts, length, first] = [[], 0, undefined];
  };
  for (const entry of entries.splice(0)) {
    const { index, status, value = null, error = null } = entry;
    const text = outputText({ index, status, value, error: error as never }, `The result of iteration ${index} of ${entry.key}`);
    if (!first || first.key !== entry.key || first.index + texts.length !== index || texts.length >= groupSpan || length > groupText)
      flush();
    first ??= entry;
    texts.push(text);
    length += text.length;
  }
  flush();
}

export const maxSpan = groupSpan;

export const refusedTwice = (runId: string, key: string) => fail('conflict', `Step ${key} of run ${runId} is recorded already.`);
