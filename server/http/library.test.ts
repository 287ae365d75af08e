// The library over HTTP: what is listed in which order, and what becomes of many flows that are changed at once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const nightly = { id: 'time', type: 'core.schedule', params: { every: 'day', time: '02:00', timeZone: 'UTC' } };
const failing = { id: 'fail', type: 'core.stop', params: { status: 'failed', message: 'On purpose' } };

async function make(name: string, more: object = {}, nodes: readonly { id: string; type: string }[] = [manual]): Promise<string> {
  const made = await server.api('POST', '/api/flows', {
    document: flowOf([...nodes], { name, ...more, ...(nodes.includes(nightly) ? { edges: [] } : {}) }),
  });
  expect(made.status).toBe(201);
  return made.body.id;
}
const names = async (query: string): Promise<string[]> =>
  (await server.api('GET', `/api/flows?${query}`)).body.items.map(({ name }: { name: string }) => name);
const change = (action: object, flows: readonly string[]) => server.api('POST', '/api/library/changes', { action, flows });
const read = async (id: string) => (await server.api('GET', `/api/flows/${id}`)).body;

async function run(id: string): Promise<void> {
  const { body } = await server.api('POST', `/api/flows/${id}/runs`, {}, { prefer: 'wait=10' });
  await expect.poll(async () => (await server.api('GET', `/api/runs/${body.runId}`)).body.endedAt, { timeout: 5_000 }).not.toBeNull();
}

test('a list is sorted by name as people sort, by the newest run, by what is next; and goes on page by page', async () => {
  const ids: string[] = [];
  for (const name of ['vault 10', 'Vault 2', 'vault 1']) ids.push(await make(name, { folder: 'Sorted' }, [manual, nightly]));
  await run(ids[2] as string);
  await run(ids[0] as string);
  const list = (query: string) => names(`folder=Sorted&${query}`);
  expect(await list('sort=name')).toEqual(['vault 1', 'Vault 2', 'vault 10']);
  expect(await list('sort=name&order=down')).toEqual(['vault 10', 'Vault 2', 'vault 1']);
  expect(await list('')).toEqual(['vault 1', 'Vault 2', 'vault 10']);
  expect(await list('sort=last')).toEqual(['vault 10', 'vault 1', 'Vault 2']);
  expect(await list('sort=last&order=up')).toEqual(['vault 1', 'vault 10', 'Vault 2']);
  await server.api('POST', `/api/flows/${ids[1]}/publish`, { enable: true });
  expect((await list('sort=next'))[0]).toBe('Vault 2');
  const first = (await server.api('GET', '/api/flows?folder=Sorted&sort=name&limit=2')).body;
  expect([first.items.length, first.total]).toEqual([2, 3]);
  // The one it ended with goes: the next page neither repeats nor leaves out.
  await change({ do: 'archive' }, [first.items[1].id]);
  const second = (await server.api('GET', `/api/flows?folder=Sorted&sort=name&limit=2&cursor=${first.next}`)).body;
  expect([second.next, second.total]).toEqual([null, 2]);
});

test('a row says what starts the flow, when next, and how its last runs went', async () => {
  const id = await make('At a glance', { tags: ['glance'] }, [manual, nightly]);
  await server.api('POST', `/api/flows/${id}/publish`, { enable: true });
  await run(id);
  await run(id);
  const [row] = (await server.api('GET', '/api/flows?tag=glance')).body.items;
  expect(row).toMatchObject({ folder: '', tags: ['glance'], favourite: false, archivedAt: null });
  expect(row.trigger).toMatchObject({ type: 'core.schedule', says: 'Every day at 02:00 (UTC)' });
  expect(Date.parse(row.trigger.next)).toBeGreaterThan(Date.now());
  expect(row.lastRuns.map(({ number, status }: { number: number; status: string }) => [number > 0, status])).toEqual([
    [true, 'succeeded'],
    [true, 'succeeded'],
  ]);
  expect(row.lastRuns[0].number).toBeLessThan(row.lastRuns[1].number);
  // The same words in the flow itself, and other ones as soon as another version is published.
  expect((await read(id)).trigger).toEqual(row.trigger);
  const later = flowOf([manual, { ...nightly, params: { ...nightly.params, time: '05:00' } }], { name: 'At a glance', edges: [] });
  await server.api('PUT', `/api/flows/${id}`, { document: later }, { 'if-match': '*' });
  expect((await read(id)).trigger.says).toBe('Every day at 02:00 (UTC)');
  await server.api('POST', `/api/flows/${id}/publish`, {});
  expect((await read(id)).trigger.says).toBe('Every day at 05:00 (UTC)');
});

test('flows are found by the title of a step, by how they stand, and what is called so comes first', async () => {
  const id = await make('Breaks', { folder: 'States' }, [manual, failing]);
  await make('Stops nothing', { folder: 'States' });
  await run(id);
  expect(await names('folder=States&state=failing')).toEqual(['Breaks']);
  expect(await names('folder=States&state=draft')).toEqual(['Stops nothing', 'Breaks']);
  expect(await names('folder=States&state=armed')).toEqual([]);
  expect(await names('folder=States&step=core.stop')).toEqual(['Breaks']);
  expect(await names('folder=States&q=stop')).toEqual(['Stops nothing', 'Breaks']);
  expect((await server.api('GET', '/api/flows?sort=colour')).status).toBe(400);
});

test('of many flows that are armed at once each says what became of it', async () => {
  const [ready, draft, armed] = [await make('Ready'), await make('Draft'), await make('Armed')];
  for (const id of [ready, armed]) await server.api('POST', `/api/flows/${id}/publish`, { enable: id === armed });
  const { body } = await change({ do: 'enable' }, [ready, draft, armed, 'flow_gone']);
  expect([body.done, body.same]).toEqual([1, 1]);
  expect(body.refused).toEqual([
    { id: draft, name: 'Draft', says: 'Publish the flow first: triggers start its published version.' },
    { id: 'flow_gone', name: null, says: 'There is no flow “flow_gone”.' },
  ]);
  expect((await read(ready)).enabled).toBe(true);
});

test('an archived flow plans no times and is listed only in the archive; restored it is switched off', async () => {
  const id = await make('Put away', { folder: 'Away' }, [manual, nightly]);
  await server.api('POST', `/api/flows/${id}/publish`, { enable: true });
  expect((await read(id)).trigger.next).not.toBeNull();
  expect((await change({ do: 'archive' }, [id])).body).toEqual({ done: 1, same: 0, refused: [] });
  expect(await names('folder=Away')).toEqual([]);
  expect(await names('folder=Away&archived=true')).toEqual(['Put away']);
  expect(await read(id)).toMatchObject({ enabled: false, archivedAt: expect.any(String), trigger: { next: null } });
  const refused = await server.api('POST', `/api/flows/${id}/enable`);
  expect([refused.status, refused.body.detail]).toEqual([409, '“Put away” is archived. Restore it first.']);
  expect((await change({ do: 'restore' }, [id])).body.done).toBe(1);
  expect(await read(id)).toMatchObject({ enabled: false, archivedAt: null });
});

test('what a filter finds is moved and tagged, but not when it finds another number by now', async () => {
  for (const name of ['M1', 'M2', 'M3']) await make(name, { folder: 'From' });
  const many = (action: object, count: number) => server.api('POST', '/api/library/changes', { action, filter: { folder: 'From' }, count });
  expect((await many({ do: 'tag', add: ['Moved'] }, 3)).body.done).toBe(3);
  expect((await many({ do: 'move', folder: ' To / There ' }, 2)).status).toBe(409);
  expect((await many({ do: 'move', folder: ' To / There ' }, 3)).body.done).toBe(3);
  expect(await names('folder=To&sort=name')).toEqual(['M1', 'M2', 'M3']);
  const shelves = (await server.api('GET', '/api/library')).body;
  expect(shelves.folders).toContainEqual({ folder: 'To/There', count: 3 });
  expect(shelves.tags).toContainEqual({ tag: 'moved', count: 3 });
  expect((await server.api('POST', '/api/library/folders', { from: 'To', to: 'Else' })).body).toEqual({ flows: 3 });
  expect(await names('folder=Else%2FThere&sort=name')).toEqual(['M1', 'M2', 'M3']);
  const wrong = await many({ do: 'move', folder: '../etc' }, 3);
  expect([wrong.status, wrong.body.problems[0].path]).toEqual([400, '/action/folder']);
  expect((await server.api('POST', '/api/library/changes', { action: { do: 'archive' } })).status).toBe(400);
});

test('a copy has the samples, the tests, the connections, the folder and the tags of the original, and is never armed', async () => {
  const id = await make('Original', { folder: 'Kept', tags: ['kept'], connections: [{ name: 'azure', kind: 'azure' }] }, [manual, nightly]);
  const real = await server.api('POST', '/api/connections', { kind: 'azure', name: 'Real', fields: { credential: 'managedIdentity' } });
  await server.api('PUT', `/api/flows/${id}/bindings`, { bindings: { azure: real.body.id } });
  await server.api('PUT', `/api/flows/${id}/samples`, { samples: { start: { rows: [1] } } });
  await server.api('POST', `/api/flows/${id}/tests`, { test: { name: 'Greets' } });
  await server.api('POST', `/api/flows/${id}/publish`, { enable: true });
  const copy = await server.api('POST', `/api/flows/${id}/duplicate`);
  expect(copy.status).toBe(201);
  expect(copy.body).toMatchObject({ name: 'Original (copy)', folder: 'Kept', tags: ['kept'], enabled: false, publishedVersion: null });
  expect((await server.api('GET', `/api/flows/${copy.body.id}/samples`)).body.samples).toEqual({ start: { rows: [1] } });
  expect((await server.api('GET', `/api/flows/${copy.body.id}/tests`)).body.items).toMatchObject([
    { test: { name: 'Greets' }, last: null },
  ]);
  expect((await server.api('GET', `/api/flows/${copy.body.id}/bindings`)).body.items).toMatchObject([
    { connectionName: 'Real', byDefault: false },
  ]);
  expect((await server.api('POST', `/api/flows/${copy.body.id}/duplicate`)).body.name).toBe('Original (copy 2)');
});

test('a favourite is kept and found', async () => {
  const id = await make('Dear', { folder: 'Liked' });
  expect((await server.api('PUT', `/api/flows/${id}/favourite`, { favourite: true })).status).toBe(204);
  expect(await names('favourite=true')).toEqual(['Dear']);
  expect((await read(id)).favourite).toBe(true);
});
