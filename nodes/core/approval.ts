// Asks a person and waits for the answer: on the home page, on the run, by API. Who answers what, and why, is part of the step's
// result. The run parks meanwhile.
import { z } from 'zod';
import { approvalEvent } from '../kit/approval.ts';
import { defineNode, wait } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { fail } from '../kit/errors.ts';
import { choice, duration, flag, longText, text } from '../kit/fields.ts';

export default defineNode({
  type: 'core.approval',
  version: 1,
  group: 'logic',
  title: 'Ask for approval',
  summary: 'Waits until a person approves or rejects.',
  icon: 'user',
  keywords: ['human', 'confirm', 'four eyes', 'sign off', 'decision', 'approve'],
  effect: 'none',
  waits: true,
  params: z.object({
    question: text({ title: 'Question', ui: { placeholder: 'Delete the backups of {{ inputs.vm }}?' } }).min(1),
    details: longText({ title: 'What they should know', description: 'Shown below the question.', ui: { lines: 4 } }).optional(),
    who: choice(['operator', 'editor', 'owner'], {
      title: 'Who may answer',
      ui: { labels: { operator: 'Operators and above', editor: 'Editors and owners', owner: 'Owners only' } },
    }).default('operator'),
    someoneElse: flag({
      title: 'Not the person who started the run',
      description: 'Four eyes: somebody else has to answer.',
    }).default(false),
    timeLimit: duration({ title: 'Wait at most', description: 'Then the step goes on at "expired".' }).default('P3D'),
  }),
  ports: ['approved', 'rejected', 'expired'],
  result: z.object({
    decision: z.enum(['approved', 'rejected', 'expired']),
    by: z.string().nullable().meta({ title: 'Who answered' }),
    comment: z.string(),
    at: z.string().nullable(),
  }),
  line: '{question} · {who} · at most {timeLimit}',
  run({ params, now, key }) {
    if (params.question.trim() === '') throw fail('param_missing', 'There is no question to ask.');
    return wait({
      event: approvalEvent(key),
      until: now + (durationMs(params.timeLimit) ?? 259_200_000),
      state: {},
      says: `waits for approval: ${params.question}`,
    });
  },
  async resume({ event }) {
    if (event.kind === 'time') return { port: 'expired', data: { decision: 'expired', by: null, comment: '', at: null } };
    const { approved, by, comment, at } = event.payload as { approved: boolean; by: string; comment: string; at: string };
    const decision = approved ? 'approved' : 'rejected';
    return { port: decision, data: { decision, by, comment, at } };
  },
  examples: [
    {
      name: 'Waits three days unless told otherwise',
      params: { question: 'Delete the backups of vm-old-01?' },
      expect: { waits: { forMs: 259_200_000 } },
    },
    {
      name: 'Somebody approves',
      given: { resume: { kind: 'event', payload: { approved: true, by: 'Ada', comment: 'Change 4711', at: '2026-11-22T10:00:00.000Z' } } },
      params: { question: 'Shorten the retention of daily-30?', who: 'owner' },
      expect: { port: 'approved', data: { decision: 'approved', by: 'Ada', comment: 'Change 4711' } },
    },
    {
      name: 'Nobody answers',
      given: { resume: { kind: 'time', payload: null } },
      params: { question: 'Patch tonight?', timeLimit: 'PT8H' },
      expect: { port: 'expired', data: { decision: 'expired', by: null } },
    },
    { name: 'A question without words', params: { question: ' ' }, expect: { failed: { code: 'param_missing' } } },
  ],
});
