// The API of a flow's tests: kept beside the flow, run in a room of their own, made from a run that went as it should.
import { z } from 'zod';
import { actorSchema } from '../records.ts';
import { testCaseSchema, testResultSchema } from '../testing/test-case.ts';
import { json } from './json.ts';
import { route } from './route.ts';

const isoTime = z.iso.datetime().describe('UTC, ISO 8601');

const flowTestSchema = z.object({
  id: z.string(),
  test: testCaseSchema,
  updatedAt: isoTime,
  updatedBy: actorSchema,
  last: z.object({ version: z.int(), result: testResultSchema }).nullable().describe('what came of it last, and on which version'),
});

const body = z.object({ test: testCaseSchema });

export const testRoutes = {
  listTests: route({
    method: 'GET',
    path: '/api/flows/:id/tests',
    access: 'viewer',
    tag: 'tests',
    summary: 'Tests of a flow with their last results, and how the tests of each version ended',
    answer: z.object({
      items: z.array(flowTestSchema),
      versions: z.array(z.object({ version: z.int(), passed: z.int(), failed: z.int() })),
    }),
  }),
  createTest: route({
    method: 'POST',
    path: '/api/flows/:id/tests',
    access: 'editor',
    tag: 'tests',
    summary: 'Keep a test beside the flow',
    body,
    bodyLimit: 8_000_000,
    answer: flowTestSchema,
    status: 201,
    errors: ['conflict'],
  }),
  saveTest: route({
    method: 'PUT',
    path: '/api/flows/:id/tests/:test',
    access: 'editor',
    tag: 'tests',
    summary: 'Change a test; its results so far go',
    body,
    bodyLimit: 8_000_000,
    answer: flowTestSchema,
    errors: ['conflict'],
  }),
  deleteTest: route({ method: 'DELETE', path: '/api/flows/:id/tests/:test', access: 'editor', tag: 'tests', summary: 'Delete a test' }),
  runTests: route({
    method: 'POST',
    path: '/api/flows/:id/tests/run',
    access: 'operator',
    tag: 'tests',
    summary: 'Run tests of a flow, the draft unless a version is named. Nothing of it reaches the world or the list of runs',
    body: z
      .object({
        tests: z.array(z.string().max(100)).max(50).optional().describe('ids; left out: all'),
        version: z.union([z.literal('draft'), z.int().min(1)]).optional(),
      })
      .optional(),
    answer: z.object({ version: z.int(), results: z.array(z.object({ id: z.string(), result: testResultSchema })) }),
    errors: ['too_many_requests'],
  }),
  testOfRun: route({
    method: 'GET',
    path: '/api/runs/:id/test-case',
    access: 'viewer',
    tag: 'tests',
    summary: 'A run that has ended as a test: its inputs, what its steps answered, what came out. It is not kept by asking',
    answer: z.object({ test: testCaseSchema, left: z.array(z.string()).describe('what could not be taken over, in words') }),
    errors: ['conflict'],
  }),
  getSamplesFile: route({
    method: 'GET',
    path: '/api/flows/:id/samples-file',
    access: 'viewer',
    tag: 'tests',
    summary: 'The second file of a flow: its samples and tests, for git',
    produces: 'application/json',
    answer: z.object({ format: z.int(), samples: z.record(z.string(), json), tests: z.array(testCaseSchema) }),
  }),
  saveSamplesFile: route({
    method: 'PUT',
    path: '/api/flows/:id/samples-file',
    access: 'editor',
    tag: 'tests',
    summary: 'Take over samples and tests from the second file of a flow; tests of the same name are replaced',
    body: json,
    bodyLimit: 8_000_000,
    answer: z.object({ samples: z.int(), tests: z.int() }),
  }),
} as const;

export type FlowTest = z.infer<typeof flowTestSchema>;
