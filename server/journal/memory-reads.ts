// What the in-memory journal answers about its runs. Reads only.
import type { Json } from '../../nodes/kit/json.ts';
import type { Step } from '../../nodes/kit/records.ts';
import { hasEnded, type RunStatus } from '../../nodes/kit/status.ts';
import { pathText } from '../../nodes/kit/step-key.ts';
import type { Iteration, Journal, JournalEvent, Loaded, LoadedStep, Page, RunFilter } from './contract.ts';
import { standsInline } from './limits.ts';
import { listItems } from './list-items.ts';
import type { MemoryRun, MemoryStep } from './memory-run.ts';
import { addOpen, openIterations, openMaps } from './open-steps.ts';
import { runView } from './run-state.ts';
import { openView, settledView, stepMatches } from './step-view.ts';

export interface MemoryState {
  readonly runs: Map<string, MemoryRun>;
  readonly memory: Map<string, Map<string, { readonly value: string; readonly at: number; readonly runId: string | null }>>;
  seq: number;
  /** Changes up to here may be missing: runs with them were deleted. */
  pruned: number;
}

type Reads = Pick<
  Journal,
  | 'run'
  | 'descendants'
  | 'runs'
  | 'countRuns'
  | 'lastRuns'
  | 'step'
  | 'steps'
  | 'params'
  | 'output'
  | 'items'
  | 'iterations'
  | 'log'
  | 'response'
  | 'result'
  | 'memory'
  | 'events'
>;

export function memoryReads(state: MemoryState): Reads {
  /** The run and step that really hold the data: another run's when taken over by reference. */
  const holder = (runId: string, key: string): { readonly run: MemoryRun; readonly step: MemoryStep } | null => {
    const run = state.runs.get(runId);
    const step = run?.steps.get(key);
    if (!run || !step) return null;
    return step.takenFrom === null ? { run, step } : holder(step.takenFrom, key);
  };
  const entries = (run: MemoryRun | undefined, key: string): readonly Iteration[] =>
    [...(run?.iterations.get(key)?.values() ?? [])].map((text) => JSON.parse(text) as Iteration).sort((a, b) => a.index - b.index);

  return {
    async run(runId) {
      const run = state.runs.get(runId);
      return run ? { ...runView(run.head, run.state), projectId: run.head.projectId } : null;
    },
    async descendants(rootId) {
      return [...state.runs.values()].filter(({ head }) => head.rootId === rootId).length;
    },
    async runs(filter) {
      const all = [...state.runs.values()].reverse().filter((run) => runMatches(run, filter));
      const after = filter.cursor === undefined ? all : all.filter((run) => run.head.number < Number(filter.cursor));
      return page(
        after,
        filter.limit,
        (run) => String(run.head.number),
        (run) => runView(run.head, run.state),
      );
    },
    async countRuns(filter) {
      const counts: { [status in RunStatus]?: number } = {};
      for (const run of state.runs.values()) if (runMatches(run, filter)) counts[run.state.status] = (counts[run.state.status] ?? 0) + 1;
      return counts;
    },
    async lastRuns({ projectId, flowIds, each, status }) {
      const found = new Map(flowIds.map((id) => [id, 0]));
      return [...state.runs.values()].reverse().flatMap((run) => {
        const { head, state: now } = run;
        const before = found.get(head.flowId);
        if (before === undefined || before >= each || !runMatches(run, { projectId, ...(status && { status }) })) return [];
        found.set(head.flowId, before + 1);
        const { id, flowId, number, at } = head;
        const { status: stands, failures, startedAt, endedAt } = now;
        return [{ id, flowId, number, status: stands, failures, at, startedAt, endedAt }];
      });
    },
    async step(runId, key) {
      const run = state.runs.get(runId);
      const settled = run?.steps.get(key);
      if (settled) return settledView(settled);
      const open = run?.open.get(key);
      return open ? openView(key, open.step) : null;
    },
    async steps(runId, filter) {
      const run = state.runs.get(runId);
      if (!run) return { items: [], next: null };
      const from = Number(filter.cursor ?? -1);
      const found = allSteps(run).filter((entry) => entry.seq > from && stepMatches(entry.step, filter));
      return page(
        found,
        filter.limit,
        (entry) => String(entry.seq),
        (entry) => entry.step,
      );
    },
    async params(runId, key) {
      const open = state.runs.get(runId)?.open.get(key);
      return structuredClone(open?.step.params ?? holder(runId, key)?.step.params ?? null);
    },
    async output(runId, key) {
      const found = holder(runId, key)?.step;
      return found?.hasOutput || found?.list ? { data: found.output === null ? null : JSON.parse(found.output), list: found.list } : null;
    },
    async items(runId, key, from, limit) {
      const found = holder(runId, key);
      const pages = found?.run.pages.get(key) ?? state.runs.get(runId)?.pages.get(key);
      if (pages) return pages.flatMap((text) => JSON.parse(text) as Json[]).slice(from, from + limit);
      return found?.step.list ? listItems(entries(found.run, key), found.step.list.count, from, limit) : [];
    },
    async iterations(runId, key, from, limit) {
      const run = holder(runId, key)?.run ?? state.runs.get(runId);
      return entries(run, key)
        .filter((entry) => entry.index >= from)
        .slice(0, limit);
    },
    async log(runId, key) {
      return [...((holder(runId, key)?.run ?? state.runs.get(runId))?.logs.get(key) ?? [])];
    },
    async response(runId) {
      return JSON.parse(state.runs.get(runId)?.response ?? 'null');
    },
    async result(runId) {
      return JSON.parse(state.runs.get(runId)?.result ?? 'null');
    },
    async memory(flowId) {
      const named = [...(state.memory.get(flowId) ?? [])];
      return Object.fromEntries(named.map(([name, kept]) => [name, { ...kept, value: JSON.parse(kept.value) as Json }]));
    },
    async events(filter) {
      const events: JournalEvent[] = [];
      const named = filter.runId !== undefined || filter.flowId !== undefined;
      for (const run of state.runs.values()) {
        if (run.head.projectId !== filter.projectId) continue;
        if (filter.runId !== undefined && run.head.id !== filter.runId) continue;
        if (filter.flowId !== undefined && run.head.flowId !== filter.flowId) continue;
        events.push(...changesOf(run, filter.after).filter((event) => named || !isShared(run, event)));
      }
      events.sort((a, b) => a.seq - b.seq);
      const kept = events.slice(0, filter.limit);
      const last = events.length > kept.length ? (kept.at(-1)?.seq ?? filter.after) : state.seq;
      return { events: kept, reset: filter.after < state.pruned || filter.after > state.seq, last };
    },
  };
}

/** What a claim hands to the engine. */
export function loadRun(state: MemoryState, run: MemoryRun): Loaded {
  const maps = openMaps();
  const paths = new Set(['']);
  for (const [key, open] of run.open) {
    addOpen(maps, key, structuredClone(open.step));
    for (const path of openIterations(key, open.step)) paths.add(pathText(path));
  }
  const steps = new Map<string, LoadedStep>();
  for (const step of run.steps.values()) {
    if (!paths.has(step.key.slice(step.nodeId.length))) continue;
    const source = step.takenFrom === null ? step : state.runs.get(step.takenFrom)?.steps.get(step.key);
    const inline = source?.output && standsInline(source.output) ? { output: JSON.parse(source.output) as Json } : {};
    const { nodeId, status, port, error, hasOutput, list } = step;
    steps.set(step.key, { nodeId, status, port, error, hasOutput, list, ...inline });
  }
  const memory = [...(state.memory.get(run.head.flowId) ?? [])].map(([name, kept]) => [name, JSON.parse(kept.value) as Json]);
  return {
    run: runView(run.head, run.state),
    projectId: run.head.projectId,
    depth: run.head.depth,
    epoch: run.state.epoch,
    cancel: run.state.cancel,
    steps,
    ...maps,
    memory: Object.fromEntries(memory),
    stopped: run.state.stopped,
    died: run.state.died,
  };
}

/** The present state of everything that changed after `after`: one event per run and step (of `keys`, when given). */
export function changesOf(run: MemoryRun, after: number, keys?: ReadonlySet<string>): JournalEvent[] {
  const { id: runId, projectId, flowId } = run.head;
  const events: JournalEvent[] = [];
  const add = (seq: number, at: number, change: JournalEvent['change']) => events.push({ seq, projectId, runId, flowId, at, change });
  if (run.seq > after)
    add(run.seq, run.state.endedAt ?? run.state.startedAt ?? run.head.at, { type: 'run', run: runView(run.head, run.state) });
  const addStep = (seq: number, step: Step) =>
    add(seq, Date.parse(step.endedAt ?? step.startedAt ?? '') || run.head.at, { type: 'step', step });
  for (const key of keys ?? [...run.steps.keys(), ...run.open.keys()]) {
    const settled = run.steps.get(key);
    const open = run.open.get(key);
    if (settled && settled.seq > after) addStep(settled.seq, settledView(settled));
    else if (open && open.seq > after) addStep(open.seq, openView(key, open.step));
  }
  return events.sort((a, b) => a.seq - b.seq);
}

const isShared = (run: MemoryRun, { change }: JournalEvent): boolean =>
  change.type === 'step' && run.steps.get(change.step.key)?.shared === true;

function allSteps(run: MemoryRun): { readonly seq: number; readonly step: Step }[] {
  const settled = [...run.steps.values()].map((step) => ({ seq: step.seq, step: settledView(step) }));
  const open = [...run.open].map(([key, kept]) => ({ seq: kept.seq, step: openView(key, kept.step) }));
  return [...settled, ...open].sort((a, b) => a.seq - b.seq);
}

function runMatches(run: MemoryRun, filter: Omit<RunFilter, 'limit' | 'cursor'>): boolean {
  const { head, state } = run;
  if (head.projectId !== filter.projectId || (filter.flowId !== undefined && head.flowId !== filter.flowId)) return false;
  if (filter.status && !filter.status.includes(state.status)) return false;
  if (filter.since !== undefined && head.at < filter.since) return false;
  if (filter.world !== undefined && head.world !== filter.world) return false;
  if (filter.trigger !== undefined && head.trigger.type !== filter.trigger) return false;
  if (filter.error !== undefined && state.error?.code !== filter.error) return false;
  if (filter.q === undefined || filter.q === '') return true;
  const wanted = filter.q.toLowerCase();
  if ([head.flowName, state.message ?? '', String(head.number), head.id].some((text) => text.toLowerCase().includes(wanted))) return true;
  const inJson = JSON.stringify(wanted).slice(1, -1);
  const said = [...run.steps.values()].flatMap(({ error }) => (error ? [error] : []));
  return [head.inputs, ...said].some((one) => JSON.stringify(one).toLowerCase().includes(inJson));
}

function page<T, U>(all: readonly T[], limit: number, cursor: (item: T) => string, view: (item: T) => U): Page<U> {
  const kept = all.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(view), next: all.length > limit && last !== undefined ? cursor(last) : null };
}

export const isOver = (run: MemoryRun): boolean => hasEnded(run.state.status);
