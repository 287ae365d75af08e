// What holds when a step does not go well: how often it is tried, how long it may take, what comes then. Set or usual, in the words
// of its card. Pure; the usual values are those of the engine.
import { durationMs } from '../../nodes/kit/duration.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { duration, shortDuration } from '../ui/format.ts';

export interface Handling {
  /** What was set for this step, short enough for its badge (its ways out lie beside it); empty: nothing, the usual holds. */
  readonly set: readonly string[];
  readonly rows: readonly (readonly [name: string, value: string])[];
}

const usual = { attempts: 3, first: 'PT1S', cap: 'PT1M', timeout: 'PT15M' } as const;

const long = (iso: string): string => {
  const ms = durationMs(iso);
  return ms === null ? iso : duration(ms).replace('.0 s', ' s');
};

/** Null: a trigger, which neither fails nor waits. `failedTo`: titles of the steps that follow its failure. */
export function handlingOf(
  node: Pick<FlowNode, 'settings'>,
  type: NodeTypeJson | null,
  failedTo: readonly string[],
  inLoop: boolean,
): Handling | null {
  if (!type || type.kind === 'trigger') return null;
  const { retry, timeout } = node.settings ?? {};
  const attempts = retry?.attempts ?? usual.attempts;
  const endless = type.waits || type.kind === 'container';
  const limit = timeout ?? (endless ? null : usual.timeout);
  const tries =
    attempts === 1
      ? 'once, never again'
      : `${attempts} in all, first pause up to ${long(retry?.first ?? usual.first)}, none over ${long(retry?.cap ?? usual.cap)}`;
  return {
    set: [
      ...(retry?.attempts === undefined ? (retry ? ['pauses set'] : []) : [`${attempts}×`]),
      ...(timeout === undefined ? [] : [shortDuration(durationMs(timeout) ?? 0)]),
    ],
    rows: [
      ...(type.kind === 'action' ? ([['Tries', retry ? tries : `${tries} (usual)`]] as const) : []),
      ['Time-out', limit === null ? 'none: it may take as long as it takes' : `${long(limit)}${timeout === undefined ? ' (usual)' : ''}`],
      [
        'If it fails',
        failedTo.length > 0
          ? `goes on with ${failedTo.map((title) => `“${title}”`).join(' and ')}`
          : inLoop
            ? 'what follows is skipped, and this item has failed'
            : 'what follows is skipped, and the run has failed',
      ],
    ],
  };
}
