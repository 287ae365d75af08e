// Tickets whose answer is lost: the desk is asked whether it has one with this step's key before another is made. The desks here
// are small ones that keep what they are sent; they know only what these nodes ask.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openHouse } from '../../server/services/test/house.ts';
import type { JsonObject } from '../kit/json.ts';

const open: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

type Desk = (request: { readonly method: string; readonly url: URL; readonly body: JsonObject; readonly authorization: string }) => {
  status: number;
  body: unknown;
};

/** Loses the answer to the first write, after or before it was carried out. */
async function desk(answer: Desk, lost: 'after' | 'before') {
  const writes: JsonObject[] = [];
  let losing = true;
  const server = createServer(async (request: IncomingMessage, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    const body = (text ? JSON.parse(text) : {}) as JsonObject;
    const write = request.method !== 'GET';
    const lose = write && losing;
    if (lose) losing = false;
    if (lose && lost === 'before') return request.socket.destroy();
    const authorization = String(request.headers.authorization ?? '');
    const said = answer({ method: request.method ?? '', url: new URL(request.url ?? '/', 'http://desk'), body, authorization });
    if (write) writes.push(body);
    if (lose) return request.socket.destroy();
    response.writeHead(said.status, { 'content-type': 'application/json' }).end(JSON.stringify(said.body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.push({ stop: () => new Promise((closed) => server.close(() => closed(null))) });
  const { port } = server.address() as AddressInfo;
  return { writes, origin: `http://127.0.0.1:${port}`, allow: `127.0.0.1:${port}` };
}

async function play(kind: string, connection: (origin: string) => JsonObject, params: JsonObject, answer: Desk, lost: 'after' | 'before') {
  const { writes, origin, allow } = await desk(answer, lost);
  const house = await openHouse({ connections: { [kind]: connection(origin) }, egressAllow: allow });
  open.unshift(house);
  const types: { readonly [kind: string]: string } = {
    servicenow: 'servicenow-incident',
    jira: 'jira-issue',
    github: 'github-issue',
    pagerduty: 'pagerduty-event',
  };
  const end = await house.ended(await house.start([{ id: 'node', type: `tickets.${types[kind]}`, params }], { world: 'real' }));
  return { status: (await end.step('node')).status, output: end.run.status === 'succeeded' ? await end.output('node') : null, writes };
}

const basic = `Basic ${Buffer.from('vaultflow:pw').toString('base64')}`;

function serviceNow(): Desk {
  const kept: JsonObject[] = [];
  return ({ method, url, body, authorization }) => {
    if (authorization !== basic) return { status: 401, body: {} };
    if (method === 'POST') {
      kept.push({ ...body, sys_id: '9d385017c611228701d22104cc95c371', number: 'INC0010042', state: '1' });
      return { status: 201, body: { result: kept.at(-1) } };
    }
    const [name = '', value] = (url.searchParams.get('sysparm_query') ?? '').split('=');
    return { status: 200, body: { result: kept.filter((one) => one[name] === value) } };
  };
}

function jira(): Desk {
  const kept: { key: string; id: string; labels: readonly string[] }[] = [];
  return ({ method, url, body }) => {
    if (method === 'POST') {
      const { labels } = body.fields as unknown as { labels: string[] };
      kept.push({ id: '10042', key: 'OPS-42', labels });
      return { status: 201, body: kept.at(-1) };
    }
    // Data Center has no search/jql.
    if (url.pathname.endsWith('/search/jql')) return { status: 404, body: {} };
    const label = /labels = "([^"]+)"/.exec(url.searchParams.get('jql') ?? '')?.[1] ?? '';
    return { status: 200, body: { issues: kept.filter(({ labels }) => labels.includes(label)) } };
  };
}

function gitHub(): Desk {
  const kept: JsonObject[] = [];
  return ({ method, body }) => {
    if (method === 'GET') return { status: 200, body: kept };
    kept.push({ ...body, number: 7, html_url: 'https://github.example/7', state: 'open' });
    return { status: 201, body: kept.at(-1) };
  };
}

const cases = [
  [
    'servicenow',
    (instance: string) => ({ instance, user: 'vaultflow', password: 'pw' }),
    { summary: 'Backup failed' },
    serviceNow,
    { number: 'INC0010042' },
  ],
  ['jira', (site: string) => ({ site, token: 't' }), { project: 'OPS', summary: 'Backup failed' }, jira, { key: 'OPS-42' }],
  ['github', (api: string) => ({ api, token: 't' }), { repository: 'contoso/ops', title: 'Backup failed' }, gitHub, { number: 7 }],
] as const;

test.each(cases)('%s: a ticket that was made is found again, and made once', async (kind, connection, params, answer, expected) => {
  const { status, output, writes } = await play(kind, connection, params, answer(), 'after');
  expect({ status, output, made: writes.length }).toMatchObject({ status: 'succeeded', output: expected, made: 1 });
});

test.each(cases)('%s: a ticket that was not made is made', async (kind, connection, params, answer, expected) => {
  const { status, output, writes } = await play(kind, connection, params, answer(), 'before');
  expect({ status, output, made: writes.length }).toMatchObject({ status: 'succeeded', output: expected, made: 1 });
});

test('PagerDuty: an event is sent again under the same key, and the integration key is only in the body', async () => {
  const answer: Desk = ({ body }) => ({ status: 202, body: { status: 'success', dedup_key: body.dedup_key } });
  const { status, output, writes } = await play(
    'pagerduty',
    (endpoint) => ({ routingKey: 'R0UTINGKEY', endpoint }),
    { summary: 'Backup failed' },
    answer,
    'after',
  );
  expect(status).toBe('succeeded');
  expect(writes).toHaveLength(2);
  expect(writes[0]).toEqual(writes[1]);
  expect(writes[0]).toMatchObject({ routing_key: 'R0UTINGKEY', event_action: 'trigger' });
  expect(JSON.stringify(output)).not.toContain('R0UTINGKEY');
});

test('a practice run makes no ticket: it lies in the practice inbox, without the integration key', async () => {
  const { writes, origin, allow } = await desk(() => ({ status: 500, body: {} }), 'before');
  const house = await openHouse({ connections: { pagerduty: { routingKey: 'R0UTINGKEY', endpoint: origin } }, egressAllow: allow });
  open.unshift(house);
  const end = await house.ended(
    await house.start([{ id: 'node', type: 'tickets.pagerduty-event', params: { summary: 'Backup failed' } }], { world: 'practice' }),
  );
  expect(await end.output('node')).toMatchObject({ practice: true });
  expect(writes).toEqual([]);
  expect(house.inbox).toMatchObject([{ kind: 'http', to: `${origin}/v2/enqueue` }]);
  expect(JSON.stringify(house.inbox)).not.toContain('R0UTINGKEY');
});
