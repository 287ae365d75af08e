import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const inputs = [
  { name: 'vault', title: 'Vault', schema: { type: 'string', minLength: 1 }, required: true },
  { name: 'days', schema: { type: 'integer', minimum: 1 }, default: 7 },
];
const greeting = flowOf(
  [
    manual,
    { id: 'names', type: 'core.set', params: { values: { text: '{{ inputs.vault + " " + inputs.days }}' } } },
    { id: 'answer', type: 'core.respond', params: { status: 201, body: '{{ steps.names }}' } },
  ],
  { inputs },
);
const create = async (document: unknown = greeting) => (await server.api('POST', '/api/flows', { document })).body.id as string;
const start = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  server.api('POST', `/api/flows/${id}/runs`, body, headers);
const waiting = flowOf([manual, { id: 'pause', type: 'core.delay', params: { for: 'PT1H' } }]);

describe('starting', () => {
  test('202 with a run id, then the run is there', async () => {
    const id = await create();
    const { status, body, headers } = await start(id, { inputs: { vault: 'weu' } });
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(body.url);
    const run = await server.api('GET', body.url);
    expect(run.body).toMatchObject({
      flowId: id,
      inputs: { vault: 'weu', days: 7 },
      world: 'real',
      published: false,
      actor: { kind: 'token' },
    });
  });

  test('with Prefer: wait the answer holds what the flow responded', async () => {
    const { status, body, headers } = await start(await create(), { inputs: { vault: 'weu', days: 3 } }, { prefer: 'wait=10' });
    expect(status).toBe(200);
    expect(headers.get('preference-applied')).toBe('wait=10');
    expect(body.response.status).toBe(201);
    expect(JSON.stringify(body.response.body)).toContain('weu 3');
  });

  test('a run that takes longer than the caller waits answers 202', async () => {
    const { status, body } = await start(await create(waiting), {}, { prefer: 'respond-async, wait=1' });
    expect(status).toBe(202);
    expect((await server.api('POST', `${body.url}/cancel`)).status).toBe(200);
  });

  test('inputs that do not fit are refused by name, and nothing starts', async () => {
    const id = await create();
    const { status, body } = await start(id, { inputs: { days: 0, typo: 1 } });
    expect(status).toBe(422);
    expect(body.code).toBe('inputs_invalid');
    expect(body.problems.map((p: { path: string }) => p.path).sort()).toEqual(['/inputs/days', '/inputs/typo', '/inputs/vault']);
    expect((await server.api('GET', `/api/runs?flow=${id}`)).body.items).toEqual([]);
  });

  test('the same Idempotency-Key answers the first run, also when the draft cannot run any more', async () => {
    const made = (await server.api('POST', '/api/flows', { document: flowOf([manual]) })).body;
    const start = (key: string) => server.api('POST', `/api/flows/${made.id}/runs`, { version: 'draft' }, { 'idempotency-key': key });
    const first = await start('before');
    expect(first.status).toBe(202);
    const broken = flowOf([manual, { id: 'gone', type: 'custom.gone' }]);
    await server.api('PUT', `/api/flows/${made.id}`, { document: broken }, { 'if-match': `"${made.etag}"` });
    const again = await start('before');
    expect(again).toMatchObject({ status: 202, body: { runId: first.body.runId } });
    expect((await start('after')).body.code).toBe('flow_invalid');
  });

  test('the same Idempotency-Key starts one run, another body is refused', async () => {
    const id = await create();
    const key = { 'idempotency-key': 'once' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => start(id, { inputs: { vault: 'weu' } }, key)));
    expect(new Set(answers.map(({ body }) => body.runId)).size).toBe(1);
    const other = await start(id, { inputs: { vault: 'neu' } }, key);
    expect(other.status).toBe(422);
    expect(other.body.code).toBe('idempotency_mismatch');
    expect((await server.api('GET', `/api/runs?flow=${id}`)).body.items).toHaveLength(1);
  });

  test('the published version runs, until somebody asks for the draft or a number', async () => {
    const id = await create();
    await server.api('POST', `/api/flows/${id}/publish`);
    const { etag, document } = (await server.api('GET', `/api/flows/${id}`)).body;
    await server.api('PUT', `/api/flows/${id}`, { document: { ...document, name: 'Draft' } }, { 'if-match': etag });
    const body = { inputs: { vault: 'weu' } };
    const versionOf = async (more: object) => (await server.api('GET', (await start(id, { ...body, ...more })).body.url)).body;
    expect(await versionOf({})).toMatchObject({ version: 1, published: true, flowName: 'Test flow' });
    expect(await versionOf({ version: 'draft' })).toMatchObject({ version: 2, published: false, flowName: 'Draft' });
    expect(await versionOf({ version: 'draft' })).toMatchObject({ version: 2 });
    expect(await versionOf({ version: 1 })).toMatchObject({ version: 1, published: true });
    expect((await start(id, { ...body, version: 9 })).status).toBe(404);
  });

  test('a flow with errors does not run, and says where they are', async () => {
    const id = await create(flowOf([manual, { id: 'bad', type: 'core.set', params: { values: { x: '{{ steps.nobody }}' } } }]));
    const { status, body } = await start(id, {});
    expect(status).toBe(422);
    expect(body.code).toBe('flow_invalid');
    expect(body.problems[0]).toMatchObject({ nodeId: 'bad', path: expect.stringMatching(/^\/nodes\/1\/params/) });
  });

  test('a slot nobody has filled is a missing binding', async () => {
    const mail = flowOf(
      [manual, { id: 'tell', type: 'notify.email', connection: 'mail', params: { to: 'a@example.com', subject: 's', body: 'b' } }],
      {
        connections: [{ name: 'mail', kind: 'smtp' }],
      },
    );
    const { status, body } = await start(await create(mail), {});
    expect(body.problems).toContainEqual(expect.objectContaining({ path: '/bindings/mail' }));
    expect([status, body.code]).toEqual([422, 'binding_missing']);
  });
});

describe('a part of a flow', () => {
  const chain = flowOf([
    manual,
    { id: 'first', type: 'core.set', params: { values: { n: 1 } } },
    { id: 'second', type: 'core.set', params: { values: { n: '{{ steps.first.n + 1 }}' } } },
    { id: 'third', type: 'core.set', params: { values: { n: '{{ steps.second.n + 1 }}' } } },
  ]);
  const stepsOf = async (body: object) => {
    const { body: run } = await start(await create(chain), body, { prefer: 'wait=10' });
    const { items } = (await server.api('GET', `${run.url}/steps`)).body;
    const ran = items.filter((s: { status: string }) => s.status === 'succeeded').map((s: { key: string }) => s.key);
    const last = await server.api('GET', `${run.url}/steps/${ran.at(-1)}/output`);
    return { ran, last: last.body.data };
  };

  test('runs from a step, with samples for what stands before it', async () => {
    expect(await stepsOf({ version: 'draft', from: 'second', samples: { first: { n: 41 } } })).toMatchObject({ last: { n: 43 } });
  });

  test('runs up to a step', async () => {
    expect(await stepsOf({ to: 'second' })).toMatchObject({ ran: expect.not.arrayContaining(['third']), last: { n: 2 } });
  });
});

describe('looking inside', () => {
  test('steps, their params, output and log', async () => {
    const { body } = await start(await create(), { inputs: { vault: 'weu' } }, { prefer: 'wait=10' });
    const steps = (await server.api('GET', `${body.url}/steps`)).body.items;
    expect(steps.map((s: { key: string; status: string }) => [s.key, s.status])).toEqual([
      ['start', 'succeeded'],
      ['names', 'succeeded'],
      ['answer', 'succeeded'],
    ]);
    const step = (await server.api('GET', `${body.url}/steps/names`)).body;
    expect(JSON.stringify(step.params)).toContain('weu 7');
    expect(JSON.stringify((await server.api('GET', `${body.url}/steps/names/output`)).body.data)).toContain('weu 7');
    expect((await server.api('GET', `${body.url}/steps/names/log`)).body).toEqual({ items: [] });
  });

  test('inside a loop with parent and index', async () => {
    const loop = flowOf([
      manual,
      { id: 'each', type: 'core.for-each', params: { items: [10, 20, 30] } },
      { id: 'inner', type: 'core.set', parent: 'each', params: { values: { twice: '{{ item * 2 }}' } } },
    ]);
    (loop.edges as unknown[]).pop();
    const { body } = await start(await create(loop), {}, { prefer: 'wait=10' });
    const inside = (await server.api('GET', `${body.url}/steps?parent=each&index=1`)).body.items;
    expect(inside.map((s: { key: string }) => s.key)).toEqual(['inner[1]']);
    expect(JSON.stringify((await server.api('GET', `${body.url}/steps/${encodeURIComponent('inner[2]')}/output`)).body.data)).toContain(
      '60',
    );
    const each = (await server.api('GET', `${body.url}/steps/each/output?from=1&limit=1`)).body;
    expect(each.list).toMatchObject({ property: 'items', count: 3, from: 1, items: [{ index: 1 }] });
  });

  test('a scope in a loop: its own iteration alone; the iteration of the loop brings it along', async () => {
    const nested = {
      ...flowOf([
        manual,
        { id: 'each', type: 'core.for-each', params: { items: [10, 20] } },
        { id: 'group', type: 'core.scope', parent: 'each', params: {} },
        { id: 'inScope', type: 'core.set', parent: 'group', params: { values: { n: '{{ item }}' } } },
        { id: 'again', type: 'core.for-each', parent: 'group', params: { items: [1, 2] } },
        { id: 'innermost', type: 'core.set', parent: 'again', params: { values: { n: '{{ item }}' } } },
      ]),
      edges: [{ from: 'start', port: 'done', to: 'each' }],
    };
    const { body } = await start(await create(nested), {}, { prefer: 'wait=10' });
    const inside = async (query: string) => {
      const answer = await server.api('GET', `${body.url}/steps?${query}`);
      return answer.status === 200 ? answer.body.items.map((s: { key: string }) => s.key).sort() : answer.body.problems[0].path;
    };
    expect(await inside('parent=group[1]')).toEqual(['again[1]', 'inScope[1]']);
    expect(await inside('parent=each&index=0')).toEqual(['again[0]', 'group[0]', 'inScope[0]']);
    expect(await inside('parent=again[1]')).toEqual(['innermost[1][0]', 'innermost[1][1]']);
    expect(await inside('parent=again[1]&index=0')).toEqual(['innermost[1][0]']);
    expect(await inside('parent=group')).toEqual([]);
    expect(await inside('parent=group[1]&index=0')).toBe('/query/index');
  });

  test('unknown runs, steps and odd keys answer 404', async () => {
    const { body } = await start(await create(), { inputs: { vault: 'weu' } }, { prefer: 'wait=10' });
    for (const path of [
      '/api/runs/none',
      `${body.url}/steps/none`,
      `${body.url}/steps/names%5B1%5D`,
      `${body.url}/steps/%2e%2e%2fx/output`,
    ])
      expect((await server.api('GET', path)).status).toBe(404);
  });

  test('runs can be listed by flow, status and text', async () => {
    const id = await create();
    await start(id, { inputs: { vault: 'weu' } }, { prefer: 'wait=10' });
    const list = async (query: string) => (await server.api('GET', `/api/runs?flow=${id}&${query}`)).body.items.length;
    expect(await list('status=succeeded')).toBe(1);
    expect(await list('status=failed,running')).toBe(0);
    expect(await list('q=test%20flow')).toBe(1);
    expect(await list('q=zzz')).toBe(0);
    expect(await list('since=2099-01-01T00:00:00.000Z')).toBe(0);
  });
});

describe('changing a run', () => {
  test('cancel ends it; a second cancel says that it has ended', async () => {
    const { body } = await start(await create(waiting), {});
    expect((await server.api('POST', `${body.url}/cancel`)).status).toBe(200);
    await expect.poll(async () => (await server.api('GET', body.url)).body.status).toBe('cancelled');
    const again = await server.api('POST', `${body.url}/cancel`);
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
  });

  test('retry is a new run that takes over what succeeded', async () => {
    const failing = flowOf([
      manual,
      { id: 'names', type: 'core.set', params: { values: { a: 1 } } },
      { id: 'end', type: 'core.stop', params: { status: 'failed', message: 'No more' } },
    ]);
    const { body } = await start(await create(failing), {}, { prefer: 'wait=10' });
    expect((await server.api('GET', body.url)).body.status).toBe('failed');
    const retried = await server.api('POST', `${body.url}/retry`, { steps: ['end'] });
    expect(retried.status).toBe(202);
    await expect.poll(async () => (await server.api('GET', retried.body.url)).body.status).toBe('failed');
    const run = (await server.api('GET', retried.body.url)).body;
    expect(run).toMatchObject({ retryOf: body.runId, version: 1 });
    const key = { 'idempotency-key': 'the same click', prefer: 'wait=10' };
    const twice = await Promise.all([1, 2].map(() => server.api('POST', `${body.url}/retry`, { steps: ['end'] }, key)));
    expect(twice.map((answer) => answer.status)).toEqual([200, 200]);
    expect(new Set(twice.map((answer) => answer.body.runId)).size).toBe(1);
    const ghost = await server.api('POST', `${body.url}/retry`, { steps: ['end', 'ghost'] });
    expect([ghost.status, ghost.body.problems?.[0]?.path]).toEqual([400, '/steps/1']);
  });

  test('nothing waits for a person: resolve answers 409', async () => {
    const { body } = await start(await create(waiting), {});
    const { status } = await server.api('POST', `${body.url}/resolve`, { step: 'pause', outcome: 'didNot' });
    expect(status).toBe(409);
    await server.api('POST', `${body.url}/cancel`);
  });

  test('a deleted flow’s runs stay readable, with the version they ran', async () => {
    const id = await create();
    const { body } = await start(id, { inputs: { vault: 'weu' } }, { prefer: 'wait=10' });
    await server.api('DELETE', `/api/flows/${id}`);
    expect((await server.api('GET', body.url)).status).toBe(200);
    expect((await server.api('GET', `/api/flows/${id}/versions/1`)).body.document.name).toBe('Test flow');
    expect((await server.api('GET', `${body.url}/steps/names/output`)).status).toBe(200);
  });
});
