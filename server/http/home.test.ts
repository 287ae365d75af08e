import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemRoutes } from '../../nodes/kit/wire/system.ts';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const create = async (document: unknown) => (await server.api('POST', '/api/flows', { document })).body.id as string;

describe('the home page', () => {
  test('of a new server is quiet and practice', async () => {
    expect((await server.api('GET', '/api/overview')).body).toMatchObject({
      connection: { name: 'Practice subscription', practice: true },
      needsPerson: [],
      runningNow: { count: 0, waiting: 0 },
      failedSinceYesterday: { count: 0 },
      nextDue: null,
      armed: 0,
    });
  });

  test('counts every run, not those of the first page', async () => {
    const parked = await create(flowOf([manual, { id: 'pause', type: 'core.delay', params: { for: 'PT1H' } }], { name: 'Parked' }));
    const starts = await Promise.all(Array.from({ length: 230 }, () => server.api('POST', `/api/flows/${parked}/runs`, {})));
    await expect.poll(async () => (await server.api('GET', '/api/overview')).body.runningNow).toEqual({ count: 230, waiting: 230 });
    await Promise.all(starts.map(({ body }) => server.api('POST', `${body.url}/cancel`)));
    await expect.poll(async () => (await server.api('GET', '/api/overview')).body.runningNow.count).toBe(0);
  });

  test('says what runs, what failed and what is next', async () => {
    const waiting = await create(flowOf([manual, { id: 'pause', type: 'core.delay', params: { for: 'PT1H' } }]));
    const failing = await create(
      flowOf([manual, { id: 'end', type: 'core.stop', params: { status: 'failed', message: 'No' } }], { name: 'Failing' }),
    );
    const nightly = await create(
      flowOf(
        [
          { id: 'nightly', type: 'core.schedule', params: { every: 'day' } },
          { id: 'a', type: 'core.set' },
        ],
        { name: 'Nightly' },
      ),
    );
    await server.api('POST', `/api/flows/${nightly}/publish`, { enable: true });
    await server.api('POST', `/api/flows/${failing}/runs`, {}, { prefer: 'wait=5' });
    const run = await server.api('POST', `/api/flows/${waiting}/runs`, {}, { prefer: 'wait=1' });
    const { body } = await server.api('GET', '/api/overview');
    expect(body).toMatchObject({
      runningNow: { count: 1, waiting: 1 },
      failedSinceYesterday: { count: 1, says: 'Failing' },
      nextDue: { flowName: 'Nightly' },
      armed: 1,
    });
    await server.api('POST', `${run.body.url}/cancel`);
  });

  test('shows the estate: every protected item is safe, failing or late', async () => {
    const { status, body } = await server.api('GET', '/api/overview/estate');
    expect(status).toBe(200);
    expect(body.vaults).toBe(3);
    expect(body.safe + body.failing + body.late).toBe(body.items);
    expect(body.failing).toBeGreaterThan(0);
    expect(body.days).toHaveLength(30);
    expect(body.worst.map((item: { name: string }) => item.name)).toContain('vm-legacy-07');
  });
});

describe('forms and practice', () => {
  test('a form’s choices come from the connection', async () => {
    const { items } = (await server.api('POST', '/api/node-types/azure-backup.list-items/choices/vault', {})).body;
    expect(items.map((item: { label: string }) => item.label)).toContain('vault-weu-prod');
  });

  test('choices that need no connection know the project’s flows', async () => {
    const id = await create(flowOf([manual], { name: 'Choose me' }));
    const { items } = (await server.api('POST', '/api/node-types/core.run-flow/choices/flow', {})).body;
    expect(items).toContainEqual({ value: id, label: 'Choose me' });
  });

  test('the practice connection works, and the last test is remembered', async () => {
    const [{ id }] = (await server.api('GET', '/api/connections')).body.items;
    expect((await server.api('POST', `/api/connections/${id}/test`)).body.ok).toBe(true);
    expect((await server.api('GET', `/api/connections/${id}`)).body.lastTest.ok).toBe(true);
  });

  test('a connection that cannot work says why, as an answer and not as an error', async () => {
    const fields = {
      credential: 'clientSecret',
      cloud: 'custom',
      endpoint: 'https://localhost:1',
      authority: 'https://localhost:1',
      tenantId: '11111111-2222-3333-4444-555555555555',
      clientId: '11111111-2222-3333-4444-555555555555',
      clientSecret: 'x',
    };
    const { id } = (await server.api('POST', '/api/connections', { kind: 'azure', name: 'Broken', fields })).body;
    const { status, body } = await server.api('POST', `/api/connections/${id}/test`);
    expect([status, body.ok]).toEqual([200, false]);
    expect(body.says.length).toBeGreaterThan(10);
  });

  test('a message of a practice run lands in the inbox', async () => {
    const made = await server.api('POST', '/api/templates/nightly-backup-report/flows', {});
    const run = await server.api('POST', `/api/flows/${made.body.id}/runs`, {}, { prefer: 'wait=15' });
    const { items } = (await server.api('GET', `/api/practice/inbox?run=${run.body.runId}`)).body;
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ runId: run.body.runId, kind: expect.any(String) });
  });

  test('node types tell forms, ports and examples', async () => {
    const { items } = (await server.api('GET', '/api/node-types')).body;
    expect(items.length).toBeGreaterThan(30);
    expect(new Set(items.map((type: { type: string }) => type.type)).size).toBe(items.length);
    expect(() => systemRoutes.nodeTypes.answer.parse({ items })).not.toThrow();
  });

  test('node types are sent packed, and only once to who has them', async () => {
    const ask = (headers: Record<string, string>) => server.api('GET', '/api/node-types', undefined, headers);
    const plain = await ask({});
    expect([plain.headers.get('content-encoding'), plain.headers.get('cache-control')]).toEqual([null, 'private, no-cache']);
    const packed = await ask({ 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(Number(packed.headers.get('content-length'))).toBeLessThan(Number(plain.headers.get('content-length')) / 4);
    const etag = packed.headers.get('etag') ?? '';
    const again = await ask({ 'if-none-match': etag, 'accept-encoding': 'gzip' });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await ask({ 'if-none-match': '"of-another-version"' })).status).toBe(200);
  });

  test('metrics count what was answered', async () => {
    const { text, headers } = await server.api('GET', '/metrics');
    expect(headers.get('content-type')).toContain('version=0.0.4');
    expect(text).toMatch(/vaultflow_http_request_seconds_count\{method="GET",route="\/api\/overview",status="200"\} [1-9]/);
    expect(text).toContain('process_resident_memory_bytes');
  });
});
