// The practice subscription seen from behind the scenes: its clock, what it holds, what it was asked, and how it is made to go
// wrong. Only the simulator answers these; a real subscription has nothing of the kind.
import { z } from 'zod';
import { estateSchema } from '../estate.ts';
import { faultRules } from '../fault-rule.ts';
import { listQuery, pageOf } from './flows.ts';
import { json } from './json.ts';
import { route } from './route.ts';

const isoTime = z.iso.datetime();

const practiceSchema = z.object({
  /** The simulated present. */
  now: isoTime,
  /** Seconds that the simulated clock is ahead of the wall clock. */
  aheadSeconds: z.number(),
  /** Simulated seconds of work that pass in a second. */
  speed: z.number(),
  /** Deviates from the published specification where the real service does. */
  quirks: z.boolean(),
  /** Budget per hour and kind of request; null: none is enforced. */
  requestsPerHour: z.int().nullable(),
  faults: faultRules,
  /** What it holds, by kind: `vault`, `item`, `machine` … */
  counts: z.record(z.string(), z.int()),
  jobsRunning: z.int(),
});

const resourceSchema = z.object({
  kind: z.string(),
  key: z.string(),
  name: z.string(),
  /** What it belongs to: the vault of an item, the item of a recovery point. */
  within: z.string().nullable(),
  /** One word on how it stands: `Protected`, `running`, `InProgress`. */
  state: z.string().nullable(),
  /** A moment that matters: last backup, start. */
  at: isoTime.nullable(),
  /** Set for items that were told to fail. */
  fails: z.enum(['next', 'always']).nullable(),
  /** As the simulator keeps it. */
  document: json,
});

const requestSchema = z.object({
  seq: z.int(),
  /** Simulated time. */
  at: isoTime,
  method: z.string(),
  path: z.string(),
  /** 0: the connection broke before an answer. */
  status: z.int(),
  /** Of a step that changes something: the step's key. */
  clientRequestId: z.string().nullable(),
});

export type Practice = z.infer<typeof practiceSchema>;
export type PracticeResource = z.infer<typeof resourceSchema>;
export type PracticeRequest = z.infer<typeof requestSchema>;

const changes = { access: 'editor', tag: 'practice', answer: practiceSchema } as const;

export const practiceRoutes = {
  practice: route({
    method: 'GET',
    path: '/api/practice',
    access: 'viewer',
    tag: 'practice',
    summary: 'The practice subscription: clock, speed, faults, and how much it holds',
    answer: practiceSchema,
  }),
  savePracticeSettings: route({
    ...changes,
    method: 'PUT',
    path: '/api/practice/settings',
    summary: 'Set its speed, quirks and request budget',
    body: z.strictObject({
      speed: z.number().min(1).max(100_000).optional(),
      quirks: z.boolean().optional(),
      requestsPerHour: z.int().min(1).max(1_000_000).nullable().optional(),
    }),
  }),
  advancePractice: route({
    ...changes,
    method: 'POST',
    path: '/api/practice/clock',
    summary: 'Let its clock jump ahead; what was due happens',
    body: z.strictObject({
      advanceSeconds: z
        .number()
        .min(1)
        .max(366 * 86_400),
    }),
  }),
  savePracticeFaults: route({
    ...changes,
    method: 'PUT',
    path: '/api/practice/faults',
    summary: 'Say which requests go wrong, and how; an empty list ends it',
    body: z.strictObject({ rules: faultRules }),
  }),
  practiceResources: route({
    method: 'GET',
    path: '/api/practice/resources',
    access: 'viewer',
    tag: 'practice',
    summary: 'What it holds',
    query: listQuery.extend({ kind: z.string().max(60).optional(), q: z.string().max(200).optional() }),
    answer: pageOf(resourceSchema),
  }),
  savePracticeBehaviour: route({
    method: 'PUT',
    path: '/api/practice/behaviour',
    access: 'editor',
    tag: 'practice',
    summary: 'Let the backups of an item fail: the next one, all, or none',
    body: z.strictObject({ key: z.string().min(1).max(1_000), fails: z.enum(['next', 'always']).nullable() }),
    answer: resourceSchema,
    errors: ['not_found'],
  }),
  practiceRequests: route({
    method: 'GET',
    path: '/api/practice/requests',
    access: 'viewer',
    tag: 'practice',
    summary: 'What it was asked, newest first',
    query: listQuery.extend({ q: z.string().max(200).optional(), failed: z.enum(['true']).optional() }),
    answer: pageOf(requestSchema),
  }),
  inboxPage: route({
    method: 'GET',
    path: '/api/practice/inbox/:id/page',
    access: 'viewer',
    tag: 'practice',
    summary: 'The HTML of a kept message, in a frame that may do and load nothing',
    produces: 'text/html',
    errors: ['not_found'],
  }),
  resetPractice: route({
    ...changes,
    method: 'POST',
    path: '/api/practice/reset',
    summary: 'Start over with a fresh Contoso, or with an estate of your own',
    body: z.strictObject({ estate: estateSchema.optional() }),
    bodyLimit: 5_000_000,
  }),
} as const;
