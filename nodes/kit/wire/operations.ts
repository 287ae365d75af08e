// How the machine stands: may it be sent work, what waits, who works, when it was last backed up.
import { z } from 'zod';
import { route } from './route.ts';

const isoTime = z.iso.datetime();

const readySchema = z.object({
  ok: z.boolean(),
  parts: z.array(z.object({ name: z.enum(['database', 'journal', 'dispatcher']), ok: z.boolean(), says: z.string() })),
});

const operationsSchema = z.object({
  at: isoTime,
  ready: readySchema,
  queue: z.object({
    /** Runs of the whole installation that could go on now and that nobody has taken up. */
    due: z.int(),
    /** Since when the longest of them could. */
    oldest: isoTime.nullable(),
    running: z.int(),
    waiting: z.int(),
    needsPerson: z.int(),
    queued: z.int(),
  }),
  /** Processes that share the work, the latest sign of life first. */
  workers: z.array(z.object({ name: z.string(), self: z.boolean(), seenAt: isoTime, runs: z.int() })),
  sleeping: z.object({
    /** In the whole installation. */
    count: z.int(),
    /** Of this project, the next to wake first. */
    next: z.array(z.object({ runId: z.string(), number: z.int(), flowId: z.string(), flowName: z.string(), wakeAt: isoTime })),
  }),
  schedules: z.array(
    z.object({
      flowId: z.string(),
      flowName: z.string(),
      nodeId: z.string(),
      nextAt: isoTime.nullable(),
      /** The planned time that started a run last. */
      last: z.object({ at: isoTime, runId: z.string(), status: z.string() }).nullable(),
      trouble: z.string().nullable(),
    }),
  ),
  /** Planned times of the last seven days that started nothing. */
  missed: z.array(z.object({ flowId: z.string(), flowName: z.string(), plannedAt: isoTime, count: z.int(), says: z.string() })),
  /** As this process knows it. */
  budgets: z.array(
    z.object({
      connectionId: z.string(),
      connectionName: z.string(),
      subscription: z.string(),
      kind: z.enum(['reads', 'writes']),
      requests: z.int(),
      left: z.int().nullable(),
      blockedUntil: isoTime.nullable(),
    }),
  ),
  database: z.object({ kind: z.enum(['sqlite', 'postgresql']), bytes: z.int().nullable() }),
  /** Null: the database is backed up by whoever runs it. */
  backup: z
    .object({
      keep: z.int(),
      everyHours: z.number(),
      last: z.object({ at: isoTime, name: z.string(), bytes: z.int() }).nullable(),
      count: z.int(),
      /** Why the last one was not made. */
      trouble: z.string().nullable(),
    })
    .nullable(),
  /** Days for which ended runs are kept; 0: for ever. */
  keepDays: z.int(),
});

export const operationsRoutes = {
  ready: route({
    method: 'GET',
    path: '/api/health/ready',
    access: 'public',
    tag: 'system',
    summary: 'May this process be sent work: 503 when it may not, with the part that is not ready',
    answer: readySchema,
  }),
  operations: route({
    method: 'GET',
    path: '/api/operations',
    access: 'viewer',
    tag: 'system',
    summary: 'How the machine stands: queue, processes, sleeping runs, schedules, budgets, database and its backup',
    answer: operationsSchema,
  }),
  backupNow: route({
    method: 'POST',
    path: '/api/operations/backup',
    access: 'admin',
    tag: 'system',
    summary: 'Copy the database now, without a pause, and check the copy',
    answer: z.object({ name: z.string(), at: isoTime, bytes: z.int(), path: z.string() }),
    status: 201,
    errors: ['conflict', 'storage_full'],
  }),
} as const;

export type Readiness = z.infer<typeof readySchema>;
export type Operations = z.infer<typeof operationsSchema>;
