// Approvals: what waits for a person's yes or no, and the answer to it.
import { z } from 'zod';
import { pageOf } from './flows.ts';
import { route } from './route.ts';

const isoTime = z.iso.datetime();

const approvalSchema = z.object({
  runId: z.string(),
  /** What people call the run. */
  number: z.int(),
  flowId: z.string(),
  flowName: z.string(),
  stepKey: z.string(),
  question: z.string(),
  details: z.string(),
  who: z.enum(['viewer', 'operator', 'editor', 'owner']),
  /** Whoever started the run may not answer. */
  someoneElse: z.boolean(),
  startedBy: z.string(),
  askedAt: isoTime,
  /** Afterwards nobody can answer any more. */
  until: isoTime.nullable(),
  /** May the one who asks this answer it? If not: why. */
  mayAnswer: z.boolean(),
  whyNot: z.string().nullable(),
  /** Four eyes: the very request that leaves after a yes. Null: a question that the flow itself asks. */
  request: z.object({ method: z.string(), url: z.string(), body: z.string().nullable() }).nullable(),
  /** Which request that is: say it with the answer, which then counts for what was shown and nothing else. */
  look: z.string().nullable(),
});
export type Approval = z.infer<typeof approvalSchema>;

export const approvalRoutes = {
  listApprovals: route({
    method: 'GET',
    path: '/api/approvals',
    access: 'viewer',
    tag: 'approvals',
    summary: 'What waits for approval, the oldest first',
    answer: pageOf(approvalSchema),
  }),
  answerApproval: route({
    method: 'POST',
    path: '/api/runs/:id/approve',
    access: 'operator',
    tag: 'approvals',
    summary: 'Approve or reject what a step asks; the run goes on',
    body: z.strictObject({
      step: z.string().min(1).max(500),
      approved: z.boolean(),
      comment: z.string().max(2_000).optional(),
      look: z.string().max(100).optional(),
    }),
    answer: approvalSchema,
    errors: ['conflict', 'forbidden', 'not_found'],
  }),
  answerApprovals: route({
    method: 'POST',
    path: '/api/runs/:id/approve-all',
    access: 'operator',
    tag: 'approvals',
    summary: 'Answer several requests of one run at once: exactly those that are named, all of them or none',
    body: z.strictObject({
      looks: z.array(z.string().min(1).max(100)).min(1).max(200),
      approved: z.boolean(),
      comment: z.string().max(2_000).optional(),
    }),
    answer: z.object({ items: z.array(approvalSchema) }),
    errors: ['conflict', 'forbidden', 'not_found'],
  }),
} as const;
