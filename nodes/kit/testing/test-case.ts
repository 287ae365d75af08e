// A test of a flow: what it is started with, what its steps answer without being called, and what is to come out. Plain data, the
// same beside a flow on the server and in the file next to it. It holds no secret: a secret input gets a stand-in when it runs.
import { z } from 'zod';
import type { Json } from '../json.ts';
import { parseStepKey } from '../step-key.ts';

const json: z.ZodType<Json> = z.json() as z.ZodType<Json>;
const stepKey = z.string().refine((text) => parseStepKey(text) !== null, 'must be the id of a step, in a loop with its item: backUp[3]');
const isoTime = z.iso.datetime({ offset: true });

/** What a step answers instead of being called: a result, or a failure. Of a step in a loop each item may have its own. */
const answerSchema = z.object({
  port: z.string().max(200).optional(),
  result: json.optional(),
  fails: z.object({ code: z.string().min(1).max(100), message: z.string().max(2_000) }).optional(),
});

const expectedStepSchema = z.object({
  status: z.enum(['succeeded', 'failed', 'skipped']).optional(),
  port: z.string().max(200).optional(),
  /** What is named here has to be so; what is not named may be anything. */
  result: json.optional(),
});

export const testCaseSchema = z.object({
  name: z.string().trim().min(1).max(200),
  /** What fires. Left out: the manual trigger, else the first. */
  trigger: z
    .object({
      node: z.string().max(63).optional(),
      body: json.optional(),
      headers: z.record(z.string(), z.string()).optional(),
      plannedAt: isoTime.optional(),
    })
    .optional(),
  /** What time it is in the test; left out: now. */
  at: isoTime.optional(),
  inputs: z.record(z.string(), json).default({}),
  /** What the flow remembers when it starts. */
  memory: z.record(z.string(), json).optional(),
  answers: z.record(stepKey, answerSchema).default({}),
  /** Steps that change something and have no answer: on a fresh practice subscription, or not at all. */
  changes: z.enum(['practice', 'refuse']).default('practice'),
  expect: z
    .object({
      status: z.enum(['succeeded', 'failed', 'cancelled']).default('succeeded'),
      /** Items of loops that may fail. */
      failures: z.int().min(0).optional(),
      steps: z.record(stepKey, expectedStepSchema).default({}),
      /** What the caller is answered. */
      response: json.optional(),
      /** Expressions that have to be true at the end: `steps.report.count > 3`. */
      that: z.array(z.string().min(1).max(4_000)).max(100).default([]),
    })
    .prefault({}),
});

const differenceSchema = z.object({
  /** Key of the step; null: the run as a whole. */
  step: z.string().nullable(),
  what: z.enum(['status', 'port', 'result', 'failures', 'response', 'that', 'stuck']),
  /** JSON pointer into the value. */
  path: z.string(),
  expected: json,
  got: json,
  /** A sentence, where the two values do not say it. */
  says: z.string().optional(),
});

/** How one step of a test went, outside loops and where the test expects something of it. */
const testedStepSchema = z.object({
  key: z.string(),
  nodeId: z.string(),
  status: z.string(),
  port: z.string().nullable(),
  /** Its answer came from the test; it was not called. */
  answered: z.boolean(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  result: json.optional(),
});

export const testResultSchema = z.object({
  name: z.string(),
  passed: z.boolean(),
  at: isoTime,
  /** How long it took, and how much time passed inside it. */
  ms: z.number(),
  insideMs: z.number(),
  status: z.string(),
  message: z.string().nullable(),
  differences: z.array(differenceSchema),
  steps: z.array(testedStepSchema),
  /** What it would have sent. */
  sends: z.array(z.object({ kind: z.string(), to: z.string(), subject: z.string() })),
  response: json.optional(),
  failures: z.int(),
});

export type TestCase = z.output<typeof testCaseSchema>;
export type Answer = z.output<typeof answerSchema>;
export type Difference = z.output<typeof differenceSchema>;
export type TestResult = z.output<typeof testResultSchema>;
