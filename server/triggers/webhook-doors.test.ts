// What a webhook's own settings let in and keep out, how its secret is replaced, and how somebody listens to it: through the whole
// server, with a clock that is moved by hand. Whatever is sent, the answer is a problem with a code and never a 5xx.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, startTestServer, type TestServer } from '../http/test/running.ts';
import { type ManualClock, manualClock } from './test/manual-clock.ts';

let server: TestServer;
let clock: ManualClock;
beforeAll(async () => {
  clock = manualClock(Date.parse('2026-03-10T20:00:00Z'));
  server = await startTestServer({}, { clock });
});
afterAll(() => server.stop());

const body = JSON.stringify({ vault: 'weu' });
const json = { 'content-type': 'application/json' };
const flow = (params: object, then: object[] = []) => flowOf([{ id: 'alert', type: 'core.webhook', params }, ...(then as never[])]);

async function hook(params: object, options: { readonly publish?: boolean; readonly after?: object[] } = {}) {
  const { id } = (await server.api('POST', '/api/flows', { document: flow(params, options.after) })).body;
  if (options.publish !== false) expect((await server.api('POST', `/api/flows/${id}/publish`, { enable: true })).status).toBe(200);
  const { secret, hookUrl } = (await server.api('POST', `/api/flows/${id}/triggers/alert/secret`)).body;
  const path = new URL(hookUrl).pathname;
  return {
    id: id as string,
    path,
    secret: secret as string,
    at: (what: string, sent?: unknown, method = 'POST') => server.api(method, `/api/flows/${id}/triggers/alert/${what}`, sent),
    send: (headers: Record<string, string> = {}, sent: string | Uint8Array = body, method = 'POST') =>
      server.raw(method, path, { body: sent, headers: { ...json, ...headers } }),
    runs: async () => (await server.api('GET', `/api/runs?flow=${id}`)).body.items,
    info: async () => (await server.api('GET', `/api/triggers?flow=${id}`)).body.items[0],
  };
}

const seconds = () => Math.floor(clock.now() / 1_000);
function signed(secret: string, id: string, at = seconds(), sent = body) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${at}.${sent}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}
const codeOf = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body: problem } = await answer;
  return [status, (problem as { code?: string }).code];
};

describe('Standard Webhooks', () => {
  test('a signed delivery starts a run; the same one again is answered with that run', async () => {
    const { secret, send, runs } = await hook({ auth: 'standard' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const first = await send(signed(secret, 'msg-1'));
    expect(first.status).toBe(202);
    expect((await send(signed(secret, 'msg-1'))).body).toMatchObject({ runId: (first.body as { runId?: string }).runId });
    expect(await runs()).toHaveLength(1);
  });

  test('the example of the specification’s own library fits', async () => {
    const { proofProblem } = await import('./webhook-proof.ts');
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const sent = { headers, body: Buffer.from('{"test": 2432232314}') };
    expect(proofProblem(sent, 'standard', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 1_614_265_330_000)).toBeNull();
  });

  test('one of several signatures is enough, while the sender changes its secret', async () => {
    const { secret, send } = await hook({ auth: 'standard' });
    const good = signed(secret, 'msg-1');
    const many = `v1,${Buffer.alloc(32).toString('base64')} v2,x ${good['webhook-signature']} v1a,abc`;
    expect((await send({ ...good, 'webhook-signature': many })).status).toBe(202);
  });

  test.each<[string, (secret: string) => Record<string, string>, string?]>([
    ['no signature', () => ({})],
    ['no id', (secret) => ({ ...signed(secret, 'a'), 'webhook-id': '' })],
    ['an id that was changed', (secret) => ({ ...signed(secret, 'a'), 'webhook-id': 'b' })],
    ['an endless id', (secret) => signed(secret, 'x'.repeat(300))],
    ['a timestamp that is a date', (secret) => ({ ...signed(secret, 'a'), 'webhook-timestamp': '2026-03-10' })],
    ['a timestamp that was changed', (secret) => ({ ...signed(secret, 'a'), 'webhook-timestamp': String(seconds() + 1) })],
    ['a delivery of six minutes ago', (secret) => signed(secret, 'a', seconds() - 360)],
    ['a delivery of the future', (secret) => signed(secret, 'a', seconds() + 360)],
    ['another body', (secret) => signed(secret, 'a', seconds(), '{}')],
    ['another version of the signature only', (secret) => ({ ...signed(secret, 'a'), 'webhook-signature': 'v1a,AAAA' })],
    ['the secret as a token', (secret) => ({ authorization: `Bearer ${secret}` })],
  ])('refuses %s', async (_name, headers) => {
    const { secret, send, runs } = await hook({ auth: 'standard' });
    expect(await codeOf(send(headers(secret)))).toEqual([401, 'unauthenticated']);
    expect(await runs()).toEqual([]);
  });
});

describe('a secret that is replaced', () => {
  test('with an overlap: both are good, then the old one is told that it was replaced', async () => {
    const { secret: old, send, at, info } = await hook({ auth: 'standard' });
    const { secret } = (await at('secret', { keepOldHours: 24 })).body;
    expect((await info()).hook.oldSecretUntil).toBe(new Date(clock.now() + 86_400_000).toISOString());
    expect((await send(signed(old, 'a'))).status).toBe(202);
    expect((await send(signed(secret, 'b'))).status).toBe(202);
    clock.set(clock.now() + 86_400_001);
    expect(await codeOf(send(signed(old, 'c')))).toEqual([401, 'hook_secret_replaced']);
    expect((await send(signed(secret, 'd'))).status).toBe(202);
    expect((await info()).hook.oldSecretUntil).toBeNull();
  });

  test('at once: the old one is told so, a stranger is told nothing of it', async () => {
    const { secret: old, send, at } = await hook({ auth: 'token' });
    await at('secret');
    expect(await codeOf(send({ authorization: `Bearer ${old}` }))).toEqual([401, 'hook_secret_replaced']);
    expect(await codeOf(send({ authorization: 'Bearer guessed' }))).toEqual([401, 'unauthenticated']);
  });

  test('for longer than a week is no overlap', async () => {
    expect((await (await hook({})).at('secret', { keepOldHours: 200 })).body.code).toBe('invalid_request');
  });
});

test('one webhook is switched off and on while the flow goes on', async () => {
  const { secret, send, at, info } = await hook({ auth: 'token' });
  const auth = { authorization: `Bearer ${secret}` };
  expect((await at('disable')).body).toMatchObject({ enabled: false, hook: { disabled: true } });
  const off = await send(auth);
  expect([off.status, (off.body as { code?: string }).code]).toEqual([410, 'hook_disabled']);
  expect((off.body as { detail?: string }).detail).toContain('was switched off at 2026-03');
  expect((await at('enable')).body).toMatchObject({ enabled: true, hook: { disabled: false } });
  expect((await send(auth)).status).toBe(202);
  expect((await info()).enabled).toBe(true);
  const { items } = (await server.api('GET', '/api/audit')).body;
  expect(items.map(({ action }: { action: string }) => action)).toEqual(expect.arrayContaining(['hook.disable', 'hook.enable']));
});

describe('what is sent', () => {
  test('with a method that the hook does not take is refused before its body is read', async () => {
    const { send, runs } = await hook({ auth: 'none', methods: ['POST', 'PUT'] });
    const answer = await send({}, body, 'GET');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, PUT']);
    expect((await send({}, body, 'PUT')).status).toBe(202);
    expect(await runs()).toHaveLength(1);
  });

  test('with anything but POST is refused unless the hook says otherwise', async () => {
    const { send, runs } = await hook({ auth: 'none' });
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) expect((await send({}, body, method)).status).toBe(405);
    expect((await send()).status).toBe(202);
    expect(await runs()).toHaveLength(1);
  });

  test('with HEAD or OPTIONS starts nothing', async () => {
    const { path, runs } = await hook({ auth: 'none' });
    for (const method of ['HEAD', 'OPTIONS']) expect((await server.raw(method, path)).status).toBe(405);
    expect(await runs()).toEqual([]);
  });

  test('may be as large as the hook says, and no larger', async () => {
    const small = await hook({ auth: 'none', maxBodyKb: 1 });
    const text = (size: number) => JSON.stringify('x'.repeat(size - 2));
    expect((await small.send({}, text(1_000))).status).toBe(202);
    expect(await codeOf(small.send({}, text(1_001)))).toEqual([413, 'body_too_large']);
    const usual = await hook({ auth: 'none' });
    expect(await codeOf(usual.send({}, text(1_000_001)))).toEqual([413, 'body_too_large']);
    const large = await hook({ auth: 'none', maxBodyKb: 8_000 });
    const answer = await large.send({}, text(7_900_000));
    expect(answer.status).toBe(202);
    await expect.poll(async () => (await large.runs())[0]?.status, { timeout: 10_000 }).toBe('succeeded');
  });

  test('more often than the hook says waits', async () => {
    const { send, runs } = await hook({ auth: 'none', perMinute: 5 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => send()));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(7);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await runs()).toHaveLength(5);
  });

  test.each<[string, string, string | Uint8Array, unknown]>([
    ['JSON', 'application/json; charset=utf-8', '{"a":1}', { a: 1 }],
    ['a kind of JSON', 'application/cloudevents+json', '[1]', [1]],
    ['a form', 'application/x-www-form-urlencoded', 'a=1&b=x+y', { a: '1', b: 'x y' }],
    ['text', 'text/plain', 'hello', 'hello'],
    ['XML as text', 'application/xml', '<a/>', '<a/>'],
    ['a kind of XML as text', 'application/soap+xml; charset=iso-8859-1', Buffer.from('<a>\u00e9</a>', 'latin1'), '<a>\u00e9</a>'],
  ])('as %s arrives', async (_name, type, sent, seen) => {
    const { send, runs } = await hook({ auth: 'none' });
    expect((await send({ 'content-type': type }, sent)).status).toBe(202);
    expect((await runs())[0].trigger.body).toEqual(seen);
  });

  test.each<[string, string, string | Uint8Array, number, string]>([
    ['half a JSON', 'application/json', '{"a":', 400, 'invalid_json'],
    ['JSON that is nested without end', 'application/json', '['.repeat(100_000), 400, 'invalid_json'],
    ['a number that nobody can keep', 'application/json', '1e999', 400, 'invalid_json'],
    ['a file', 'multipart/form-data; boundary=x', '--x--', 415, 'unsupported_media_type'],
    ['bytes', 'application/octet-stream', new Uint8Array([0, 255]), 415, 'unsupported_media_type'],
    ['an unknown encoding of text', 'text/plain; charset=klingon', 'x', 415, 'unsupported_media_type'],
    ['a kind of nothing', ';;;=', 'x', 202, ''],
  ])('as %s is answered without a 5xx', async (_name, type, sent, status, code) => {
    const { send, runs } = await hook({ auth: 'none' });
    const answer = await send({ 'content-type': type }, sent);
    expect([answer.status, (answer.body as { code?: string }).code ?? '']).toEqual([status, code]);
    expect(await runs()).toHaveLength(status === 202 ? 1 : 0);
  });

  test('packed wrongly is refused', async () => {
    const { send } = await hook({ auth: 'none' });
    expect((await send({ 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await send({ 'content-encoding': 'zip' })).status).toBe(415);
  });
});

describe('a webhook whose callers are answered by the flow', () => {
  const respond = { id: 'answer', type: 'core.respond', params: { status: 201, body: { got: '{{ trigger.body.vault }}' } } };

  test('gives what the Respond step says', async () => {
    const { send } = await hook({ auth: 'none', answer: 'respond' }, { after: [respond] });
    expect(await send()).toMatchObject({ status: 201, body: { got: 'weu' } });
  });

  test('without a Respond step gives the end of the run and where to read it', async () => {
    const { send } = await hook({ auth: 'none', answer: 'respond' });
    const { status, body: answer } = await send();
    const { runId, run } = answer as unknown as { runId: string; run: string };
    expect([status, answer]).toMatchObject([200, { status: 'succeeded' }]);
    expect(await server.api('GET', new URL(run).pathname)).toMatchObject({ status: 200, body: { id: runId } });
  });
});

describe('listening', () => {
  const samples = async (id: string) => (await server.api('GET', `/api/flows/${id}/samples`)).body.samples;

  test('to a flow that was never published keeps the next call as sample data, without a run', async () => {
    const { id, at, send, secret, info, runs } = await hook({ auth: 'token' }, { publish: false });
    expect(await codeOf(send())).toEqual([410, 'hook_disabled']);
    const until = new Date(clock.now() + 600_000).toISOString();
    expect((await at('listen')).body.hook).toMatchObject({ listening: { until, start: false }, caughtAt: null });
    const caught = await send({ authorization: `Bearer ${secret}`, 'x-trace': 't1' });
    expect([caught.status, caught.body]).toEqual([200, { runId: null, status: 'captured', run: null }]);
    expect((await samples(id)).alert).toMatchObject({ type: 'core.webhook', body: { vault: 'weu' }, headers: { 'x-trace': 't1' } });
    expect(JSON.stringify(await samples(id))).not.toContain(secret);
    expect((await info()).hook).toMatchObject({ listening: null, caughtAt: new Date(clock.now()).toISOString() });
    expect(await runs()).toEqual([]);
    expect(await codeOf(send({ authorization: `Bearer ${secret}` }))).toEqual([410, 'hook_disabled']);
  });

  test('shows what was refused, keeps nothing of it and goes on listening', async () => {
    const { id, at, send, info } = await hook({ auth: 'token' });
    await at('listen', { start: false });
    expect((await send({ authorization: 'Bearer guessed' })).status).toBe(401);
    expect((await info()).hook).toMatchObject({ refused: { says: expect.stringContaining('bearer token') }, listening: { start: false } });
    expect(await samples(id)).toEqual({});
  });

  test('with a run: the call is caught and starts one; the next call is any other', async () => {
    const { id, at, send, runs } = await hook({ auth: 'none' });
    await at('listen', { start: true });
    expect((await send()).status).toBe(202);
    expect((await send({}, '{"vault":"neu"}')).status).toBe(202);
    expect((await samples(id)).alert.body).toEqual({ vault: 'weu' });
    expect(await runs()).toHaveLength(2);
  });

  test('catches one call of several that come at once, and loses none of the others', async () => {
    const { at, send, runs } = await hook({ auth: 'none' });
    await at('listen');
    const statuses = (await Promise.all(Array.from({ length: 5 }, () => send()))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 202, 202, 202, 202]);
    expect(await runs()).toHaveLength(4);
  });

  test('ends after ten minutes, or when it is told to', async () => {
    const { at, send, info } = await hook({ auth: 'none' });
    await at('listen');
    clock.set(clock.now() + 600_001);
    expect((await info()).hook.listening).toBeNull();
    expect((await send()).status).toBe(202);
    await at('listen');
    expect((await at('listen', undefined, 'DELETE')).body.hook.listening).toBeNull();
    expect((await send()).status).toBe(202);
  });

  test('to a step that is no webhook is refused', async () => {
    const { id } = await hook({ auth: 'none' });
    const answer = await server.api('POST', `/api/flows/${id}/triggers/nobody/listen`);
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
  });
});
