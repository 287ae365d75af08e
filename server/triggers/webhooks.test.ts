import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, startTestServer, type TestServer } from '../http/test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const hooked = (auth: string, respond = false, methods?: readonly string[]) =>
  flowOf(
    [
      {
        id: 'alert',
        type: 'core.webhook',
        params: { auth, inputs: { vault: '{{ trigger.body.vault }}' }, ...(methods ? { methods } : {}) },
      },
      { id: 'names', type: 'core.set', params: { values: { text: '{{ inputs.vault }}' } } },
      ...(respond
        ? [
            {
              id: 'answer',
              type: 'core.respond',
              params: {
                status: 203,
                body: { got: '{{ inputs.vault }}' },
                headers: { 'X-Flow': 'yes', 'X-Echo': '{{ inputs.vault }}', 'Set-Cookie': 'a=b' },
              },
            },
          ]
        : []),
    ],
    { inputs: [{ name: 'vault', schema: { type: 'string' }, required: true }] },
  );

interface Hook {
  readonly flowId: string;
  readonly path: string;
  readonly secret: string;
}

async function hook(auth: string, respond = false, methods?: readonly string[]): Promise<Hook> {
  const { id } = (await server.api('POST', '/api/flows', { document: hooked(auth, respond, methods) })).body;
  await server.api('POST', `/api/flows/${id}/publish`, { enable: true });
  const { secret, hookUrl } = (await server.api('POST', `/api/flows/${id}/triggers/alert/secret`)).body;
  return { flowId: id, path: new URL(hookUrl).pathname, secret };
}

const body = JSON.stringify({ vault: 'weu' });
const json = { 'content-type': 'application/json' };
const send = (path: string, headers: Record<string, string> = {}, sent = body) =>
  server.raw('POST', path, { body: sent, headers: { ...json, ...headers } });
const runsOf = async (id: string) => (await server.api('GET', `/api/runs?flow=${id}`)).body.items;

describe('a webhook', () => {
  test('with its token starts a run: 202 when it is durable', async () => {
    const { flowId, path, secret } = await hook('token');
    const { status, body: answer } = await send(path, { authorization: `Bearer ${secret}` });
    expect(status).toBe(202);
    const [run] = await runsOf(flowId);
    expect(run).toMatchObject({
      id: answer.runId,
      inputs: { vault: 'weu' },
      actor: { kind: 'trigger' },
      trigger: { nodeId: 'alert', body: { vault: 'weu' } },
    });
  });

  test('keeps no header that proved the caller', async () => {
    const { flowId, path, secret } = await hook('token');
    await send(path, { authorization: `Bearer ${secret}`, cookie: 'x=1', 'x-trace': 't1' });
    const [run] = await runsOf(flowId);
    expect(run.trigger.headers).toMatchObject({ 'x-trace': 't1', 'content-type': 'application/json' });
    expect(JSON.stringify(run)).not.toContain(secret);
  });

  test.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic abc' }],
  ])('refuses %s', async (_name, headers) => {
    const { flowId, path } = await hook('token');
    const { status, body: problem } = await send(path, headers as Record<string, string>);
    expect([status, problem.code]).toEqual([401, 'unauthenticated']);
    expect(await runsOf(flowId)).toEqual([]);
  });

  test('whose secret was never made lets nobody in', async () => {
    const { id } = (await server.api('POST', '/api/flows', { document: hooked('token') })).body;
    await server.api('POST', `/api/flows/${id}/publish`, { enable: true });
    const [trigger] = (await server.api('GET', `/api/triggers?flow=${id}`)).body.items;
    expect(trigger.hook).toEqual({
      auth: 'token',
      secretSet: false,
      disabled: false,
      oldSecretUntil: null,
      listening: null,
      caughtAt: null,
      refused: null,
    });
    expect((await send(new URL(trigger.hookUrl).pathname, { authorization: 'Bearer ' })).status).toBe(401);
    expect((await send(new URL(trigger.hookUrl).pathname, { authorization: 'Bearer null' })).status).toBe(401);
  });

  test('a new secret ends the old one', async () => {
    const { flowId, path, secret } = await hook('token');
    const renewed = (await server.api('POST', `/api/flows/${flowId}/triggers/alert/secret`)).body;
    expect((await send(path, { authorization: `Bearer ${secret}` })).status).toBe(401);
    expect((await send(path, { authorization: `Bearer ${renewed.secret}` })).status).toBe(202);
  });

  test('signed like GitHub does', async () => {
    const { path, secret } = await hook('hmac');
    const good = createHmac('sha256', secret).update(body).digest('hex');
    expect((await send(path, { 'x-hub-signature-256': `sha256=${good}` })).status).toBe(202);
    expect((await send(path, { 'x-hub-signature-256': `sha256=${good}` }, body.replace('weu', 'neu'))).status).toBe(401);
    expect((await send(path, { 'x-hub-signature-256': 'sha256=' })).status).toBe(401);
    expect((await send(path, {})).status).toBe(401);
  });

  test('signed by Standard Webhooks: an old or repeated delivery starts nothing new', async () => {
    const { flowId, path, secret } = await hook('hmac');
    const signed = (id: string, seconds: number) => {
      const signature = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
      return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,AAAA v1,${signature}` };
    };
    const now = Math.floor(Date.now() / 1000);
    const first = await send(path, signed('msg-1', now));
    expect(first.status).toBe(202);
    const again = await send(path, signed('msg-1', now));
    expect(again.body.runId).toBe(first.body.runId);
    expect((await send(path, signed('msg-2', now - 3_600))).status).toBe(401);
    expect(await runsOf(flowId)).toHaveLength(1);
  });

  test('keeps its address over new versions and restarts, and answers 410 while disabled', async () => {
    const { flowId, path, secret } = await hook('token');
    const auth = { authorization: `Bearer ${secret}` };
    const { etag, document } = (await server.api('GET', `/api/flows/${flowId}`)).body;
    await server.api('PUT', `/api/flows/${flowId}`, { document: { ...document, name: 'Renamed' } }, { 'if-match': etag });
    await server.api('POST', `/api/flows/${flowId}/publish`);
    await server.restart();
    expect((await send(path, auth)).status).toBe(202);
    await server.api('POST', `/api/flows/${flowId}/disable`);
    const off = await send(path, auth);
    expect([off.status, off.body.code]).toEqual([410, 'hook_disabled']);
    await server.api('POST', `/api/flows/${flowId}/enable`);
    expect((await send(path, auth)).status).toBe(202);
    await server.api('DELETE', `/api/flows/${flowId}`);
    expect((await send(path, auth)).status).toBe(404);
  });

  test('holds the answer for a caller who waits, without headers that could harm this origin', async () => {
    const { path } = await hook('none', true);
    const { status, body: answer, headers } = await send(path, { prefer: 'wait=10' });
    expect(status).toBe(203);
    expect(answer).toEqual({ got: 'weu' });
    expect(headers.get('x-flow')).toBe('yes');
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });

  test('leaves out a header that the caller’s own words have made unsendable', async () => {
    const { path } = await hook('none', true);
    const { status, headers } = await send(path, { prefer: 'wait=10' }, JSON.stringify({ vault: 'grün 💥' }));
    expect(status).toBe(203);
    expect([headers.get('x-flow'), headers.get('x-echo')]).toEqual(['yes', null]);
  });

  test('takes forms, text and, where its methods say so, bare GETs', async () => {
    const { flowId, path } = await hook('none', false, ['POST', 'GET']);
    expect((await server.raw('GET', `${path}?vault=weu`)).status).toBe(202);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await server.raw('POST', path, { body: 'vault=neu&x=1', headers: form })).status).toBe(202);
    expect((await runsOf(flowId)).map((run: { inputs: unknown }) => run.inputs)).toEqual([{ vault: 'neu' }, { vault: 'weu' }]);
  });

  test('never evaluates what it is sent', async () => {
    const { flowId, path } = await hook('none');
    await send(path, {}, JSON.stringify({ vault: '{{ inputs.secret }}' }));
    const [run] = await runsOf(flowId);
    expect(run.inputs).toEqual({ vault: '{{ inputs.secret }}' });
  });

  test('who knocks at doors that are not there is slowed down', async () => {
    const tries = await Promise.all(Array.from({ length: 120 }, (_, i) => send(`/hooks/guess-${i}`)));
    expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([404, 429]));
  });
});
