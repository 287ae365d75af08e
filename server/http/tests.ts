// Tests of flows over HTTP. Parse, call, answer. A test runs in a room of its own; here it is only asked for, and what came is kept
// with the version it was run on.
import type { Json } from '../../nodes/kit/json.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { readSamples } from '../../nodes/kit/testing/samples-file.ts';
import type { FlowTest, testRoutes } from '../../nodes/kit/wire/tests.ts';
import { isPart, originOf } from '../engine/origin.ts';
import { iso } from '../store/iso.ts';
import { notFound, refuse } from '../store/refusal.ts';
import type { StoredTest } from '../store/tests.ts';
import { runTest } from '../testing/run-tests.ts';
import { steady, testOfRun } from '../testing/test-of-run.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

/** Rooms that are open at once: each holds an engine and may hold a practice subscription. */
const mostRooms = 2;
const mostWaiting = 50;

const view = ({ id, test, updatedAt, updatedBy, last }: StoredTest): FlowTest => ({
  id,
  test: test as FlowTest['test'],
  updatedAt: iso(updatedAt),
  updatedBy,
  last: last as FlowTest['last'],
});

export function testHandlers({ stores, accept, journal, nodeTypes, playground }: AppDeps): Handlers<typeof testRoutes> {
  const room = turns(mostRooms, mostWaiting);
  const deps = { nodeTypes, playground };

  return {
    async listTests({ actor, params }) {
      const [items, versions] = await Promise.all([stores.tests.list(actor, params.id), stores.tests.byVersion(actor, params.id)]);
      return { items: items.map(view), versions };
    },

    createTest: async ({ actor, params, body }) => view(await stores.tests.create(actor, params.id, body.test)),
    saveTest: async ({ actor, params, body }) => view(await stores.tests.save(actor, params.id, params.test, body.test)),
    deleteTest: ({ actor, params }) => stores.tests.remove(actor, params.id, params.test) as Promise<undefined>,

    async runTests({ actor, params, body, response }) {
      const flow = await stores.flows.head(actor, params.id);
      const all = await stores.tests.list(actor, params.id);
      const unknown = body?.tests?.find((id) => !all.some((test) => test.id === id));
      if (unknown !== undefined) throw notFound('test of this flow', unknown);
      const wanted = body?.tests ? all.filter(({ id }) => body.tests?.includes(id)) : all.slice(0, 50);
      const { number, document } = await accept.choose(actor, flow, body?.version ?? 'draft');
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      const results: { id: string; result: Awaited<ReturnType<typeof runTest>> }[] = [];
      for (const test of wanted) {
        if (gone.signal.aborted) break;
        const result = await room(() => runTest(deps, document, test.test, gone.signal));
        // Nobody is there any more to be told, and a test that was broken off says nothing of the flow.
        if (!gone.signal.aborted) await stores.tests.keepResult(actor, test, number, result);
        results.push({ id: test.id, result });
      }
      return { version: number, results: results as never };
    },

    async testOfRun({ actor, params }) {
      const run = await journal.run(params.id);
      if (!run || run.projectId !== actor.projectId) throw notFound('run', params.id);
      if (!hasEnded(run.status)) throw refuse('conflict', 'The run has not ended yet: nobody knows what comes out.');
      const origin = originOf(run);
      if (isPart(origin)) throw refuse('conflict', 'Only a part of the flow ran. A test is made of a whole run.');
      const flow = await stores.versions.flowOf(actor, run.flowId, run.version);
      const { test, left } = await testOfRun({ journal, nodeTypes }, flow, run, origin.trigger);
      const again = await room(() => runTest(deps, flow, test));
      return { test: steady(test, again.steps, again.response) as never, left };
    },

    async getSamplesFile({ actor, params }) {
      const [samples, tests] = await Promise.all([stores.samples.get(actor, params.id), stores.tests.list(actor, params.id)]);
      return { format: 1, samples: samples as { [id: string]: never }, tests: tests.map(({ test }) => test as never) };
    },

    async saveSamplesFile({ actor, params, body }) {
      const before = await stores.samples.get(actor, params.id);
      const read = readSamples(body);
      if ('problems' in read)
        throw refuse('invalid_request', `The file cannot be taken over: ${read.problems[0]?.path} ${read.problems[0]?.message}.`, {
          problems: read.problems.map((problem) => ({ code: 'invalid_request', ...problem })),
        });
      await stores.samples.save(actor, params.id, { ...before, ...(read.samples as { [id: string]: Json }) });
      const there = new Map((await stores.tests.list(actor, params.id)).map(({ id, test }) => [test.name, id]));
      for (const test of read.tests) {
        const id = there.get(test.name);
        if (id === undefined) await stores.tests.create(actor, params.id, test);
        else await stores.tests.save(actor, params.id, id, test);
      }
      return { samples: Object.keys(read.samples).length, tests: read.tests.length };
    },
  };
}

/** At most so many at once, the others in the order in which they came. */
function turns(most: number, waiting: number) {
  let busy = 0;
  const line: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (busy >= most) {
      if (line.length >= waiting) throw refuse('too_many_requests', 'Many tests run at the moment. Try again in a minute.');
      await new Promise<void>((go) => line.push(go));
    } else busy += 1;
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else busy -= 1;
    }
  };
}
