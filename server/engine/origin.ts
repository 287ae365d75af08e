// Where a run comes from. Most runs carry the event that started them; a retried or partial run carries what was asked for and,
// inside, the event of the first start: expressions see that one, and a crash before the first step loses nothing of it.
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Run, TriggerEvent } from '../../nodes/kit/records.ts';

export type Origin =
  | { readonly kind: 'event'; readonly trigger: TriggerEvent }
  | {
      readonly kind: 'retry';
      readonly trigger: TriggerEvent;
      readonly of: string;
      readonly steps: readonly string[] | null;
    }
  | Trial;

/** A person tries the flow out: a part of it, or pausing on the way. */
export interface Trial {
  readonly kind: 'part' | 'debug';
  readonly trigger: TriggerEvent;
  readonly from: string | null;
  readonly to: string | null;
  readonly samples: JsonObject;
  /** Steps before which it pauses, as they were set at its start. */
  readonly pauseBefore?: readonly string[];
}

/** Types of trigger events that only this file writes. */
const wrapped: readonly string[] = ['retry', 'part', 'debug'];

export function originOf(run: Pick<Run, 'trigger'>): Origin {
  const { type, body } = run.trigger;
  const origin =
    wrapped.includes(type) && typeof body === 'object' && body !== null ? (body as { readonly origin?: Json }).origin : undefined;
  return origin === undefined ? { kind: 'event', trigger: run.trigger } : (origin as unknown as Origin);
}

export const isTrial = (origin: Origin): origin is Trial => origin.kind === 'part' || origin.kind === 'debug';

/** What came before its part was given, not computed. */
export const isPart = (origin: Origin): boolean => isTrial(origin) && (origin.from !== null || origin.to !== null);

export const wrap = (origin: Exclude<Origin, { readonly kind: 'event' }>, at: string): TriggerEvent => ({
  type: origin.kind,
  nodeId: origin.trigger.nodeId,
  at,
  body: { origin: JSON.parse(JSON.stringify(origin)) },
});
