// The rows of the timeline and their places in time, from steps as they are known. Pure: no React, no clock of its own.
import type { Graph } from '../../nodes/kit/graph.ts';
import type { Step } from '../../nodes/kit/records.ts';
import { stepKey } from '../../nodes/kit/step-key.ts';
import { percent, shortDuration } from '../ui/format.ts';

export interface TimelineRow {
  readonly key: string;
  readonly nodeId: string;
  readonly depth: number;
  readonly step: Step;
  /** Unfolds: a container. */
  readonly container: boolean;
  readonly open: boolean;
  /** The last number of its path: which iteration it belongs to. */
  readonly iteration: number | null;
}

/**
 * Steps in the order of the flow, what stands inside a container indented below it. Inside a loop the iterations follow
 * each other. Skipped steps come along; steps that have not begun have no record and no row.
 */
export function timelineRows(graph: Graph, steps: readonly Step[], isOpen: (key: string) => boolean): readonly TimelineRow[] {
  const byPlace = new Map<string, Step[]>();
  const place = new Map(graph.order.map((id, index) => [id, index]));
  for (const step of steps) {
    const list = byPlace.get(placeOf(graph, step));
    if (list) list.push(step);
    else byPlace.set(placeOf(graph, step), [step]);
  }
  const rows: TimelineRow[] = [];
  const add = (list: readonly Step[], depth: number) => {
    const sorted = list.toSorted(
      (a, b) =>
        (a.path.at(-1) ?? 0) - (b.path.at(-1) ?? 0) ||
        (place.get(a.nodeId) ?? 1e9) - (place.get(b.nodeId) ?? 1e9) ||
        a.key.localeCompare(b.key),
    );
    for (const step of sorted) {
      const container = graph.children(step.nodeId).length > 0 || step.loop !== null;
      const open = container && isOpen(step.key);
      rows.push({ key: step.key, nodeId: step.nodeId, depth, step, container, open, iteration: step.path.at(-1) ?? null });
      if (open) add(byPlace.get(step.key) ?? [], depth + 1);
    }
  };
  add(byPlace.get('') ?? [], 0);
  return rows;
}

/** Key of the container step around a step; empty at the top. */
function placeOf(graph: Graph, step: Step): string {
  const parent = graph.parent(step.nodeId);
  if (parent === null) return '';
  // A loop's own key is one number shorter than its inner steps'; a scope counts no rounds, so its key is as long.
  return stepKey(parent, graph.nodes.get(parent)?.type === 'core.scope' ? step.path : step.path.slice(0, -1));
}

export interface TimeScale {
  /** 0..1 */
  at(ms: number): number;
}

/**
 * Time as a share of the width. The order and overlap of all bars is true, but long stretches are drawn shorter: a wait of
 * hours must not squeeze the seconds around it into nothing.
 */
export function timeScale(steps: readonly Step[], from: number, until: number): TimeScale {
  const marks = new Set<number>([from, Math.max(from + 1, until)]);
  for (const { startedAt, endedAt, takenFrom } of steps) {
    if (takenFrom) continue;
    if (startedAt) marks.add(Math.min(Math.max(Date.parse(startedAt), from), until));
    if (endedAt) marks.add(Math.min(Math.max(Date.parse(endedAt), from), until));
  }
  const times = [...marks].sort((a, b) => a - b);
  const places = [0];
  for (let i = 1; i < times.length; i++)
    places.push((places[i - 1] as number) + Math.log2(1 + ((times[i] as number) - (times[i - 1] as number)) / 250));
  const whole = places.at(-1) || 1;
  return {
    at(ms) {
      let low = 0;
      let high = times.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((times[middle] as number) <= ms) low = middle;
        else high = middle;
      }
      const [a, b] = [times[low] as number, times[high] as number];
      const share = b === a ? 0 : Math.min(1, Math.max(0, (ms - a) / (b - a)));
      return ((places[low] as number) + share * ((places[high] as number) - (places[low] as number))) / whole;
    },
  };
}

/** What stands behind the bar. @example barText(step, now) // '1.2 s', '3 of 5', '64 %', 'failed' */
export function barText(step: Step, now: number): string {
  if (step.status === 'skipped') return 'skipped';
  if (step.takenFrom) return 'taken over';
  if (step.status === 'failed') return 'failed';
  if (step.status === 'cancelled') return 'cancelled';
  if (step.status === 'needs-attention') return 'needs a person';
  if (step.loop && step.endedAt === null) return `${step.loop.done} of ${step.loop.count}`;
  if (step.endedAt === null && step.progress !== null) return percent(step.progress);
  if (!step.startedAt) return '';
  const took = shortDuration((step.endedAt ? Date.parse(step.endedAt) : now) - Date.parse(step.startedAt));
  return step.attempt > 1 ? `${took} · ${step.attempt} tries` : took;
}
