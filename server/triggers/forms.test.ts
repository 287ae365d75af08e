import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, startTestServer, type TestServer, TOKEN } from '../http/test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const inputs = [
  { name: 'vm', title: 'Machine', description: 'Its short name.', schema: { type: 'string', pattern: '^vm-' }, required: true },
  { name: 'tier', schema: { type: 'string', enum: ['gold', 'silver'] }, default: 'silver' },
  { name: 'days', schema: { type: 'integer', minimum: 1 } },
  { name: 'until', schema: { type: 'string', format: 'date' } },
  { name: 'notify', schema: { type: 'boolean' }, required: true },
  { name: 'disks', schema: { type: 'array', items: { type: 'string', enum: ['os', 'data'] } } },
  { name: 'password', schema: { type: 'string' }, secret: true },
  { name: 'vault', schema: { type: 'string' }, required: true },
];

const respond = { id: 'answer', type: 'core.respond', params: { body: 'Restoring {{ inputs.vm }} <b>now</b>' } };

async function form(params: Record<string, unknown> = {}, more: { id: string; type: string; params?: unknown }[] = []) {
  const document = flowOf(
    [
      { id: 'request', type: 'core.form', params: { inputs: { vault: 'weu' }, ...params } },
      { id: 'names', type: 'core.set', params: { values: { text: '{{ inputs.vm }}' } } },
      ...more,
    ],
    { name: 'Restore <a> machine', inputs },
  );
  const { id } = (await server.api('POST', '/api/flows', { document })).body;
  const published = await server.api('POST', `/api/flows/${id}/publish`, { enable: true });
  expect(published.status).toBe(200);
  const [trigger] = (await server.api('GET', `/api/triggers?flow=${id}`)).body.items;
  return { flowId: id as string, path: new URL(trigger.hookUrl).pathname };
}

const bearer = { authorization: `Bearer ${TOKEN}` };
const good = { 'in-vm': 'vm-web-01', 'in-tier': '"gold"', 'in-notify': 'true', 'in-disks': '"os"' };
const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = bearer) =>
  server.raw('POST', path, {
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const runsOf = async (id: string) => (await server.api('GET', `/api/runs?flow=${id}`)).body.items;
const tokenIn = (html: string) => /name="token" value="([^"]+)"/.exec(html)?.[1] as string;

describe('a form', () => {
  test('asks for the inputs of the flow that its trigger does not give', async () => {
    const { path } = await form({ text: 'Ask before noon & wait.', button: 'Restore' });
    const { status, text, headers } = await server.raw('GET', path, { headers: bearer });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('<h1>Restore &lt;a&gt; machine</h1>');
    expect(text).toContain('Ask before noon &amp; wait.');
    expect(text).toContain('>Restore</button>');
    expect(text).toMatch(/<label for="in-vm">Machine<\/label>/);
    expect(text).toMatch(/<input type="text" id="in-vm" name="in-vm" required aria-describedby="in-vm-about">/);
    expect(text).toContain('<option value="&quot;silver&quot;" selected>silver</option>');
    expect(text).toMatch(/type="number" id="in-days"[^>]* step="1"/);
    expect(text).toContain('<input type="date" id="in-until"');
    expect(text).toContain('<input type="checkbox" id="in-notify"');
    expect(text).toContain('<legend>disks <span class="must">(optional)</span></legend>');
    expect(text).toContain('<input type="password" id="in-password"');
    expect(text).not.toContain('in-vault');
  });

  test('cannot run a script, be framed, or send elsewhere', async () => {
    const { path } = await form();
    const { headers, text } = await server.raw('GET', path, { headers: bearer });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src|unsafe/);
    expect(text).not.toMatch(/<script|style="|onclick/);
    // With no-referrer a browser would send the origin "null", and the server would refuse its own page.
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });

  test('starts a run with what was filled in, as the person who is signed in', async () => {
    const { flowId, path } = await form();
    const { status, text } = await send(path, { ...good, 'in-days': '7', 'in-until': '2026-12-31', 'in-password': 'hunter2' });
    const [run] = await runsOf(flowId);
    expect([status, text]).toEqual([200, expect.stringContaining(`Started: run ${run.number}.`)]);
    expect(run).toMatchObject({
      inputs: { vm: 'vm-web-01', tier: 'gold', days: 7, until: '2026-12-31', notify: true, disks: ['os'], vault: 'weu' },
      actor: { kind: 'token' },
      trigger: { type: 'core.form', nodeId: 'request', body: { vm: 'vm-web-01' } },
    });
    expect(run.inputs.password).toEqual({ $secret: expect.stringContaining('password') });
    expect(JSON.stringify(run)).not.toContain('hunter2');
  });

  test('shows the flow’s own answer as text', async () => {
    const { path } = await form({}, [respond]);
    const { text } = await send(path, good);
    expect(text).toContain('Restoring vm-web-01 &lt;b&gt;now&lt;/b&gt;');
  });

  test('says what is wrong beside the field, keeps the answers, starts nothing', async () => {
    const { flowId, path } = await form();
    const sent = { ...good, 'in-vm': 'web"01', 'in-days': 'many', 'in-password': 'hunter2' };
    const first = await send(path, sent);
    expect(first.status).toBe(422);
    expect(first.text).toMatch(/id="in-days"[^>]*aria-invalid="true" step="1" value="many"/);
    expect(first.text).toContain('<p class="wrong" id="in-days-wrong">Must be a number.</p>');
    const second = await send(path, { ...sent, 'in-days': '0' });
    expect(second.status).toBe(422);
    expect(second.text).toContain('value="web&quot;01"');
    expect(second.text).toMatch(/<a href="#in-vm">Machine<\/a>/);
    expect(second.text).toMatch(/<a href="#in-days">days<\/a>/);
    expect(second.text).not.toContain('hunter2');
    expect((await send(path, { ...good, 'in-vm': '' })).text).toContain('<p class="wrong" id="in-vm-wrong">Is needed.</p>');
    expect(await runsOf(flowId)).toEqual([]);
  });

  test('sent twice from one page starts one run; other answers from the same page are asked about', async () => {
    const { flowId, path } = await form();
    const token = tokenIn((await server.raw('GET', path, { headers: bearer })).text);
    const both = await Promise.all([send(path, { ...good, token }), send(path, { ...good, token })]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]?.text).toBe(both[1]?.text);
    const other = await send(path, { ...good, token, 'in-vm': 'vm-db-01' });
    expect(other.status).toBe(422);
    expect(other.text).toContain('was sent before');
    expect(await runsOf(flowId)).toHaveLength(1);
    expect((await send(path, { ...good, 'in-vm': 'vm-db-01', token: tokenIn(other.text) })).status).toBe(200);
    expect(await runsOf(flowId)).toHaveLength(2);
  });

  test('is for people who are signed in, unless its trigger says otherwise', async () => {
    const { flowId, path } = await form();
    const shown = await server.raw('GET', path);
    expect([shown.status, shown.text]).toEqual([401, expect.stringContaining('signed in')]);
    expect(shown.text).toContain(`<a href="${path}">`);
    expect((await send(path, good, {})).status).toBe(401);
    expect(await runsOf(flowId)).toEqual([]);
    const open = await form({ who: 'everybody' });
    expect((await server.raw('GET', open.path)).status).toBe(200);
    expect((await send(open.path, good, {})).text).toMatch(/Started: run \d+/);
    expect((await runsOf(open.flowId))[0].actor).toMatchObject({ kind: 'trigger', name: 'Form' });
  });

  test('cannot be sent by a page of another site', async () => {
    const { flowId, path } = await form({ who: 'everybody' });
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])
      expect((await send(path, good, headers)).status).toBe(403);
    expect(await runsOf(flowId)).toEqual([]);
  });

  test('is closed while its flow is switched off, keeps its address, and is gone with the flow', async () => {
    const { flowId, path } = await form();
    await server.api('POST', `/api/flows/${flowId}/disable`);
    const closed = await server.raw('GET', path, { headers: bearer });
    expect([closed.status, closed.text]).toEqual([410, expect.stringContaining('closed at the moment')]);
    await server.api('POST', `/api/flows/${flowId}/enable`);
    await server.restart();
    expect((await server.raw('GET', path, { headers: bearer })).status).toBe(200);
    await server.api('DELETE', `/api/flows/${flowId}`);
    expect((await server.raw('GET', path, { headers: bearer })).status).toBe(404);
    expect((await server.raw('GET', '/forms/guess', { headers: bearer })).text).toContain('There is no form at this address');
  });

  test('sent over and over asks to slow down', async () => {
    const { path } = await form();
    const tries = await Promise.all(Array.from({ length: 45 }, () => send(path, { ...good, 'in-vm': '' })));
    expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([422, 429]));
  });
});
