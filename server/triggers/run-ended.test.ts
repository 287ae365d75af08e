import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, startTestServer, type TestServer } from '../http/test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const stop = (status: string) => ({ id: 'end', type: 'core.stop', params: { status, message: 'So it is.' } });
const respond = { id: 'answer', type: 'core.respond', params: { body: { report: 7 } } };

async function flow(name: string, nodes: Parameters<typeof flowOf>[0], more: Record<string, unknown> = {}): Promise<string> {
  const { id } = (await server.api('POST', '/api/flows', { document: flowOf(nodes, { name, ...more }) })).body;
  expect((await server.api('POST', `/api/flows/${id}/publish`, { enable: true })).status).toBe(200);
  return id;
}

const listener = (of: string, params: Record<string, unknown> = {}) => [
  { id: 'ended', type: 'core.run-ended', params: { ...(of ? { flow: of } : {}), ...params } },
];
const first = { id: 'start', type: 'core.manual' };

async function run(id: string, version?: string): Promise<{ runId: string; status: string }> {
  const { body } = await server.api('POST', `/api/flows/${id}/runs`, version ? { version } : {}, { prefer: 'wait=10' });
  return body as never;
}
// biome-ignore lint/suspicious/noExplicitAny: tests look at what came
const runsOf = async (id: string): Promise<any[]> => (await server.api('GET', `/api/runs?flow=${id}&limit=200`)).body.items;
const heard = (id: string, count: number) => expect.poll(async () => (await runsOf(id)).length, { timeout: 5_000 }).toBe(count);
/** Time for what should not happen to happen. */
const settle = () => new Promise((resume) => setTimeout(resume, 250));

describe('a run that has ended', () => {
  test('starts the flows that wait for that ending of that flow', async () => {
    const good = await flow('Good', [first, respond, stop('succeeded')]);
    const bad = await flow('Bad', [first, stop('failed')]);
    const afterGood = await flow('After good', listener(good, { when: ['succeeded'] }));
    const afterBad = await flow('After bad', [...listener(bad), respond]);
    const { runId } = await run(good);
    await run(bad);
    await heard(afterGood, 1);
    await heard(afterBad, 1);
    await settle();
    const [told] = await runsOf(afterGood);
    expect(told).toMatchObject({
      actor: { kind: 'trigger', name: 'Run ended' },
      trigger: {
        type: 'core.run-ended',
        body: {
          runId,
          flowId: good,
          flowName: 'Good',
          ending: 'succeeded',
          status: 'succeeded',
          message: 'So it is.',
          response: { report: 7 },
        },
      },
    });
    expect(told.trigger.body.url).toBe(`${server.running.origin}/flows/${good}/runs/${runId}`);
    expect((await runsOf(afterBad))[0].trigger.body).toMatchObject({ ending: 'failed', flowName: 'Bad', number: expect.any(Number) });
    expect([await runsOf(afterGood), await runsOf(afterBad)].map((runs) => runs.length)).toEqual([1, 1]);
  });

  test('maps what it tells to the inputs of the flow', async () => {
    const bad = await flow('Bad too', [first, stop('failed')]);
    const inputs = [{ name: 'why', schema: { type: 'string' }, required: true }];
    const after = await flow('Why', listener(bad, { inputs: { why: '{{ trigger.body.flowName }}: {{ trigger.body.message }}' } }), {
      inputs,
    });
    await run(bad);
    await heard(after, 1);
    expect((await runsOf(after))[0].inputs).toEqual({ why: 'Bad too: So it is.' });
  });

  test('tells endings with failures and cancelled ones apart', async () => {
    const position = { x: 0, y: 0 };
    const inside = {
      id: 'bad',
      type: 'core.set',
      version: 1,
      position,
      parent: 'each',
      params: { values: { n: "{{ json('no json') }}" } },
    };
    const each = { id: 'each', type: 'core.for-each', version: 1, position, size: { width: 400, height: 300 }, params: { items: [1, 2] } };
    const nodes = [{ ...first, version: 1, position, params: {} }, each, inside];
    const edges = [{ from: 'start', port: 'done', to: 'each' }];
    const loop = await flow('Loop', [], { nodes, edges });
    const amber = await flow('After loop', listener(loop, { when: ['withFailures'] }));
    const green = await flow('After good loop', listener(loop, { when: ['succeeded'] }));
    await run(loop);
    await heard(amber, 1);
    expect((await runsOf(amber))[0].trigger.body).toMatchObject({ ending: 'withFailures', status: 'succeeded', failures: 2 });
    expect(await runsOf(green)).toEqual([]);
    const slow = await flow('Slow', [first, { id: 'pause', type: 'core.delay', params: { for: 'PT1H' } }]);
    const after = await flow('After cancel', listener(slow, { when: ['cancelled'] }));
    const { body } = await server.api('POST', `/api/flows/${slow}/runs`, {});
    await server.api('POST', `/api/runs/${body.runId}/cancel`);
    await heard(after, 1);
    expect((await runsOf(after))[0].trigger.body).toMatchObject({ ending: 'cancelled', status: 'cancelled' });
  });

  test('of any flow: never its own, not those that steps started, not trial runs of a draft', async () => {
    const child = await flow('Child', [first, stop('failed')]);
    const parent = await flow('Parent', [first, { id: 'call', type: 'core.run-flow', params: { flow: child } }]);
    const any = await flow('Any', [...listener(''), stop('failed')]);
    await run(parent);
    await heard(any, 1);
    await run(parent, 'draft');
    const { etag, document } = (await server.api('GET', `/api/flows/${parent}`)).body;
    await server.api('PUT', `/api/flows/${parent}`, { document: { ...document, description: 'changed' } }, { 'if-match': etag });
    await run(parent, 'draft');
    await settle();
    const bodies = (await runsOf(any)).map((one) => one.trigger.body);
    // The draft of the first trial is the published version itself.
    expect(bodies.map(({ flowId }) => flowId)).toEqual([parent, parent]);
    await server.api('POST', `/api/flows/${any}/disable`);
  });

  test('two flows that wait for each other, or call each other, form no circle', async () => {
    const ping = await flow('Ping', [first]);
    const pong = await flow('Pong', listener(ping, { when: ['succeeded'] }));
    const { etag, document } = (await server.api('GET', `/api/flows/${ping}`)).body;
    const nodes = [
      ...document.nodes,
      { ...document.nodes[0], id: 'ended', type: 'core.run-ended', params: { flow: pong, when: ['succeeded'] } },
    ];
    await server.api('PUT', `/api/flows/${ping}`, { document: { ...document, nodes } }, { 'if-match': etag });
    expect((await server.api('POST', `/api/flows/${ping}/publish`)).status).toBe(200);
    const caller = await flow('Caller', [
      ...listener(pong, { when: ['succeeded'] }),
      { id: 'call', type: 'core.run-flow', params: { flow: ping } },
    ]);
    await run(ping);
    await heard(caller, 1);
    await settle();
    // Ping, Pong, Caller, and Ping once more as the step of Caller: its end comes from Pong already.
    expect([(await runsOf(ping)).length, (await runsOf(pong)).length, (await runsOf(caller)).length]).toEqual([2, 1, 1]);
    expect((await runsOf(caller))[0].trigger.body.chain).toEqual([ping, pong]);
  });

  test('a chain of flows is followed ten deep', { timeout: 30_000 }, async () => {
    const ids = [await flow('Link 0', [first])];
    for (let at = 1; at <= 12; at++) ids.push(await flow(`Link ${at}`, listener(ids[at - 1] as string, { when: ['succeeded'] })));
    await run(ids[0] as string);
    await heard(ids[9] as string, 1);
    await settle();
    expect(await runsOf(ids[10] as string)).toEqual([]);
    const lines = (await server.api('GET', '/api/audit?limit=20')).body.items;
    expect(lines).toContainEqual(expect.objectContaining({ action: 'trigger.refused', resource: ids[10] }));
  });
});

describe('an error flow', () => {
  const inputs = [
    { name: 'flowName', schema: { type: 'string' } },
    { name: 'message', schema: { type: 'string' } },
    { name: 'other', schema: { type: 'string' }, default: 'mine' },
  ];

  test('is started when a run has failed, with the failure as its inputs, and only then', async () => {
    const mend = await flow('Mend', [first], { inputs });
    const ends = async (status: string) => run(await flow(`Ends ${status}`, [first, stop(status)], { settings: { errorFlow: mend } }));
    await ends('succeeded');
    const { runId } = await ends('failed');
    await heard(mend, 1);
    await settle();
    const [told] = await runsOf(mend);
    expect(told).toMatchObject({
      inputs: { flowName: 'Ends failed', message: 'So it is.', other: 'mine' },
      trigger: { type: 'core.run-ended', body: { runId, ending: 'failed' } },
      actor: { name: 'Error flow' },
    });
    expect(await runsOf(mend)).toHaveLength(1);
  });

  test('that fails itself, with itself or the first as its error flow, starts nothing more', async () => {
    const mend = await flow('Mends badly', [first, stop('failed')], {});
    const bad = await flow('Bad with mender', [first, stop('failed')], { settings: { errorFlow: mend } });
    const { etag, document } = (await server.api('GET', `/api/flows/${mend}`)).body;
    await server.api('PUT', `/api/flows/${mend}`, { document: { ...document, settings: { errorFlow: bad } } }, { 'if-match': etag });
    await server.api('POST', `/api/flows/${mend}/publish`);
    await run(bad);
    await heard(mend, 1);
    await settle();
    expect([(await runsOf(bad)).length, (await runsOf(mend)).length]).toEqual([1, 1]);
  });

  test('that cannot be started is noted, and keeps nothing else from starting', async () => {
    const needs = [{ name: 'vault', schema: { type: 'string' }, required: true }];
    const picky = await flow('Picky', [first], { inputs: needs });
    const bad = await flow('Bad with picky', [first, stop('failed')], { settings: { errorFlow: picky } });
    const after = await flow('After bad with picky', listener(bad));
    await run(bad);
    await heard(after, 1);
    expect(await runsOf(picky)).toEqual([]);
    const lines = (await server.api('GET', '/api/audit?limit=50')).body.items;
    expect(lines).toContainEqual(expect.objectContaining({ action: 'trigger.refused', resource: picky }));
  });
});

describe('over a restart', () => {
  test('starts what the stopped server did not, and nothing again', async () => {
    const bad = await flow('Bad over restart', [first, { id: 'pause', type: 'core.delay', params: { for: 'PT0.3S' } }, stop('failed')]);
    const after = await flow('After restart', listener(bad));
    for (let n = 0; n < 3; n++) await server.api('POST', `/api/flows/${bad}/runs`, {});
    await server.restart();
    await heard(after, 3);
    await server.restart();
    await settle();
    expect(new Set((await runsOf(after)).map((one) => one.trigger.body.runId)).size).toBe(3);
    expect(await runsOf(after)).toHaveLength(3);
  });
});
