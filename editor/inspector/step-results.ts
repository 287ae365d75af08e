// Results of steps of a run, read once and kept: a finished step never changes. A list result comes with its first page only;
// `partial` says how much of it is here.
import { useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { stepKey } from '../../nodes/kit/step-key.ts';
import { call, keys } from '../api.ts';
import { useDocument } from '../document/store.ts';
import { useRun, useSteps, watchIteration } from '../runs/run-store.ts';

export interface RunSource {
  readonly run: Run;
  step(key: string): Step | null;
}

/**
 * The run whose data the panels show: the one on the canvas, else the newest of the flow. Null when there is none. Inner steps
 * of loops are there for the iterations asked for, named like `eachItem[3]`.
 */
export function useRunSource(iterations: readonly string[] = none): RunSource | null {
  const shown = useRun();
  const steps = useSteps();
  const newest = useDocument(({ summary }) => summary?.lastRuns.at(-1)?.id ?? null);
  const id = newest ?? '';
  const unseen = shown === null && newest !== null;
  const run = useQuery({
    queryKey: keys.run(id),
    queryFn: () => call('getRun', { params: { id } }),
    enabled: unseen,
    staleTime: 30_000,
    retry: false,
  });
  const read = useQueries({
    queries: ['', ...iterations].map((name) => ({
      queryKey: [...keys.run(id), 'steps', name],
      queryFn: async () => (await call('listSteps', { params: { id }, query: { limit: 200, ...insideOf(name) } })).items,
      enabled: unseen,
      staleTime: 30_000,
      retry: false,
    })),
    combine: stepsOf,
  });
  useEffect(() => {
    if (shown === null) return;
    for (const name of iterations) {
      const { parent, index } = insideOf(name);
      if (parent !== undefined && index !== undefined) void watchIteration(parent, index);
    }
  }, [shown, iterations]);
  return useMemo(() => {
    const from = shown ? { run: shown, steps } : unseen && run.data && read ? { run: run.data, steps: read } : null;
    if (!from) return null;
    const byKey = new Map(from.steps.map((step) => [step.key, step]));
    return { run: from.run, step: (key) => byKey.get(key) ?? null };
  }, [shown, steps, unseen, run.data, read]);
}

const none: readonly string[] = [];

/** One list of all that was read; null until the outermost steps are here. */
const stepsOf = (answers: readonly { readonly data: readonly Step[] | undefined }[]): readonly Step[] | null =>
  answers[0]?.data ? answers.flatMap(({ data }) => data ?? []) : null;

function insideOf(name: string): { readonly parent?: string; readonly index?: number } {
  const match = /^(.*)\[(\d+)\]$/.exec(name);
  return match ? { parent: match[1] as string, index: Number(match[2]) } : {};
}

export interface StepResult {
  readonly value: Json;
  /** Present when only the beginning of a list was read. */
  readonly partial: { readonly property: string; readonly read: number; readonly count: number } | null;
}

const previewItems = 200;

const resultQuery = (runId: string, key: string) => ({
  queryKey: keys.output(runId, key),
  queryFn: async (): Promise<StepResult> => {
    const { data, list } = await call('getStepOutput', { params: { id: runId, key }, query: { from: 0, limit: previewItems } });
    if (!list) return { value: data as Json, partial: null };
    const whole = {
      ...(typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as JsonObject) : {}),
      [list.property]: list.items as Json,
    };
    return {
      value: whole,
      partial: list.items.length < list.count ? { property: list.property, read: list.items.length, count: list.count } : null,
    };
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Results of these nodes (in these iterations) as far as they have one. */
export function useStepResults(
  source: RunSource | null,
  wanted: readonly { readonly nodeId: string; readonly path: readonly number[] }[],
): { readonly results: ReadonlyMap<string, StepResult>; readonly loading: boolean } {
  const ready = source ? wanted.filter(({ nodeId, path }) => source.step(stepKey(nodeId, path))?.hasOutput === true).slice(0, 40) : [];
  return useQueries({
    queries: ready.map(({ nodeId, path }) => resultQuery(source?.run.id ?? '', stepKey(nodeId, path))),
    combine: (answers) => ({
      results: new Map(answers.flatMap(({ data }, index) => (data ? [[ready[index]?.nodeId ?? '', data] as const] : []))),
      loading: answers.some(({ isLoading }) => isLoading),
    }),
  });
}
