import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const document = (name: string) => flowOf([manual, { id: 'names', type: 'core.set', params: { values: { greeting: 'hello' } } }], { name });
const create = async (name = 'Test flow') => (await server.api('POST', '/api/flows', { document: document(name) })).body;

describe('drafts', () => {
  test('a flow is made, read, changed and deleted', async () => {
    const made = await server.api('POST', '/api/flows', { document: document('First') });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/flows/${made.body.id}`);
    expect(made.headers.get('etag')).toBe(`"${made.body.etag}"`);
    expect(made.body.problems.filter((p: { severity: string }) => p.severity === 'error')).toEqual([]);
    const read = await server.api('GET', `/api/flows/${made.body.id}`);
    expect(read.body.document.nodes).toHaveLength(2);
    const saved = await server.api(
      'PUT',
      `/api/flows/${made.body.id}`,
      { document: document('Second') },
      { 'if-match': read.headers.get('etag') ?? '' },
    );
    expect(saved.status).toBe(200);
    expect(saved.body.name).toBe('Second');
    expect(saved.body.etag).not.toBe(made.body.etag);
    expect((await server.api('DELETE', `/api/flows/${made.body.id}`)).status).toBe(204);
    expect((await server.api('GET', `/api/flows/${made.body.id}`)).status).toBe(404);
  });

  test('a save without If-Match is refused, a stale one says what is there now', async () => {
    const { id, etag } = await create();
    const without = await server.api('PUT', `/api/flows/${id}`, { document: document('Other') });
    expect(without.status).toBe(428);
    expect(without.body.code).toBe('precondition_required');
    const first = await server.api('PUT', `/api/flows/${id}`, { document: document('Other') }, { 'if-match': `"${etag}"` });
    const second = await server.api('PUT', `/api/flows/${id}`, { document: document('Third') }, { 'if-match': `"${etag}"` });
    expect(second.status).toBe(412);
    expect(second.body.code).toBe('stale');
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect((await server.api('GET', `/api/flows/${id}`)).body.name).toBe('Other');
  });

  test('of two saves at the same moment one wins and the other is told', async () => {
    const { id, etag } = await create();
    const save = (name: string) => server.api('PUT', `/api/flows/${id}`, { document: document(name) }, { 'if-match': etag });
    const statuses = (await Promise.all([save('A'), save('B')])).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 412]);
  });

  test('saves that share a commit are each answered with their own content, not with the one that came after', async () => {
    const { id } = await create();
    const save = (name: string) => server.api('PUT', `/api/flows/${id}`, { document: document(name) }, { 'if-match': '*' });
    const names = (await Promise.all(['A', 'B', 'C', 'D'].map(save))).map(({ body }) => body.name);
    expect(names).toEqual(['A', 'B', 'C', 'D']);
  });

  test('the same content has the same ETag, whatever the order of its keys', async () => {
    const { id, etag } = await create('Same');
    const turned = Object.fromEntries(Object.entries(document('Same')).reverse());
    const saved = await server.api('PUT', `/api/flows/${id}`, { document: turned }, { 'if-match': etag });
    expect(saved.body.etag).toBe(etag);
  });

  test('unknown node types and extra keys survive, as problems', async () => {
    const strange = flowOf([manual, { id: 'later', type: 'future.thing', params: { depth: 3 } }], { colour: 'blue' });
    const made = await server.api('POST', '/api/flows', { document: strange });
    expect(made.status).toBe(201);
    expect(made.body.document.colour).toBe('blue');
    expect(made.body.document.nodes[1].params).toEqual({ depth: 3 });
    expect(made.body.problems).toContainEqual(expect.objectContaining({ code: 'unknown_node_type', nodeId: 'later' }));
  });

  test('a list has pages and can be searched', async () => {
    for (const name of ['Haystack one', 'Haystack two', 'Needle', 'Haystack three']) await create(name);
    const found = await server.api('GET', '/api/flows?q=needle');
    expect(found.body.items.map((f: { name: string }) => f.name)).toEqual(['Needle']);
    const first = await server.api('GET', '/api/flows?q=haystack&limit=2');
    expect(first.body.items).toHaveLength(2);
    const second = await server.api('GET', `/api/flows?q=haystack&limit=2&cursor=${first.body.next}`);
    expect(second.body.items).toHaveLength(1);
    expect(second.body.next).toBeNull();
  });
});

describe('versions', () => {
  test('publishing makes a version; the same content again is the same version', async () => {
    const { id } = await create('Published');
    const first = await server.api('POST', `/api/flows/${id}/publish`, { message: 'As agreed' });
    expect(first.body).toMatchObject({ publishedVersion: 1, changed: false });
    await server.api('POST', `/api/flows/${id}/publish`);
    const { etag } = (await server.api('GET', `/api/flows/${id}`)).body;
    const saved = await server.api('PUT', `/api/flows/${id}`, { document: document('Published anew') }, { 'if-match': etag });
    expect(saved.body).toMatchObject({ publishedVersion: 1, changed: true });
    await server.api('POST', `/api/flows/${id}/publish`);
    const { items } = (await server.api('GET', `/api/flows/${id}/versions`)).body;
    expect(items).toMatchObject([
      { number: 2, published: true, current: true },
      { number: 1, published: true, current: false, message: 'As agreed' },
    ]);
    expect((await server.api('GET', `/api/flows/${id}/versions/1`)).body.document.name).toBe('Published');
  });

  test('a flow with errors is not published', async () => {
    const broken = flowOf([manual, { id: 'later', type: 'future.thing' }]);
    const { id } = (await server.api('POST', '/api/flows', { document: broken })).body;
    const { status, body } = await server.api('POST', `/api/flows/${id}/publish`);
    expect(status).toBe(422);
    expect(body.code).toBe('flow_invalid');
    expect(body.problems[0]).toMatchObject({ code: 'unknown_node_type', path: '/nodes/1/type' });
  });

  test('a start that is refused makes no version; the one that is accepted does', async () => {
    const asking = flowOf([manual], { name: 'Asks', inputs: [{ name: 'vault', schema: { type: 'string' }, required: true }] });
    const { id } = (await server.api('POST', '/api/flows', { document: asking })).body;
    const versions = async () => (await server.api('GET', `/api/flows/${id}/versions`)).body.items.length;
    const refused = await server.api('POST', `/api/flows/${id}/runs`, {});
    expect([refused.status, refused.body.code]).toEqual([422, 'inputs_invalid']);
    expect(await versions()).toBe(0);
    expect((await server.api('POST', `/api/flows/${id}/runs`, { inputs: { vault: 'weu' } })).status).toBe(202);
    expect(await versions()).toBe(1);
    expect((await server.api('POST', `/api/flows/${id}/runs`, { inputs: { vault: 'neu' } })).status).toBe(202);
    expect(await versions()).toBe(1);
  });

  test('triggers are armed only for what is published', async () => {
    const { id } = await create();
    const { status, body } = await server.api('POST', `/api/flows/${id}/enable`);
    expect(status).toBe(409);
    expect(body.code).toBe('conflict');
  });
});

describe('beside a flow', () => {
  test('samples and remembered values are kept and given back', async () => {
    const { id } = await create();
    await server.api('PUT', `/api/flows/${id}/samples`, { samples: { names: { rows: [1, 2] } } });
    expect((await server.api('GET', `/api/flows/${id}/samples`)).body).toEqual({ samples: { names: { rows: [1, 2] } } });
    expect((await server.api('PUT', `/api/flows/${id}/memory/last`, { value: { seen: 3 } })).status).toBe(204);
    expect((await server.api('GET', `/api/flows/${id}/memory`)).body.items).toMatchObject([{ name: 'last', value: { seen: 3 } }]);
    expect((await server.api('DELETE', `/api/flows/${id}/memory/last`)).status).toBe(204);
    expect((await server.api('GET', `/api/flows/${id}/memory`)).body.items).toEqual([]);
  });

  test('slots take the default connection until somebody chooses', async () => {
    const azure = flowOf([manual], { connections: [{ name: 'azure', kind: 'azure' }] });
    const { id } = (await server.api('POST', '/api/flows', { document: azure })).body;
    const before = (await server.api('GET', `/api/flows/${id}/bindings`)).body.items;
    expect(before).toMatchObject([{ slot: 'azure', connectionName: 'Practice subscription', practice: true, byDefault: true }]);
    const fields = { credential: 'managedIdentity' };
    const real = (await server.api('POST', '/api/connections', { kind: 'azure', name: 'Production', fields })).body;
    await server.api('PUT', `/api/flows/${id}/bindings`, { bindings: { azure: real.id } });
    const after = (await server.api('GET', `/api/flows/${id}/bindings`)).body.items;
    expect(after).toMatchObject([{ connectionName: 'Production', practice: false, byDefault: false }]);
    expect((await server.api('DELETE', `/api/connections/${real.id}`)).status).toBe(409);
    const used = async () =>
      Object.fromEntries(
        (await server.api('GET', '/api/connections')).body.items.map((c: { name: string; usedByFlows: number }) => [c.name, c.usedByFlows]),
      );
    expect(await used()).toMatchObject({ Production: 1, 'Practice subscription': 0 });
    await server.api('PUT', `/api/flows/${id}/bindings`, { bindings: { azure: null } });
    expect((await server.api('DELETE', `/api/connections/${real.id}`)).status).toBe(204);
    expect(await used()).toEqual({ 'Practice subscription': 1 });
    expect((await server.api('DELETE', `/api/connections/${before[0].connectionId}`)).status).toBe(409);
  });

  test('who did what can be read, and says no secret', async () => {
    const secret = 'T0p-s3cret~value';
    const fields = { flavour: 'slack', url: `https://hooks.example/${secret}` };
    await server.api('POST', '/api/connections', { kind: 'message-webhook', name: 'Channel', fields });
    const { items } = (await server.api('GET', '/api/audit')).body;
    expect(items[0]).toMatchObject({ action: 'connection.create', actor: { kind: 'token' } });
    expect((await server.api('GET', '/api/audit')).text).not.toContain(secret);
  });
});
