// The audit: search it, take it along, check that nobody has changed it.
import { z } from 'zod';
import { actorSchema } from '../records.ts';
import { listQuery, pageOf } from './flows.ts';
import { json } from './json.ts';
import { route } from './route.ts';

const isoTime = z.iso.datetime();

const auditLineSchema = z.object({
  seq: z.int(),
  at: isoTime,
  projectId: z.string(),
  actor: actorSchema,
  action: z.string(),
  resource: z.string(),
  details: z.record(z.string(), json).nullable(),
  /** Address that the request came from. */
  from: z.string().nullable(),
});

const filter = {
  /** In who, what, from where and the details. */
  q: z.string().max(200).optional(),
  /** How the action begins: `flow.`, `person.save`. */
  action: z.string().max(100).optional(),
  since: isoTime.optional(),
  until: isoTime.optional(),
  /** `installation`: of all projects, for those who look after it. */
  scope: z.enum(['project', 'installation']).optional(),
  /** The project meant, for a link cannot send headers. */
  project: z.string().max(100).optional(),
};

export const auditRoutes = {
  audit: route({
    method: 'GET',
    path: '/api/audit',
    access: 'owner',
    tag: 'audit',
    summary: 'Who did what, newest first',
    query: listQuery.extend(filter),
    answer: pageOf(auditLineSchema),
  }),
  exportAudit: route({
    method: 'GET',
    path: '/api/audit/export',
    access: 'owner',
    tag: 'audit',
    summary: 'The audit as a file, newest first: one JSON document a line, or CEF for a SIEM',
    query: z.object({ format: z.enum(['jsonl', 'cef']).default('jsonl'), ...filter }),
    produces: 'text/plain',
  }),
  verifyAudit: route({
    method: 'GET',
    path: '/api/audit/verify',
    access: 'admin',
    tag: 'audit',
    summary: 'Was a line changed, deleted, moved or cut off?',
    answer: z.object({
      ok: z.boolean(),
      /** Sealed lines that were followed. */
      lines: z.int(),
      /** Lines from before the audit was sealed. */
      unsealed: z.int(),
      problems: z.array(z.string()),
    }),
  }),
} as const;

export type AuditLineView = z.infer<typeof auditLineSchema>;
