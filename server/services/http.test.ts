// HTTP, messages and mail of a step: what leaves, where secrets go, what the practice world keeps.
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../nodes/kit/json.ts';
import { openMailSink } from '../../nodes/test/outside.ts';
import { type House, openHouse } from './test/house.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of cleanUp.splice(0).reverse()) await one();
});

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function listener(
  status = 200,
  answer: string = '{"ok":true}',
  headers: OutgoingHttpHeaders = {},
): Promise<{ readonly origin: string; readonly host: string; readonly seen: readonly Seen[] }> {
  const seen: Seen[] = [];
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() });
    response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'r-1', ...headers }).end(answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  cleanUp.push(() => new Promise((closed) => server.close(closed)));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin: `http://${host}`, host, seen };
}

async function house(allow: string, connections: { readonly [kind: string]: JsonObject } = {}): Promise<House> {
  const opened = await openHouse({ egressAllow: allow, connections });
  cleanUp.push(() => opened.stop());
  return opened;
}

const request = (params: JsonObject) => [{ id: 'call', type: 'http.request', params }];

describe('secret headers of a connection', () => {
  test('go to its own origin, and a path is enough as URL', async () => {
    const { origin, host, seen } = await listener();
    const home = await house(host, { http: { baseUrl: `${origin}/api/`, headers: { Authorization: 'Bearer s3cret' } } });
    const end = await home.ended(await home.start(request({ url: '/v1/tickets', query: { open: true } })));
    expect(await end.output('call')).toMatchObject({ status: 200, body: { ok: true } });
    expect(seen).toMatchObject([{ method: 'GET', url: '/api/v1/tickets?open=true', headers: { authorization: 'Bearer s3cret' } }]);
  });

  test('go nowhere else', async () => {
    const [mine, other] = [await listener(), await listener()];
    const home = await house(`${mine.host},${other.host}`, { http: { baseUrl: mine.origin, headers: { 'X-Api-Key': 's3cret' } } });
    const end = await home.ended(await home.start(request({ url: `${other.origin}/` })));
    expect(end.run.status).toBe('succeeded');
    expect(other.seen[0]?.headers['x-api-key']).toBeUndefined();
    expect(mine.seen).toHaveLength(0);
  });

  test('a host that only begins like the base URL is not its origin', async () => {
    const { origin, host, seen } = await listener();
    const home = await house(host, { http: { baseUrl: origin, headers: { 'X-Api-Key': 's3cret' } } });
    for (const url of [`${origin}.evil.invalid/`, `${origin}@evil.invalid/`, '//evil.invalid/', 'javascript:alert(1)']) {
      const end = await home.ended(await home.start(request({ url })));
      expect((await end.step('call')).error?.code).toMatch(/network|param_invalid|egress_blocked|secret_in_param/);
    }
    expect(seen).toHaveLength(0);
  });
});

describe('a write', () => {
  test('carries the key of its step, so the other side can tell a second one', async () => {
    const { origin, host, seen } = await listener(201);
    const home = await house(host);
    await home.ended(await home.start(request({ method: 'POST', url: origin, body: { a: 1 } })));
    expect(seen).toMatchObject([
      {
        method: 'POST',
        body: '{"a":1}',
        headers: { 'content-type': 'application/json', 'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/) },
      },
    ]);
  });

  test('whose answer never came asks a person, unless twice does no harm', async () => {
    let hits = 0;
    const server = createServer((incoming, response) => {
      hits += 1;
      if (hits % 2 === 1) incoming.socket.destroy();
      else response.end('ok');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    cleanUp.push(() => new Promise((closed) => server.close(closed)));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const home = await house(host);
    const params = { method: 'POST', url: `http://${host}/`, body: 'x' };
    const asks = await home.ended(await home.start(request(params)));
    expect([asks.run.status, hits]).toEqual(['needs-attention', 1]);
    hits = 0;
    const goesOn = await home.ended(await home.start(request({ ...params, safeToRepeat: true })));
    expect([goesOn.run.status, hits]).toEqual(['succeeded', 2]);
  });
});

describe('the practice world', () => {
  test('keeps writes, messages and mails in the practice inbox, and lets reads out', async () => {
    const { origin, host, seen } = await listener();
    const home = await house(host, {
      'message-webhook': { flavour: 'teams', url: `${origin}/hook?sig=s3cret` },
      smtp: { host: '127.0.0.1', from: 'a@b.example' },
    });
    const run = await home.start(
      [
        { id: 'read', type: 'http.request', params: { url: `${origin}/read` } },
        { id: 'write', type: 'http.request', params: { method: 'PUT', url: `${origin}/write`, body: { a: 1 } } },
        { id: 'tell', type: 'notify.webhook-message', params: { title: 'Late', text: 'two' } },
        { id: 'mail', type: 'notify.email', params: { to: 'ops@example.com', subject: 'Report', text: 'fine' } },
      ],
      { world: 'practice' },
    );
    const end = await home.ended(run);
    expect(end.run).toMatchObject({ status: 'succeeded', world: 'practice' });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /read']);
    expect(home.inbox).toMatchObject([
      { kind: 'http', subject: 'PUT /write', body: { a: 1 } },
      { kind: 'webhook', subject: 'Late' },
      { kind: 'mail', to: 'ops@example.com', subject: 'Report' },
    ]);
    expect(JSON.stringify(home.inbox)).not.toContain('s3cret');
    expect(await end.output('tell')).toMatchObject({ practice: true });
  });

  test('sends to the hosts that the flow itself names', async () => {
    const { origin, host, seen } = await listener();
    const home = await house(host);
    await home.ended(
      await home.start([{ id: 'tell', type: 'notify.webhook-message', params: { text: 'x', url: `${origin}/hook` } }], {
        world: 'practice',
        settings: { practiceSends: ['127.0.0.1'] },
      }),
    );
    expect(seen).toHaveLength(1);
    expect(home.inbox).toHaveLength(0);
  });
});

test('a practice run does not follow a write to where the named host sends it', async () => {
  const elsewhere = await listener();
  const named = await listener(307, '', { location: `${elsewhere.origin}/real` });
  const home = await house(`${named.host},${elsewhere.host}`);
  const end = await home.ended(
    await home.start([{ id: 'write', type: 'http.request', params: { method: 'POST', url: `${named.origin}/x`, body: {} } }], {
      world: 'practice',
      settings: { practiceSends: [named.host] },
    }),
  );
  expect(named.seen).toHaveLength(1);
  expect(elsewhere.seen).toHaveLength(0);
  expect(await end.output('write')).toMatchObject({ status: 307 });
});

describe('messages', () => {
  test.each([
    ['teams', (body: JsonObject) => JSON.stringify(body).includes('"AdaptiveCard"') && JSON.stringify(body).includes('"attention"')],
    ['slack', (body: JsonObject) => body.text === '*3 failed*\n*vm-sql-03* &lt;b&gt; <https://a.example|log>'],
    ['generic', (body: JsonObject) => body.title === '3 failed' && body.severity === 'bad'],
  ] as const)('%s gets its own form', async (flavour, fits) => {
    const { origin, host, seen } = await listener();
    const home = await house(host, { 'message-webhook': { flavour, url: `${origin}/hook` } });
    const params = { title: '3 failed', text: '**vm-sql-03** <b> [log](https://a.example)', severity: 'bad' };
    await home.ended(await home.start([{ id: 'tell', type: 'notify.webhook-message', params }]));
    expect(fits(JSON.parse(seen[0]?.body ?? '{}'))).toBe(true);
  });
});

test('a mail arrives with its text, its table and the id of its step', async () => {
  const sink = await openMailSink();
  cleanUp.push(() => sink.close());
  const home = await house(`127.0.0.1:${sink.port}`, {
    smtp: { host: '127.0.0.1', port: sink.port, security: 'none', from: 'Backup <backup@example.com>' },
  });
  await home.ended(
    await home.start([
      {
        id: 'mail',
        type: 'notify.email',
        params: { to: 'a@example.com', cc: 'b@example.com', subject: 'Übersicht', text: 'plain', html: '<b>table</b>' },
      },
    ]),
  );
  expect(sink.messages).toHaveLength(1);
  expect(sink.messages[0]).toMatch(/From: Backup <backup@example.com>/);
  expect(sink.messages[0]).toMatch(/Message-ID: <[0-9a-f-]{36}@vaultflow>/);
  expect(sink.messages[0]).toMatch(/<b>table<\/b>/);
});
