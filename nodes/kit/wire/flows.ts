// The API of flows: drafts, versions, publishing, bindings, samples, memory.
import { z } from 'zod';
import { actorSchema } from '../records.ts';
import { runStatuses } from '../status.ts';
import { hookAuths } from '../webhook.ts';
import { flowListQuery } from './flow-filter.ts';
import { json } from './json.ts';
import { problemItemSchema } from './problem.ts';
import { route } from './route.ts';

const isoTime = z.iso.datetime();

/** The document travels as it is; the server reads it with parseFlow so that migrations and problems are one thing. */
const document = z.record(z.string(), json);

export const listQuery = z.object({ cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).optional() });
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

const triggerSchema = z.object({
  flowId: z.string(),
  flowName: z.string(),
  nodeId: z.string(),
  type: z.string(),
  title: z.string(),
  enabled: z.boolean(),
  /** For schedules: the plain words and the next planned times. */
  says: z.string(),
  next: z.array(isoTime),
  /** For schedules: planned times that started nothing, newest first, at most 20. One line may stand for `count` of them. */
  missed: z.array(
    z.object({
      plannedAt: isoTime,
      /** The last one that this line stands for. */
      lastAt: isoTime,
      count: z.int(),
      /** There were more than were counted. */
      more: z.boolean(),
      /** Nobody could start it in time; a run was going on; the flow could not be started. */
      reason: z.enum(['late', 'overlap', 'refused']),
      says: z.string(),
      /** The run that was recorded as skipped. */
      runId: z.string().nullable(),
    }),
  ),
  /** For webhooks: where to send requests. */
  hookUrl: z.string().nullable(),
  /** For webhooks: who may call. A secret that was never made lets nobody in. */
  hook: z
    .object({
      auth: z.enum(hookAuths),
      secretSet: z.boolean(),
      /** This hook alone is switched off. */
      disabled: z.boolean(),
      /** The secret before the present one is good until then. */
      oldSecretUntil: isoTime.nullable(),
      /** Somebody waits for a call until then; `start`: it starts a run as well. */
      listening: z.object({ until: isoTime, start: z.boolean() }).nullable(),
      /** The last call that was caught; it is the sample data of the trigger. */
      caughtAt: isoTime.nullable(),
      /** The last call that was refused while somebody listened. */
      refused: z.object({ at: isoTime, says: z.string() }).nullable(),
    })
    .nullable(),
});

const flowSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  enabled: z.boolean(),
  publishedVersion: z.int().nullable(),
  /** The draft differs from the published version. */
  changed: z.boolean(),
  etag: z.string(),
  createdAt: isoTime,
  updatedAt: isoTime,
  updatedBy: actorSchema,
  /** '' for none. */
  folder: z.string(),
  tags: z.array(z.string()),
  /** Of whoever asks. */
  favourite: z.boolean(),
  archivedAt: isoTime.nullable(),
  /** Icon and group of its first trigger, for lists. */
  trigger: z.object({ type: z.string(), says: z.string(), next: isoTime.nullable() }).nullable(),
  /** Newest last, at most 14. */
  lastRuns: z.array(
    z.object({
      id: z.string(),
      number: z.int(),
      status: z.enum(runStatuses),
      failures: z.int(),
      at: isoTime,
      seconds: z.number().nullable(),
    }),
  ),
});

export const flowSchemaWire = flowSummarySchema.extend({ document, problems: z.array(problemItemSchema) });

const versionSchema = z.object({
  number: z.int(),
  published: z.boolean(),
  /** The version triggers point at now. */
  current: z.boolean(),
  createdAt: isoTime,
  createdBy: actorSchema,
  message: z.string().nullable(),
});

const bindingSchema = z.object({
  slot: z.string(),
  kind: z.string(),
  connectionId: z.string().nullable(),
  connectionName: z.string().nullable(),
  practice: z.boolean(),
  /** True: nobody chose it; the project's default of that kind fills it. */
  byDefault: z.boolean(),
});

export const flowRoutes = {
  listFlows: route({
    method: 'GET',
    path: '/api/flows',
    access: 'viewer',
    tag: 'flows',
    summary: 'Flows, newest change first; archived ones only when asked for',
    query: listQuery.extend(flowListQuery.shape),
    answer: pageOf(flowSummarySchema).extend({ total: z.int() }),
  }),
  createFlow: route({
    method: 'POST',
    path: '/api/flows',
    access: 'editor',
    tag: 'flows',
    summary: 'Make a flow, empty or from a document',
    body: z.object({ document }),
    bodyLimit: 8_000_000,
    answer: flowSchemaWire,
    status: 201,
    errors: ['flow_invalid', 'flow_format_unknown'],
  }),
  getFlow: route({
    method: 'GET',
    path: '/api/flows/:id',
    access: 'viewer',
    tag: 'flows',
    summary: 'A flow with its draft and problems; ETag',
    answer: flowSchemaWire,
  }),
  saveFlow: route({
    method: 'PUT',
    path: '/api/flows/:id',
    access: 'editor',
    tag: 'flows',
    summary: 'Save the draft; needs If-Match',
    body: z.object({ document }),
    bodyLimit: 8_000_000,
    answer: flowSchemaWire,
    errors: ['flow_invalid', 'precondition_required', 'stale'],
  }),
  deleteFlow: route({
    method: 'DELETE',
    path: '/api/flows/:id',
    access: 'editor',
    tag: 'flows',
    summary: 'Delete a flow, its versions and triggers; runs stay readable',
  }),
  checkFlow: route({
    method: 'POST',
    path: '/api/flow-check',
    access: 'viewer',
    tag: 'flows',
    summary: 'Problems of a document, without saving it',
    body: z.object({ document }),
    bodyLimit: 8_000_000,
    answer: z.object({ problems: z.array(problemItemSchema) }),
    errors: ['flow_invalid'],
  }),
  listVersions: route({
    method: 'GET',
    path: '/api/flows/:id/versions',
    access: 'viewer',
    tag: 'flows',
    summary: 'Versions, newest first',
    query: listQuery,
    answer: pageOf(versionSchema),
  }),
  getVersion: route({
    method: 'GET',
    path: '/api/flows/:id/versions/:number',
    access: 'viewer',
    tag: 'flows',
    summary: 'One immutable version; also of a deleted flow, because its runs stay readable',
    params: z.object({ id: z.string().min(1).max(300), number: z.coerce.number().int().min(1) }),
    answer: versionSchema.extend({ document }),
  }),
  publishFlow: route({
    method: 'POST',
    path: '/api/flows/:id/publish',
    access: 'editor',
    tag: 'flows',
    summary: 'Make a version of the draft and point triggers at it',
    body: z.object({ message: z.string().max(500).optional(), enable: z.boolean().optional() }).optional(),
    answer: flowSchemaWire,
    errors: ['flow_invalid', 'binding_missing'],
  }),
  enableFlow: route({
    method: 'POST',
    path: '/api/flows/:id/enable',
    access: 'editor',
    tag: 'flows',
    summary: 'Arm the published triggers',
    answer: flowSchemaWire,
    errors: ['conflict'],
  }),
  disableFlow: route({
    method: 'POST',
    path: '/api/flows/:id/disable',
    access: 'editor',
    tag: 'flows',
    summary: 'Disarm the triggers; runs under way go on',
    answer: flowSchemaWire,
  }),
  getBindings: route({
    method: 'GET',
    path: '/api/flows/:id/bindings',
    access: 'viewer',
    tag: 'flows',
    summary: 'Which connection fills each slot',
    answer: z.object({ items: z.array(bindingSchema) }),
  }),
  saveBindings: route({
    method: 'PUT',
    path: '/api/flows/:id/bindings',
    access: 'editor',
    tag: 'flows',
    summary: 'Choose connections',
    body: z.object({ bindings: z.record(z.string(), z.string().nullable()) }),
    answer: z.object({ items: z.array(bindingSchema) }),
  }),
  getSamples: route({
    method: 'GET',
    path: '/api/flows/:id/samples',
    access: 'viewer',
    tag: 'flows',
    summary: 'Sample data of nodes',
    answer: z.object({ samples: z.record(z.string(), json) }),
  }),
  saveSamples: route({
    method: 'PUT',
    path: '/api/flows/:id/samples',
    access: 'editor',
    tag: 'flows',
    summary: 'Keep sample data',
    body: z.object({ samples: z.record(z.string(), json) }),
    bodyLimit: 8_000_000,
    answer: z.object({ samples: z.record(z.string(), json) }),
  }),
  getMemory: route({
    method: 'GET',
    path: '/api/flows/:id/memory',
    access: 'viewer',
    tag: 'flows',
    summary: 'Values the flow keeps between runs',
    answer: z.object({ items: z.array(z.object({ name: z.string(), value: json, at: isoTime, runId: z.string().nullable() })) }),
  }),
  saveMemory: route({
    method: 'PUT',
    path: '/api/flows/:id/memory/:name',
    access: 'editor',
    tag: 'flows',
    summary: 'Set a remembered value',
    body: z.object({ value: json }),
  }),
  deleteMemory: route({ method: 'DELETE', path: '/api/flows/:id/memory/:name', access: 'editor', tag: 'flows', summary: 'Forget a value' }),
  listTriggers: route({
    method: 'GET',
    path: '/api/triggers',
    access: 'viewer',
    tag: 'flows',
    summary: 'Triggers of published flows and when they fire next',
    query: z.object({ flow: z.string().optional() }),
    answer: z.object({ items: z.array(triggerSchema) }),
  }),
  renewHookSecret: route({
    method: 'POST',
    path: '/api/flows/:id/triggers/:node/secret',
    access: 'editor',
    tag: 'flows',
    summary: 'Make a new secret for a webhook trigger; it is shown this once, the old one ends at once or after some hours',
    body: z.object({ keepOldHours: z.number().min(0).max(168).default(0) }).optional(),
    answer: z.object({ secret: z.string(), hookUrl: z.string() }),
    errors: ['conflict'],
  }),
  enableHook: route({
    method: 'POST',
    path: '/api/flows/:id/triggers/:node/enable',
    access: 'editor',
    tag: 'flows',
    summary: 'Switch one webhook on again',
    answer: triggerSchema,
    errors: ['conflict'],
  }),
  disableHook: route({
    method: 'POST',
    path: '/api/flows/:id/triggers/:node/disable',
    access: 'editor',
    tag: 'flows',
    summary: 'Switch one webhook off: callers are answered 410, the other triggers of the flow go on',
    answer: triggerSchema,
    errors: ['conflict'],
  }),
  listenToHook: route({
    method: 'POST',
    path: '/api/flows/:id/triggers/:node/listen',
    access: 'editor',
    tag: 'flows',
    summary: 'Keep the next call of a webhook as sample data, for ten minutes, also of a flow that was never published',
    body: z.object({ start: z.boolean().default(false) }).optional(),
    answer: triggerSchema,
    errors: ['conflict'],
  }),
  stopListening: route({
    method: 'DELETE',
    path: '/api/flows/:id/triggers/:node/listen',
    access: 'editor',
    tag: 'flows',
    summary: 'Listen no longer',
    answer: triggerSchema,
    errors: ['conflict'],
  }),
} as const;

export type FlowSummary = z.infer<typeof flowSummarySchema>;
export type FlowResource = z.infer<typeof flowSchemaWire>;
export type TriggerInfo = z.infer<typeof triggerSchema>;
