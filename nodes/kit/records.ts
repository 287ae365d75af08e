// What the journal tells about runs, as everybody sees it: engine, API, editor. Zod, because the API's contract uses it too.
import { z } from 'zod';
import type { Failure } from './errors.ts';
import { runStatuses, stepStatuses } from './status.ts';

const json = z.json();
const isoTime = z.iso.datetime().describe('UTC, ISO 8601');

const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  cause: z.string().optional(),
  advice: z.array(z.string()).optional(),
  azure: z.object({ code: z.string(), status: z.number().optional(), target: z.string().optional() }).optional(),
  requestId: z.string().optional(),
  retryAfter: z.number().optional(),
  refused: z.boolean().optional(),
  unanswered: z.boolean().optional(),
}) as unknown as z.ZodType<Failure>;

export const actorSchema = z.object({
  kind: z.enum(['user', 'token', 'trigger', 'flow', 'system']),
  id: z.string(),
  name: z.string(),
  /** The person whom a token belongs to. */
  person: z.string().optional(),
});

const triggerEventSchema = z.object({
  /** Type of the trigger node, or `api` / `retry` / `flow` where none fired. */
  type: z.string(),
  nodeId: z.string().nullable(),
  at: isoTime,
  body: json.optional(),
  headers: z.record(z.string(), z.string()).optional(),
  plannedAt: isoTime.optional(),
});

export const runSchema = z.object({
  id: z.string(),
  /** Counts up within the project: what people call the run. */
  number: z.int(),
  flowId: z.string(),
  flowName: z.string(),
  version: z.int().describe('number of the flow version it runs'),
  published: z.boolean().describe('false: a frozen draft'),
  status: z.enum(runStatuses),
  /** Items of loops that failed while the run went on: shown amber. */
  failures: z.int(),
  world: z.enum(['practice', 'real']),
  trigger: triggerEventSchema,
  actor: actorSchema,
  inputs: z.record(z.string(), json),
  createdAt: isoTime,
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
  /** A sentence: why it ended like this, or what it waits for. */
  message: z.string().nullable(),
  error: failureSchema.nullable(),
  /** Node whose failure ended it. */
  failedStep: z.string().nullable(),
  retryOf: z.string().nullable(),
  parent: z.object({ runId: z.string(), stepKey: z.string() }).nullable(),
});

export const stepSchema = z.object({
  key: z.string(),
  nodeId: z.string(),
  /** Iteration numbers, outermost loop first; empty outside loops. */
  path: z.array(z.int()),
  status: z.enum(stepStatuses),
  port: z.string().nullable(),
  attempt: z.int(),
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
  /** When a waiting step or a retry goes on at the latest. */
  wakeAt: isoTime.nullable(),
  /** What it is doing or waiting for. */
  says: z.string().nullable(),
  /** 0..1 while it runs, when known. */
  progress: z.number().nullable(),
  error: failureSchema.nullable(),
  hasOutput: z.boolean(),
  /** Number of items of a list result or of a loop. */
  count: z.int().nullable(),
  /** For a loop: how its iterations stand. */
  loop: z.object({ count: z.int(), done: z.int(), failed: z.int(), running: z.int() }).nullable(),
  /** Azure jobs and other work this step started outside, as far as known. */
  jobId: z.string().nullable().optional(),
  /** Where a retried run took this result over from. */
  takenFrom: z.string().nullable().optional(),
  /** It waits for the person who steps through the run; it has not begun. */
  paused: z.boolean().optional(),
});

export const logLineSchema = z.object({ at: isoTime, level: z.enum(['info', 'warn', 'error']), message: z.string() });

export type Run = z.infer<typeof runSchema>;
export type Step = z.infer<typeof stepSchema>;
export type Actor = z.infer<typeof actorSchema>;
export type TriggerEvent = z.infer<typeof triggerEventSchema>;
export type LogLine = z.infer<typeof logLineSchema>;
