// A real receiver of OTLP over HTTP: what a collector would get of a server that is stopped in the middle of a run and started again.
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stepId } from './engine/ids.ts';
import { flowOf, manual, startTestServer, type TestServer } from './http/test/running.ts';
import { spanIdOf, traceIdOf } from './tracing-spans.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: readonly { readonly key: string; readonly value: { readonly [kind: string]: unknown } }[];
  readonly links?: readonly { readonly traceId: string }[];
}

let collector: Server;
let endpoint = '';
let spans: Span[] = [];
let services: string[] = [];
let keys: (string | string[] | undefined)[] = [];
let answer = 200;
let server: TestServer | undefined;

beforeEach(async () => {
  spans = [];
  services = [];
  keys = [];
  answer = 200;
  collector = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    request.on('end', () => {
      keys.push(request.headers['api-key']);
      if (answer === 200 && request.url === '/v1/traces')
        for (const { resource, scopeSpans } of JSON.parse(text).resourceSpans) {
          services.push(resource.attributes.find(({ key }: { key: string }) => key === 'service.name').value.stringValue);
          for (const scope of scopeSpans) spans.push(...scope.spans);
        }
      response.writeHead(answer, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((ready) => collector.listen(0, '127.0.0.1', ready));
  endpoint = `http://127.0.0.1:${(collector.address() as { port: number }).port}`;
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await new Promise((closed) => collector.close(closed));
});

const of = ({ attributes }: Span): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
const named = (runId: string, name: string) => spans.filter((span) => span.traceId === traceIdOf(runId) && span.name === name);

async function run(nodes: Parameters<typeof flowOf>[0], more = {}) {
  const { api } = server as TestServer;
  const flow = await api('POST', '/api/flows', { document: flowOf(nodes, { connections: [{ name: 'azure', kind: 'azure' }], ...more }) });
  return (await api('POST', `/api/flows/${flow.body.id}/runs`, { inputs: {} })).body.runId as string;
}

test('a run that two processes worked on is one trace, with a span for each step inside it', async () => {
  server = await startTestServer({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'api-key=k%201' });
  const runId = await run([
    manual,
    { id: 'wait', type: 'core.delay', params: { for: 'PT2S' } },
    { id: 'vaults', type: 'azure-backup.list-backup-vaults', connection: 'azure' },
  ]);
  await expect.poll(async () => (await server?.api('GET', `/api/runs/${runId}`))?.body.status).toBe('waiting');
  await server.restart();
  await expect.poll(() => named(runId, 'Test flow').length, { timeout: 15_000 }).toBe(1);
  const [whole] = named(runId, 'Test flow');
  const [wait] = named(runId, 'wait');
  const [vaults] = named(runId, 'vaults');
  expect(whole?.parentSpanId ?? '').toBe('');
  expect(wait?.parentSpanId).toBe(whole?.spanId);
  expect(Number(BigInt(wait?.endTimeUnixNano ?? 0) - BigInt(wait?.startTimeUnixNano ?? 0)) / 1e9).toBeGreaterThan(1.9);
  expect(of(vaults as Span)).toMatchObject({
    'vaultflow.node.type': 'azure-backup.list-backup-vaults',
    'az.client_request_id': stepId(runId, 'vaults'),
    'vaultflow.step.status': 'succeeded',
  });
  expect(of(whole as Span)).toMatchObject({ 'vaultflow.run.id': runId, 'vaultflow.run.status': 'succeeded' });
  expect(new Set(services)).toEqual(new Set(['vaultflow']));
  expect(new Set(keys)).toEqual(new Set(['k 1']));
}, 30_000);

test('what ended while the collector was away is sent when it is back, once; the failed step says why', async () => {
  server = await startTestServer({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  answer = 400;
  const runId = await run([manual, { id: 'gone', type: 'core.delay', params: {} }]);
  await expect.poll(() => keys.length, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(spans).toEqual([]);
  answer = 200;
  await expect.poll(() => named(runId, 'gone').length, { timeout: 10_000 }).toBe(1);
  const [gone] = named(runId, 'gone');
  expect(gone?.spanId).toBe(spanIdOf(runId, 'gone'));
  expect(gone?.status.code).toBe(2);
  expect(of(gone as Span)).toMatchObject({ 'error.type': 'param_missing' });
  await server.running.stop();
  expect(named(runId, 'gone')).toHaveLength(1);
  await server.restart();
}, 30_000);
