// Actions on many runs, resubmitting and searching, on the whole server.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const vaultInput = [{ name: 'vault', schema: { type: 'string' } }];
const failing = (name: string) =>
  flowOf([manual, { id: 'bad', type: 'core.stop', params: { status: 'failed', message: '{{ "No vault " + inputs.vault }}' } }], {
    name,
    inputs: vaultInput,
  });
const waiting = (name: string) => flowOf([manual, { id: 'pause', type: 'core.delay', params: { for: 'PT1H' } }], { name });
const create = async (document: unknown) => (await server.api('POST', '/api/flows', { document })).body.id as string;
const start = async (id: string, body: object = {}, prefer = 'wait=10') =>
  (await server.api('POST', `/api/flows/${id}/runs`, body, { prefer })).body.runId as string;
const ended = async (id: string) => {
  await expect.poll(async () => (await server.api('GET', `/api/bulk-actions/${id}`)).body.endedAt, { timeout: 10_000 }).not.toBeNull();
  return (await server.api('GET', `/api/bulk-actions/${id}`)).body;
};

describe('many runs at once', () => {
  test('everything that matches is counted first, then retried; each run has its result', async () => {
    const flow = await create(failing('Bulk one'));
    const runs = [await start(flow, { inputs: { vault: 'a1' } }), await start(flow, { inputs: { vault: 'a2' } })];
    const choice = { action: 'retry', filter: { flow } };
    const counted = (await server.api('POST', '/api/bulk-actions/count', choice)).body;
    expect(counted).toEqual({ count: 2, more: false, flows: [{ name: 'Bulk one', count: 2, real: 2 }] });
    const { status, body } = await server.api('POST', '/api/bulk-actions', { ...choice, count: 2 });
    expect([status, body.total]).toEqual([202, 2]);
    const done = await ended(body.id);
    expect(done.items.map((item: { runId: string }) => item.runId)).toEqual(runs);
    expect(done).toMatchObject({ done: 2, refused: 0 });
    const retried = await server.api('GET', `/api/runs/${done.items[0].newRunId}`);
    expect(retried.body).toMatchObject({ retryOf: runs[0], inputs: { vault: 'a1' } });
  });

  test('a number that has changed since it was shown starts nothing', async () => {
    const flow = await create(failing('Bulk two'));
    await start(flow, { inputs: { vault: 'b' } });
    const answer = await server.api('POST', '/api/bulk-actions', { action: 'retry', filter: { flow }, count: 7 });
    expect(answer.status).toBe(409);
    expect((await server.api('GET', `/api/runs?flow=${flow}`)).body.items).toHaveLength(1);
  });

  test('a selection is cancelled; what has ended in it is left alone', async () => {
    const flow = await create(waiting('Bulk three'));
    const open = [await start(flow, {}, ''), await start(flow, {}, '')];
    const over = await start(await create(failing('Bulk four')), { inputs: { vault: 'c' } });
    const { body } = await server.api('POST', '/api/bulk-actions', { action: 'cancel', runs: [...open, over] });
    expect(body.total).toBe(2);
    expect(await ended(body.id)).toMatchObject({ done: 2, refused: 0 });
    for (const id of open)
      await expect.poll(async () => (await server.api('GET', `/api/runs/${id}`)).body.status, { timeout: 5_000 }).toBe('cancelled');
    expect((await server.api('POST', '/api/bulk-actions', { action: 'cancel', runs: [over] })).status).toBe(409);
  });

  test('what a stopped server has left is gone on with, and no run is retried twice', async () => {
    const flow = await create(failing('Bulk five'));
    for (let n = 0; n < 30; n++) await start(flow, { inputs: { vault: `d${n}` } });
    const { body } = await server.api('POST', '/api/bulk-actions', { action: 'retry', filter: { flow } });
    await server.restart();
    expect(await ended(body.id)).toMatchObject({ total: 30, done: 30 });
    const all = (await server.api('GET', `/api/runs?flow=${flow}&limit=200`)).body.items as { retryOf: string | null }[];
    const retries = all.flatMap(({ retryOf }) => (retryOf === null ? [] : [retryOf]));
    expect([retries.length, new Set(retries).size]).toEqual([30, 30]);
  });

  test('neither both nor none of runs and filter; another project’s action is not found', async () => {
    expect((await server.api('POST', '/api/bulk-actions', { action: 'retry' })).status).toBe(400);
    expect((await server.api('POST', '/api/bulk-actions', { action: 'retry', runs: ['x'], filter: {} })).status).toBe(400);
    expect((await server.api('GET', '/api/bulk-actions/bulk_none')).status).toBe(404);
  });
});

describe('finding runs', () => {
  test('by what they were given, by what a step said, by how they were started and where', async () => {
    const broken = flowOf([manual, { id: 'bad', type: 'core.set', params: { values: { x: '{{ addDays(inputs.vault, 1) }}' } } }], {
      name: 'Search',
      inputs: vaultInput,
    });
    const flow = await create(broken);
    const run = await start(flow, { inputs: { vault: 'rsv-needle-7' } });
    const found = async (query: string) =>
      ((await server.api('GET', `/api/runs?flow=${flow}&${query}`)).body.items as { id: string }[]).map(({ id }) => id);
    expect(await found('q=NEEDLE-7')).toEqual([run]);
    expect(await found('q=haystack')).toEqual([]);
    expect(await found('trigger=api')).toEqual([run]);
    expect(await found('trigger=core.schedule')).toEqual([]);
    expect(await found('world=real')).toEqual([run]);
    expect(await found('world=practice')).toEqual([]);
    const { error } = (await server.api('GET', `/api/runs/${run}`)).body;
    expect(await found(`q=${encodeURIComponent(error.message.toUpperCase())}`)).toEqual([run]);
    expect(await found(`error=${error.code}`)).toEqual([run]);
    expect(await found('error=not_found')).toEqual([]);
  });
});

describe('running again with other inputs', () => {
  const secretive = flowOf([manual, { id: 'pause', type: 'core.delay', params: { for: 'PT1H' } }], {
    name: 'Secretive',
    inputs: [...vaultInput, { name: 'key', schema: { type: 'string' }, required: true, secret: true }],
  });

  test('secrets that are not given again are taken over, and never shown', async () => {
    const flow = await create(secretive);
    const first = await start(flow, { inputs: { vault: 'weu', key: 'hunter-2' } }, '');
    const again = await server.api('POST', `/api/flows/${flow}/runs`, { resubmits: first, inputs: { vault: 'neu' } });
    expect(again.status).toBe(202);
    const [old, made] = [(await server.api('GET', `/api/runs/${first}`)).body, (await server.api('GET', again.body.url)).body];
    expect(made.inputs).toEqual({ vault: 'neu', key: old.inputs.key });
    expect(JSON.stringify(made)).not.toContain('hunter-2');
    const changed = await server.api('POST', `/api/flows/${flow}/runs`, { resubmits: first, inputs: { vault: 'neu', key: 'other' } });
    expect((await server.api('GET', changed.body.url)).body.inputs.key).not.toEqual(old.inputs.key);
  });

  test('without naming the run, or naming one of another flow, there are no secrets', async () => {
    const flow = await create(secretive);
    const first = await start(flow, { inputs: { vault: 'weu', key: 'hunter-2' } }, '');
    expect((await server.api('POST', `/api/flows/${flow}/runs`, { inputs: { vault: 'neu' } })).body.code).toBe('inputs_invalid');
    const other = await create(secretive);
    expect((await server.api('POST', `/api/flows/${other}/runs`, { resubmits: first, inputs: { vault: 'neu' } })).status).toBe(400);
  });
});
