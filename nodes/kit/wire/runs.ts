// The API of runs: start, list, look inside, cancel, retry, resolve; and the live stream of changes.
import { z } from 'zod';
import { logLineSchema, runSchema, stepSchema } from '../records.ts';
import { runStatuses } from '../status.ts';
import { listQuery, pageOf } from './flows.ts';
import { json } from './json.ts';
import { route } from './route.ts';
import { runFilterSchema } from './runs-bulk.ts';

const startBody = z.object({
  inputs: z.record(z.string(), json).optional(),
  /** `draft`, a version number, or absent: the published one, else the draft. */
  version: z.union([z.literal('draft'), z.int().min(1)]).optional(),
  /** Trigger node to start with; absent: the manual trigger, else the first. */
  trigger: z.string().optional(),
  /** Run only what lies between these nodes. */
  from: z.string().optional(),
  to: z.string().optional(),
  /** Results of steps outside that part. Only for the draft: samples reach no other run. */
  samples: z.record(z.string(), json).optional(),
  /** Pauses before these steps, until a person says to go on. Only for the draft. */
  pauseBefore: z.array(z.string()).max(1_000).optional(),
  /** An earlier run of this flow: secret inputs that are not given are taken over from it. */
  resubmits: z.string().max(100).optional(),
});

const acceptedSchema = z.object({
  runId: z.string(),
  number: z.int(),
  url: z.string(),
  status: z.enum(runStatuses),
  response: z.object({ status: z.int(), body: json }).optional(),
});

/** A job of Azure Backup that a step of a run started. It goes on in Azure, whatever becomes of the run. */
const azureJobSchema = z.object({
  stepKey: z.string(),
  nodeId: z.string(),
  vaultId: z.string(),
  jobId: z.string(),
  itemName: z.string(),
  operation: z.string(),
  /** As Azure says it: InProgress, Completed, Failed, Cancelling, Cancelled …; `unknown`: it could not be asked. */
  status: z.string(),
  startTime: z.iso.datetime({ offset: true }),
  endTime: z.iso.datetime({ offset: true }).nullable(),
  /** 0..1, null when Azure does not say. */
  progress: z.number().nullable(),
  /** The vault in the Azure portal; absent where there is none. */
  url: z.string().optional(),
});

export const runRoutes = {
  startRun: route({
    method: 'POST',
    path: '/api/flows/:id/runs',
    access: 'operator',
    tag: 'runs',
    summary: 'Start a run: 202 when it is durable. Honours Idempotency-Key and Prefer: wait=<seconds>',
    body: startBody.optional(),
    answer: acceptedSchema,
    status: 202,
    errors: ['flow_invalid', 'inputs_invalid', 'binding_missing', 'idempotency_mismatch'],
  }),
  listRuns: route({
    method: 'GET',
    path: '/api/runs',
    access: 'viewer',
    tag: 'runs',
    summary: 'Runs, newest first',
    query: listQuery.extend(runFilterSchema.shape),
    answer: pageOf(runSchema),
  }),
  getRun: route({
    method: 'GET',
    path: '/api/runs/:id',
    access: 'viewer',
    tag: 'runs',
    summary: 'A run',
    answer: runSchema.extend({ result: json.optional() }),
  }),
  cancelRun: route({
    method: 'POST',
    path: '/api/runs/:id/cancel',
    access: 'operator',
    tag: 'runs',
    summary: 'Cancel: durable before it is answered',
    answer: runSchema,
    errors: ['conflict'],
  }),
  listRunJobs: route({
    method: 'GET',
    path: '/api/runs/:id/jobs',
    access: 'viewer',
    tag: 'runs',
    summary: 'Azure jobs that steps of a run started, with their present state in Azure',
    query: listQuery,
    answer: pageOf(azureJobSchema).extend({ trouble: z.string().nullable().describe('why Azure could not be asked') }),
  }),
  cancelRunJob: route({
    method: 'POST',
    path: '/api/runs/:id/jobs/:jobId/cancel',
    access: 'operator',
    tag: 'runs',
    summary: 'Cancel in Azure: a job that a step of this run started',
    answer: azureJobSchema,
    errors: ['conflict', 'azure_error', 'binding_missing'],
  }),
  retryRun: route({
    method: 'POST',
    path: '/api/runs/:id/retry',
    access: 'operator',
    tag: 'runs',
    summary: 'Retry from failed steps as a new run. Honours Idempotency-Key and Prefer: wait=<seconds>',
    body: z.object({ steps: z.array(z.string()).max(1_000).optional(), version: z.enum(['same', 'newest']).optional() }).optional(),
    answer: acceptedSchema,
    status: 202,
    errors: ['conflict'],
  }),
  resolveStep: route({
    method: 'POST',
    path: '/api/runs/:id/resolve',
    access: 'operator',
    tag: 'runs',
    summary: 'Say what happened to a call without an answer',
    body: z.object({
      step: z.string(),
      outcome: z.enum(['happened', 'didNot', 'fail']),
      data: json.optional(),
      message: z.string().max(1_000).optional(),
    }),
    answer: runSchema,
    errors: ['conflict'],
  }),
  listSteps: route({
    method: 'GET',
    path: '/api/runs/:id/steps',
    access: 'viewer',
    tag: 'runs',
    summary: 'Steps of a run; inside containers with parent, and of one iteration of a loop with index (scopes in it come along)',
    query: listQuery.extend({
      parent: z.string().optional().describe('step key of a container'),
      index: z.coerce.number().int().min(0).optional(),
      status: z.string().optional(),
    }),
    answer: pageOf(stepSchema),
  }),
  getStep: route({
    method: 'GET',
    path: '/api/runs/:id/steps/:key',
    access: 'viewer',
    tag: 'runs',
    summary: 'One step with the values it ran with',
    answer: stepSchema.extend({ params: json }),
  }),
  getStepOutput: route({
    method: 'GET',
    path: '/api/runs/:id/steps/:key/output',
    access: 'viewer',
    tag: 'runs',
    summary: 'Result of a step; a list result by pages',
    query: z.object({ from: z.coerce.number().int().min(0).optional(), limit: z.coerce.number().int().min(1).max(1_000).optional() }),
    answer: z.object({
      data: json,
      list: z.object({ property: z.string(), count: z.int(), from: z.int(), items: z.array(json) }).nullable(),
    }),
  }),
  getStepLog: route({
    method: 'GET',
    path: '/api/runs/:id/steps/:key/log',
    access: 'viewer',
    tag: 'runs',
    summary: 'What the step logged',
    answer: z.object({ items: z.array(logLineSchema) }),
  }),
  events: route({
    method: 'GET',
    path: '/api/events',
    access: 'viewer',
    tag: 'runs',
    summary: 'Live changes (SSE). id = journal sequence; Last-Event-ID replays',
    query: z.object({
      run: z.string().optional(),
      flow: z.string().optional(),
      loops: z.string().optional().describe('step keys of containers whose inner steps are wanted, comma separated; `all` for every one'),
      after: z.coerce.number().int().optional(),
      project: z.string().max(100).optional().describe('the project meant, for browsers cannot send headers with a stream'),
    }),
    produces: 'text/event-stream',
  }),
} as const;

/** What the stream says. SSE `event:` is the type, `data:` the rest as JSON. Loop steps come only for subscribed containers. */
export const streamEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), run: runSchema }),
  z.object({ type: z.literal('step'), runId: z.string(), step: stepSchema }),
  z.object({ type: z.literal('progress'), runId: z.string(), key: z.string(), fraction: z.number().nullable(), says: z.string() }),
  z.object({ type: z.literal('flow'), flowId: z.string(), etag: z.string() }),
  z.object({ type: z.literal('reset') }),
]);

export type StreamEvent = z.infer<typeof streamEventSchema>;
export type AzureJob = z.infer<typeof azureJobSchema>;
export type Accepted = z.infer<typeof acceptedSchema>;
