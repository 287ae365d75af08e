// Attacks over HTTP against the running product: each must be answered as its list says, by a problem or a page, never by a mistake
// of ours; and after all of them nothing is there that was not there before.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, flowOf, manual, startTestServer, type TestServer, TOKEN } from '../../../server/http/test/running.ts';
import type { Attack } from './attack.ts';
import { bodies } from './bodies.ts';
import { doors } from './doors.ts';
import { paths } from './paths.ts';

const surfaces = [...doors, ...paths, ...bodies];

let server: TestServer;
let names: { readonly [name: string]: string };
let before: string;

const inputs = { vault: '{{ trigger.body.vault }}' };
const document = flowOf(
  [
    manual,
    { id: 'open', type: 'core.webhook', params: { auth: 'none', inputs } },
    { id: 'signed', type: 'core.webhook', params: { auth: 'standard', inputs } },
    { id: 'page', type: 'core.form', params: { who: 'everybody', title: 'Order a backup' } },
    { id: 'names', type: 'core.set', params: { values: { text: '{{ inputs.vault }}' } } },
  ],
  {
    inputs: [{ name: 'vault', schema: { type: 'string', maxLength: 20 }, required: true }],
    edges: ['start', 'open', 'signed', 'page'].map((from) => ({ from, port: 'done', to: 'names' })),
  },
);

async function everything(): Promise<string> {
  const lists = ['/api/flows', '/api/runs', '/api/connections', '/api/templates'];
  const found = await Promise.all(lists.map((path) => server.api('GET', `${path}?limit=200`)));
  const flow = await server.api('GET', `/api/flows/${names.flow}`);
  return JSON.stringify([flow.body.document, flow.body.etag, ...found.map(({ body }) => body.items.map(({ id }: { id: string }) => id))]);
}

beforeAll(async () => {
  server = await startTestServer({ VAULTFLOW_EGRESS_ALLOW: '' });
  const { id } = (await server.api('POST', '/api/flows', { document })).body;
  const published = await server.api('POST', `/api/flows/${id}/publish`, { enable: true });
  expect(published.status, JSON.stringify(published.body)).toBe(200);
  await server.api('POST', `/api/flows/${id}/triggers/signed/secret`);
  const { items } = (await server.api('GET', `/api/triggers?flow=${id}`)).body;
  const at = (node: string) => {
    const found = items.find((one: { nodeId: string }) => one.nodeId === node);
    return new URL(found.hookUrl ?? found.formUrl ?? found.url).pathname.split('/').at(-1) as string;
  };
  names = { flow: id, hook: at('open'), signed: at('signed'), form: at('page') };
  before = await everything();
}, 60_000);
afterAll(() => server.stop());

const filled = (path: string): string => path.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? name);

async function send({ method, path, headers = {}, body, owner }: Attack): Promise<Answer> {
  return server.raw(method, filled(path), {
    headers: { ...(owner ? { authorization: `Bearer ${TOKEN}` } : {}), ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

/** What holds for every answer, whatever was asked. */
function demandHarmless({ status, headers, text }: Answer): void {
  expect(status).toBeLessThan(500);
  expect(text).not.toMatch(/\bat .*\.[jt]s:\d+|node_modules|SQLITE_|ZodError|root:x:0|"dependencies"/);
  for (const name of ['access-control-allow-origin', 'access-control-allow-credentials', 'x-powered-by', 'server', 'set-cookie'])
    expect(headers.get(name), name).toBeNull();
  // Node itself answers what is no HTTP, before anything of ours has seen it.
  if (headers.get('x-request-id') === null) return;
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  const page = headers.get('content-type')?.startsWith('text/html') ?? false;
  if (page) expect(text).not.toMatch(/<script>alert|"\s*onfocus=alert/);
}

describe.each(surfaces)('$surface', ({ attacks }) => {
  test.each(attacks.map((attack) => [attack.id, attack] as const))('%s', async (_id, attack) => {
    const answer = await send(attack);
    demandHarmless(answer);
    expect([attack.status].flat()).toContain(answer.status);
    if (attack.code !== undefined) expect((answer.body as { code?: string }).code).toBe(attack.code);
  });
});

test('after all attacks nothing is there that was not there before', async () => {
  expect(await everything()).toBe(before);
});

test('the collection holds at least two hundred attacks, each with an id of its own', () => {
  const all = surfaces.flatMap(({ attacks }) => attacks.map(({ id }) => id));
  expect(all.length).toBeGreaterThanOrEqual(200);
  expect(new Set(all).size).toBe(all.length);
});
