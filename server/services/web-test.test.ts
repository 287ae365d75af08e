// Testing connections to ticket desks, against a small server that lets only the right account in.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../nodes/kit/json.ts';
import { openHouse } from './test/house.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function tested(kind: string, values: (origin: string) => JsonObject, answers: { readonly [path: string]: unknown }) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
    if (!/ (Bearer right|Basic cmlnaHQ6cmlnaHQ=)$/.test(seen.at(-1) ?? '')) return response.writeHead(401).end();
    const body = answers[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const house = await openHouse({ connections: { [kind]: values(`http://127.0.0.1:${port}`) }, egressAllow: `127.0.0.1:${port}` });
  open.unshift(() => house.stop());
  const { ok, says } = await house.services.test(house.connection(kind), new AbortController().signal);
  return { ok, says, seen };
}

const me = {
  '/user': { login: 'octo' },
  '/rest/api/2/myself': { displayName: 'Anna' },
  '/api/now/table/incident?sysparm_limit=1&sysparm_fields=number': { result: [] },
};

test.each([
  ['github', (api: string) => ({ api, token: 'right' }), 'Signed in as octo.'],
  ['jira', (site: string) => ({ site, email: 'right', token: 'right' }), 'Signed in as Anna.'],
  ['jira', (site: string) => ({ site, token: 'right' }), 'Signed in as Anna.'],
  ['servicenow', (instance: string) => ({ instance, user: 'right', password: 'right' }), 'Signed in.'],
  ['servicenow', (instance: string) => ({ instance, token: 'right' }), 'Signed in.'],
])('%s says who it is, and only asks', async (kind, values, says) => {
  const answer = await tested(kind, values, me);
  expect(answer).toMatchObject({ ok: true, says });
  expect(answer.seen.every((line) => line.startsWith('GET '))).toBe(true);
});

test('a wrong token is not let in, and something else at the address is noticed', async () => {
  expect(await tested('github', (api) => ({ api, token: 'wrong' }), me)).toMatchObject({
    ok: false,
    says: expect.stringContaining('does not let this account in'),
  });
  expect(await tested('github', (api) => ({ api, token: 'right' }), { '/user': '<html>hello</html>' })).toMatchObject({
    ok: false,
    says: expect.stringContaining('not this service'),
  });
  expect(await tested('jira', (site) => ({ site, token: 'right' }), {})).toMatchObject({ ok: false, says: expect.stringContaining('404') });
});

test('PagerDuty: the way is open or it is not; no event is sent', async () => {
  const open = await tested('pagerduty', (endpoint) => ({ endpoint, routingKey: 'x' }), {});
  expect(open).toMatchObject({ ok: true, seen: [] });
  const shut = await tested('pagerduty', () => ({ endpoint: 'http://169.254.169.254', routingKey: 'x' }), {});
  expect(shut).toMatchObject({ ok: false, seen: [] });
});

test('a token with a line break is told before anything is sent', async () => {
  expect(await tested('github', (api) => ({ api, token: 'right\n' }), me)).toMatchObject({
    ok: false,
    seen: [],
    says: expect.stringContaining('one line'),
  });
});
