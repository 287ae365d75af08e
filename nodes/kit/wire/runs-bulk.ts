// The API of one action on many runs: how many it would take, start it, and what became of each. What is chosen is a list of runs or
// everything that a filter of the run list finds.
import { z } from 'zod';
import { actorSchema } from '../records.ts';
import { runStatuses } from '../status.ts';
import { listQuery } from './flows.ts';
import { route } from './route.ts';

const isoTime = z.iso.datetime();

/** More than this at once are refused: narrow the filter. */
export const BULK_LIMIT = 2_000;

export const runFilterSchema = z.object({
  flow: z.string().optional(),
  status: z.string().optional().describe('comma separated'),
  since: isoTime.optional(),
  world: z.enum(['practice', 'real']).optional(),
  trigger: z.string().max(100).optional().describe('type of what started it: core.schedule, core.webhook, api, retry …'),
  error: z.string().max(100).optional().describe('code of the error it ended with'),
  q: z.string().max(300).optional().describe('text in flow name, message, run number or id, inputs, errors of steps'),
});

const bulkActions = ['retry', 'cancel'] as const;

const choice = z.object({
  action: z.enum(bulkActions),
  /** These runs … */
  runs: z.array(z.string().max(100)).min(1).max(BULK_LIMIT).optional(),
  /** … or all that are found like this. */
  filter: runFilterSchema.optional(),
});

const bulkSchema = z.object({
  id: z.string(),
  action: z.enum(bulkActions),
  at: isoTime,
  actor: actorSchema,
  total: z.int(),
  done: z.int(),
  refused: z.int(),
  endedAt: isoTime.nullable(),
});

const bulkItemSchema = z.object({
  runId: z.string(),
  number: z.int().nullable(),
  flowName: z.string().nullable(),
  status: z.enum(runStatuses).nullable().describe('how the run stands now; null: it is deleted'),
  outcome: z.enum(['pending', 'done', 'refused']),
  /** Why it was refused. */
  says: z.string().nullable(),
  /** The run that was started. */
  newRunId: z.string().nullable(),
});

export const bulkRoutes = {
  countBulk: route({
    method: 'POST',
    path: '/api/bulk-actions/count',
    access: 'operator',
    tag: 'runs',
    summary: 'How many runs an action on many would take; changes nothing',
    body: choice,
    answer: z.object({
      count: z.int(),
      /** There are more than can be done at once. */
      more: z.boolean(),
      flows: z.array(z.object({ name: z.string(), count: z.int(), real: z.int().describe('of them outside the practice subscription') })),
    }),
  }),
  startBulk: route({
    method: 'POST',
    path: '/api/bulk-actions',
    access: 'operator',
    tag: 'runs',
    summary: 'Retry or cancel many runs: 202 when the list of them is durable. With `count`: refused when it would take another number',
    body: choice.extend({ count: z.int().optional() }),
    answer: bulkSchema,
    status: 202,
    errors: ['conflict'],
  }),
  getBulk: route({
    method: 'GET',
    path: '/api/bulk-actions/:id',
    access: 'viewer',
    tag: 'runs',
    summary: 'How an action on many runs goes, and what became of each',
    query: listQuery.extend({ outcome: z.enum(['pending', 'done', 'refused']).optional() }),
    answer: bulkSchema.extend({ items: z.array(bulkItemSchema), next: z.string().nullable() }),
  }),
} as const;

export type BulkAction = (typeof bulkActions)[number];
export type RunFilterWire = z.infer<typeof runFilterSchema>;
