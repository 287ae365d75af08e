// The estate over HTTP: how every protected item stands, now and on each of the last 400 days, as the collector has seen it. Asking
// here never asks Azure; how old the answer is stands in it.
import { z } from 'zod';
import { standings } from '../estate-health/standing.ts';
import { listQuery, pageOf } from './flows.ts';
import { route } from './route.ts';

const isoTime = z.iso.datetime();
const day = z.iso.date();
const state = z.enum(standings);

const troubleSchema = z.object({ code: z.string(), says: z.string() });

const totalsSchema = z.object({
  /** All that are counted; what is deleted and only kept by soft delete is not. */
  items: z.int(),
  /** Those whose backups should be happening: items without the stopped ones. */
  promised: z.int(),
  safe: z.int(),
  late: z.int(),
  failing: z.int(),
  waiting: z.int(),
  stopped: z.int(),
  unknown: z.int(),
});

const daySchema = z.object({
  day,
  /** Null: nobody looked on that day, and the list of jobs does not tell either. */
  totals: totalsSchema.nullable(),
});

const itemSchema = z.object({
  id: z.string(),
  /** In Azure. */
  armId: z.string(),
  name: z.string(),
  /** What it is on, where its name alone is not unique: the machine of a database or drive. */
  machine: z.string().nullable(),
  vaultName: z.string(),
  /** VM, AzureFileShare, SQLDataBase, SAPHanaDatabase, FileFolder … */
  workloadType: z.string(),
  policyName: z.string().nullable(),
  state,
  /** Why; empty for what is safe. */
  says: z.string(),
  /** Newest recovery point that is known. */
  pointAt: isoTime.nullable(),
});

const jobSchema = z.object({
  id: z.string(),
  operation: z.string(),
  status: z.string(),
  at: isoTime,
  endAt: isoTime.nullable(),
  /** Why it failed. */
  says: z.string(),
});

const healthSchema = z.object({
  connection: z.object({ id: z.string(), name: z.string(), practice: z.boolean() }),
  /** The last look that Azure answered; null before the first. */
  at: isoTime.nullable(),
  /** What Azure's clock showed then: runs ahead while somebody practises. */
  azureAt: isoTime.nullable(),
  /** When Azure is asked again. */
  nextAt: isoTime.nullable(),
  /** Somebody is asking Azure right now. */
  looking: z.boolean(),
  /** Why the last try brought nothing, or not everything; null: it did. */
  trouble: troubleSchema.nullable(),
  vaults: z.array(
    z.object({ id: z.string(), name: z.string(), items: z.int(), at: isoTime.nullable(), trouble: troubleSchema.nullable() }),
  ),
  totals: totalsSchema,
  /** Oldest first, today last: how each day ended, today how things stand. */
  days: z.array(daySchema),
  /** The first of those that are not safe and not stopped; the rest is a list of its own. */
  attention: z.array(itemSchema),
});

const itemHistorySchema = itemSchema.extend({
  stateSince: isoTime,
  firstSeen: isoTime,
  policySays: z.string().nullable(),
  at: isoTime.nullable(),
  trouble: troubleSchema.nullable(),
  /** Oldest first; a day without an entry is not known. */
  days: z.array(z.object({ day, state, says: z.string(), pointAt: isoTime.nullable() })),
  /** Newest first, as far as they were seen. */
  points: z.array(isoTime),
  /** Newest first. */
  jobs: z.array(jobSchema),
});

const whose = { connection: z.string().max(100).optional() };

export const estateRoutes = {
  estateHealth: route({
    method: 'GET',
    path: '/api/estate/health',
    access: 'viewer',
    tag: 'estate',
    summary: 'Is everything backed up: totals, days, and what is not safe, as last seen',
    query: z.object({ ...whose, days: z.coerce.number().int().min(1).max(400).optional() }),
    answer: healthSchema,
    errors: ['binding_missing', 'not_found'],
  }),
  estateItems: route({
    method: 'GET',
    path: '/api/estate/items',
    access: 'viewer',
    tag: 'estate',
    summary: 'Protected items and how they stand now, or stood at the end of a day; what needs care comes first',
    query: listQuery.extend({
      ...whose,
      state: state.optional(),
      /** Late, failing, waiting or unknown. */
      care: z.enum(['true']).optional(),
      day: day.optional(),
      q: z.string().max(200).optional(),
    }),
    answer: pageOf(itemSchema),
    errors: ['binding_missing', 'not_found'],
  }),
  estateItem: route({
    method: 'GET',
    path: '/api/estate/items/:id',
    access: 'viewer',
    tag: 'estate',
    summary: 'One protected item: how it stood on each of the last 400 days, its last points and jobs',
    answer: itemHistorySchema,
    errors: ['not_found'],
  }),
} as const;

export type EstateHealth = z.infer<typeof healthSchema>;
export type EstateItem = z.infer<typeof itemSchema>;
export type EstateItemHistory = z.infer<typeof itemHistorySchema>;
export type EstateJob = z.infer<typeof jobSchema>;
export type EstateDay = z.infer<typeof daySchema>;
