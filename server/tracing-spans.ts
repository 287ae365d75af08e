// A run as a trace: made from what the journal has, so that it is the same whichever processes worked on it, and the same again when
// it is made twice. The trace's id follows from the run's, a span's from the step's key. Pure.
import { hash } from 'node:crypto';
import type { Attributes, HrTime, Link, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Flow, FlowNode } from '../nodes/kit/flow.ts';
import type { Run, Step } from '../nodes/kit/records.ts';
import { stepId } from './engine/ids.ts';

/** What the library's enums say, so that it need not be loaded for three numbers. */
const SERVER = 1;
const INTERNAL = 0;
const SAMPLED = 1;
const OK = 1;
const ERROR = 2;

export type Resource = ReadableSpan['resource'];

export const traceIdOf = (runId: string): string => hash('sha256', `trace ${runId}`).slice(0, 32);
export const spanIdOf = (runId: string, stepKey: string | null): string => hash('sha256', `span ${runId} ${stepKey ?? ''}`).slice(0, 16);

const contextOf = (runId: string, stepKey: string | null): SpanContext => ({
  traceId: traceIdOf(runId),
  spanId: spanIdOf(runId, stepKey),
  traceFlags: SAMPLED,
});

const timeOf = (iso: string): HrTime => {
  const ms = Date.parse(iso);
  return [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000];
};

interface Told {
  readonly name: string;
  readonly kind: number;
  readonly context: SpanContext;
  readonly parent?: SpanContext;
  readonly from: string;
  readonly to: string;
  readonly status: ReadableSpan['status'];
  readonly attributes: Attributes;
  readonly links?: Link[];
}

function span(
  { name, kind, context, parent, from, to, status, attributes, links = [] }: Told,
  resource: Resource,
  version: string,
): ReadableSpan {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  return {
    name,
    kind,
    spanContext: () => context,
    ...(parent && { parentSpanContext: parent }),
    startTime: timeOf(from),
    endTime: timeOf(to),
    status,
    attributes,
    links,
    events: [],
    duration: [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000],
    ended: true,
    resource,
    instrumentationScope: { name: 'vaultflow', version },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** What is not known is left out. */
const said = (attributes: { readonly [name: string]: string | number | boolean | null | undefined }): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, string | number | boolean] => entry[1] != null));

export function runSpan(run: Run, resource: Resource, version: string): ReadableSpan {
  const links: Link[] = [];
  if (run.parent) links.push({ context: contextOf(run.parent.runId, run.parent.stepKey), attributes: { 'vaultflow.link': 'started by' } });
  if (run.retryOf !== null) links.push({ context: contextOf(run.retryOf, null), attributes: { 'vaultflow.link': 'retry of' } });
  const told: Told = {
    name: run.flowName,
    kind: SERVER,
    context: contextOf(run.id, null),
    from: run.createdAt,
    to: run.endedAt ?? run.createdAt,
    status: run.status === 'succeeded' ? { code: OK } : { code: ERROR, message: run.message ?? run.error?.message ?? run.status },
    attributes: said({
      'vaultflow.run.id': run.id,
      'vaultflow.run.number': run.number,
      'vaultflow.run.status': run.status,
      'vaultflow.run.failures': run.failures,
      'vaultflow.world': run.world,
      'vaultflow.flow.id': run.flowId,
      'vaultflow.flow.version': run.version,
      'vaultflow.trigger': run.trigger.type,
      'error.type': run.error?.code,
    }),
    links,
  };
  return span(told, resource, version);
}

/** Key of the step that surrounds this one: a loop has one place less, a scope the same. */
function aroundOf(step: Step, node: FlowNode | undefined, byId: ReadonlyMap<string, FlowNode>): string | null {
  const container = node?.parent === undefined ? undefined : byId.get(node.parent);
  if (!container) return null;
  const path = container.type === 'core.scope' ? step.path : step.path.slice(0, -1);
  return container.id + path.map((index) => `[${index}]`).join('');
}

export function stepSpan(run: Run, step: Step, flow: Flow | null, resource: Resource, version: string): ReadableSpan | null {
  // Skipped steps took no time and did nothing.
  if (step.startedAt === null || step.endedAt === null || step.status === 'skipped') return null;
  const byId = new Map(flow?.nodes.map((node) => [node.id, node]));
  const node = byId.get(step.nodeId);
  const told: Told = {
    name: step.key,
    kind: INTERNAL,
    context: contextOf(run.id, step.key),
    parent: contextOf(run.id, aroundOf(step, node, byId)),
    from: step.startedAt,
    to: step.endedAt,
    status: step.status === 'succeeded' ? { code: OK } : { code: ERROR, message: step.error?.message ?? step.status },
    attributes: said({
      'vaultflow.run.id': run.id,
      'vaultflow.step.key': step.key,
      'vaultflow.step.status': step.status,
      'vaultflow.step.attempt': step.attempt,
      'vaultflow.step.port': step.port,
      'vaultflow.node.type': node?.type,
      'vaultflow.taken_from': step.takenFrom,
      // What every request of the step carried, and what Azure called the one that failed.
      'az.client_request_id': node?.connection === undefined ? undefined : stepId(run.id, step.key),
      'az.service_request_id': step.error?.requestId,
      'azure.job.id': step.jobId,
      'error.type': step.error?.azure?.code ?? step.error?.code,
    }),
  };
  return span(told, resource, version);
}
