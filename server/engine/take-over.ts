// What a retried or partial run has from the start: steps that it takes over instead of running them. Written as its first
// records, in one piece: a crash before leaves an untouched run, a crash after one that goes on from there.
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Loaded, StepWrite, Write } from '../journal/contract.ts';
import type { CompiledFlow, CompiledNode } from './compile.ts';
import { isTrial, type Origin, type Trial } from './origin.ts';
import type { Host } from './session.ts';
import { retryWrites } from './take-over-retry.ts';

export async function takeOver(
  host: Host,
  flow: CompiledFlow,
  loaded: Loaded,
  origin: Exclude<Origin, { readonly kind: 'event' }>,
): Promise<void> {
  const writes = isTrial(origin) ? partWrites(flow, origin, host.now()) : await retryWrites(host, flow, origin);
  if (writes.length > 0) await host.journal.write(loaded.run.id, loaded.epoch, writes);
}

/** Everything outside the asked part is decided from the start: what leads into it as if it had succeeded, the rest as skipped. */
function partWrites(flow: CompiledFlow, origin: Trial, now: number): readonly Write[] {
  const from = origin.from === null ? null : outermost(flow, origin.from);
  const to = origin.to === null ? null : outermost(flow, origin.to);
  const first = from && new Set([from, ...flow.graph.behind(from)]);
  const last = to && new Set([to, ...flow.graph.before(to)]);
  return flow.root.nodes
    .filter(({ id }) => (first && !first.has(id)) || (last && !last.has(id)))
    .map((node) => leftOut(node, first ? portInto(node, from) : null, origin.samples, now));
}

const outermost = (flow: CompiledFlow, id: string): string => flow.graph.around(id).at(-1) ?? id;

/** The port from which this node leads into the first one to run; null: it does not. */
const portInto = (node: CompiledNode, first: string | null): string | null =>
  node.outOf.find(({ to }) => node.body.nodes[to]?.id === first)?.port ?? null;

function leftOut(node: CompiledNode, port: string | null, samples: JsonObject, now: number): StepWrite {
  const sample = samples[node.id];
  const common = { kind: 'step', key: node.id, nodeId: node.id, startedAt: now, endedAt: now, attempt: 1 } as const;
  if (port === 'skipped' || (port === null && sample === undefined)) return { ...common, status: 'skipped', port: null };
  if (port === 'failed')
    return { ...common, status: 'failed', port, error: { code: 'node_failed', message: 'This part of the flow was left out.' } };
  return { ...common, status: 'succeeded', port: port === null || port === 'always' ? node.firstPort : port, output: sample ?? null };
}
