// biome-ignore-all lint/suspicious/noThenProperty: a fault rule is never awaited.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('the desk shows what the practice subscription holds, and what it was asked', async () => {
  const { body } = await server.api('GET', '/api/practice');
  expect(body).toMatchObject({ aheadSeconds: 0, quirks: false, requestsPerHour: null, faults: [] });
  expect(body.counts.vault).toBe(3);
  const vaults = await server.api('GET', '/api/practice/resources?kind=vault&limit=2');
  expect(vaults.body.items).toHaveLength(2);
  expect((await server.api('GET', `/api/practice/resources?kind=vault&limit=2&cursor=${vaults.body.next}`)).body.items).toHaveLength(1);
  expect((await server.api('GET', '/api/practice/requests')).body).toEqual({ items: [], next: null });
  await server.api('GET', '/api/overview/estate');
  const asked = await server.api('GET', '/api/practice/requests?q=protectedItems&limit=1');
  expect(asked.body.items[0]).toMatchObject({ method: 'GET', status: 200 });
});

test('a fault meets the next request, is gone when it is used up, and is audited', async () => {
  const rule = { match: { path: '/vaults', times: 1 }, then: { status: 403 } };
  expect((await server.api('PUT', '/api/practice/faults', { rules: [rule] })).body.faults).toEqual([rule]);
  const connection = (await server.api('GET', '/api/connections')).body.items.find((one: { kind: string }) => one.kind === 'azure');
  const tried = await server.api('POST', `/api/connections/${connection.id}/test`);
  expect(JSON.stringify(tried.body)).toMatch(/AuthorizationFailed|authorization/i);
  expect((await server.api('GET', '/api/practice')).body.faults).toEqual([]);
  const { items } = (await server.api('GET', '/api/audit')).body;
  expect(items.map((line: { action: string }) => line.action)).toContain('practice.faults');
});

test('the clock jumps, and starting over sets it back', async () => {
  expect((await server.api('POST', '/api/practice/clock', { advanceSeconds: 86_400 })).body.aheadSeconds).toBe(86_400);
  expect((await server.api('POST', '/api/practice/clock', { advanceSeconds: -1 })).status).toBe(400);
  expect((await server.api('PUT', '/api/practice/settings', { speed: 600, quirks: true })).body).toMatchObject({
    speed: 600,
    quirks: true,
  });
  const own = await server.api('POST', '/api/practice/reset', { estate: { vaults: [{ name: 'mine', items: [{ name: 'vm-1' }] }] } });
  expect(own.body).toMatchObject({ aheadSeconds: 0, counts: { vault: 1, item: 1 } });
  const key = (await server.api('GET', '/api/practice/resources?kind=item')).body.items[0].key;
  expect((await server.api('PUT', '/api/practice/behaviour', { key, fails: 'next' })).body).toMatchObject({ name: 'vm-1', fails: 'next' });
  expect((await server.api('PUT', '/api/practice/behaviour', { key: 'nothing', fails: null })).status).toBe(404);
  const bad = await server.api('POST', '/api/practice/reset', { estate: { vaults: [{ items: [] }] } });
  expect(bad).toMatchObject({ status: 400, body: { code: 'invalid_request', problems: [{ path: '/estate/vaults/0/name' }] } });
  expect((await server.api('GET', '/api/practice')).body.counts.vault).toBe(1);
});
