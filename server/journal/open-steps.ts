// What is known of a step that has begun and not ended: start, intent, failed tries, wait, loop cursor. The rules of how one
// record follows another stand here once, for every implementation. It knows no storage and no run.
import type { Failure } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { parseStepKey } from '../../nodes/kit/step-key.ts';
import { type Loaded, type Resolution, type StepWrite, suspectAfter, type Write } from './contract.ts';

type Kept<K extends Write['kind']> = Omit<Extract<Write, { kind: K }>, 'kind' | 'key' | 'nodeId' | 'params'>;

export type OpenWrite = Extract<Write, { kind: 'start' | 'intent' | 'closed' | 'attention' | 'attempt' | 'wait' | 'cursor' }>;

export interface OpenStep {
  readonly nodeId: string;
  /** Evaluated once: the first durable record's params stay, whatever later ones carry. */
  readonly params: Json;
  readonly start?: Kept<'start'>;
  readonly intent?: Kept<'intent'> & { readonly attention: Failure | null; readonly resolution: Resolution | null };
  readonly attempt?: Kept<'attempt'>;
  readonly wait?: Kept<'wait'> & { readonly delivered?: { readonly payload: Json } };
  readonly cursor?: Kept<'cursor'>;
  /** The processes in which it was under way when they died, one after the other. */
  readonly deaths?: readonly string[];
}

/** The record after `write`; undefined when nothing is left of it. */
export function applyOpen(open: OpenStep | undefined, write: OpenWrite): OpenStep | undefined {
  if (write.kind === 'closed') {
    if (!open) return undefined;
    const { intent, deaths: _, ...rest } = open;
    // It has begun all the same, and its params stay.
    return rest.start || !intent ? rest : { ...rest, start: { at: intent.startedAt } };
  }
  if (write.kind === 'attention') {
    return open?.intent ? { ...open, intent: { ...open.intent, attention: write.error, resolution: null } } : open;
  }
  const { kind: _kind, key: _key, nodeId, params, ...rest } = write;
  const base: OpenStep = open && !open.wait?.paused ? open : { nodeId, params };
  switch (write.kind) {
    case 'start':
      return { ...base, start: { at: write.at } };
    case 'intent': {
      // The call is made anew: what an earlier call was waiting for no longer counts. The tries so far do.
      const { wait: _wait, ...kept } = base;
      return { ...kept, intent: { ...(rest as Kept<'intent'>), attention: null, resolution: null } };
    }
    case 'attempt': {
      // A wait stays: `resume` may be what failed, and is tried again with the same state and event.
      const { intent: _intent, deaths: _deaths, ...kept } = base;
      return { ...kept, attempt: rest as Kept<'attempt'> };
    }
    case 'wait': {
      const { intent: _intent, attempt: _attempt, deaths: _deaths, ...kept } = base;
      return { ...kept, wait: rest as Kept<'wait'> };
    }
    case 'cursor':
      return { ...base, cursor: rest as Kept<'cursor'> };
  }
}

export const withDelivery = (open: OpenStep, payload: Json): OpenStep =>
  open.wait ? { ...open, wait: { ...open.wait, delivered: { payload } } } : open;

/** Null when there is nothing to resolve: no open intent that asked for a person. */
export function withResolution(open: OpenStep | undefined, resolution: Resolution): OpenStep | null {
  if (!open?.intent?.attention || open.intent.resolution) return null;
  // A person has looked at it: whatever it was blamed for, it gets another chance.
  const { deaths: _, ...rest } = open;
  return { ...rest, intent: { ...open.intent, resolution } };
}

const mostBlame = 10;

/** The step with the blame for this death, if it was under way then; undefined: it was not. */
export function withDeath(open: OpenStep, owner: string, trial: boolean, now: number): OpenStep | undefined {
  const { deaths = [] } = open;
  if (!isUnderWay(open, now) || deaths.length >= mostBlame || (deaths.length >= suspectAfter && !trial)) return undefined;
  return { ...open, deaths: [...deaths, owner] };
}

/** By its records it is being called, or was to be called at once. */
function isUnderWay({ intent, attempt, wait, start }: OpenStep, now: number): boolean {
  if (intent) return !intent.attention || intent.resolution !== null;
  if (attempt) return attempt.retryAt <= now;
  if (wait) return wait.delivered !== undefined || (wait.until !== undefined && wait.until <= now);
  return start !== undefined;
}

/** The event this step waits for and has not got yet. */
export const awaitedEvent = (open: OpenStep | undefined): string | null =>
  open?.wait?.event !== undefined && !open.wait.delivered ? open.wait.event : null;

/** When a parked run has to go on because of this step; 0 = at once, null = not by itself. */
export function wakeAt(open: OpenStep | undefined): number | null {
  if (!open) return null;
  if (open.intent) return open.intent.resolution ? 0 : null;
  if (open.attempt) return open.attempt.retryAt;
  if (open.wait?.delivered) return 0;
  return open.wait?.until ?? null;
}

/** What a run's end makes of a step that is still open: it stays in the history as cancelled. */
export function abandoned(key: string, open: OpenStep, at: number): StepWrite {
  const error = open.intent?.attention ?? open.attempt?.error;
  return {
    kind: 'step',
    key,
    nodeId: open.nodeId,
    status: 'cancelled',
    port: null,
    startedAt: startedAt(open) ?? at,
    endedAt: at,
    attempt: attemptOf(open),
    params: open.params,
    ...(error ? { error } : {}),
    ...(open.cursor ? { loop: { count: open.cursor.count, done: open.cursor.done, failed: open.cursor.failed } } : {}),
  };
}

export const startedAt = (open: OpenStep): number | null =>
  open.start?.at ?? open.cursor?.startedAt ?? open.intent?.startedAt ?? open.attempt?.startedAt ?? open.wait?.startedAt ?? null;

export const attemptOf = (open: OpenStep): number => open.intent?.attempt ?? open.attempt?.attempt ?? open.wait?.attempt ?? 1;

type Open<K extends 'starts' | 'intents' | 'attempts' | 'waits' | 'cursors'> =
  Loaded[K] extends ReadonlyMap<string, infer V> ? Map<string, V> : never;

/** The maps of a claim, filled from its open steps. */
export interface OpenMaps {
  starts: Open<'starts'>;
  intents: Open<'intents'>;
  attempts: Open<'attempts'>;
  waits: Open<'waits'>;
  cursors: Open<'cursors'>;
  deaths: Map<string, number>;
}

/** Stands for every map that has nothing in it: ten thousand runs that wake at once have one of five filled. */
const nothing = new Map<string, never>();

export const openMaps = (): OpenMaps => ({
  starts: nothing,
  intents: nothing,
  attempts: nothing,
  waits: nothing,
  cursors: nothing,
  deaths: nothing,
});

const put = <V>(map: Map<string, V>, key: string, value: V): Map<string, V> =>
  (map === (nothing as ReadonlyMap<string, V>) ? new Map<string, V>() : map).set(key, value);

/** `living`: processes that had only been silent. */
export function addOpen(maps: OpenMaps, key: string, open: OpenStep, living?: ReadonlySet<string> | null): void {
  const { nodeId, params } = open;
  const deaths = open.deaths?.filter((owner) => !living?.has(owner)).length ?? 0;
  if (deaths > 0) maps.deaths = put(maps.deaths, key, deaths);
  if (open.start) maps.starts = put(maps.starts, key, { nodeId, at: open.start.at, params });
  if (open.intent) maps.intents = put(maps.intents, key, { kind: 'intent', key, nodeId, params, ...open.intent });
  if (open.attempt) maps.attempts = put(maps.attempts, key, { kind: 'attempt', key, nodeId, params, ...open.attempt });
  if (open.wait) maps.waits = put(maps.waits, key, { kind: 'wait', key, nodeId, params, ...open.wait });
  if (open.cursor) maps.cursors = put(maps.cursors, key, { kind: 'cursor', key, nodeId, params, ...open.cursor });
}

/** Paths of the iterations that a loop's cursor says are open. */
export function openIterations(key: string, open: OpenStep): readonly (readonly number[])[] {
  if (!open.cursor) return [];
  const path = parseStepKey(key)?.path ?? [];
  return open.cursor.open.map((index) => [...path, index]);
}
