import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { all, filtered, signedIn, vaultPath } from '../test/in-process.ts';

const many = estate({ vaults: [{ name: 'v1', items: Array.from({ length: 7 }, (_, index) => ({ name: `vm-${index}` })) }] });
const items = `${vaultPath('v1')}/backupProtectedItems`;

test('every answer carries the ids and the budget that Azure sends, and echoes the id of the client', async () => {
  const { raw } = signedIn({ estate: many });
  const { headers } = await raw('GET', items, undefined, { 'x-ms-client-request-id': 'abc' });
  expect(headers.get('x-ms-client-request-id')).toBe('abc');
  expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get('x-ms-routing-request-id')).toMatch(/^WESTEUROPE:20261122T100000Z:/);
  expect(headers.get('x-ms-ratelimit-remaining-subscription-resource-requests')).toBe('149');
});

test('ids are found in any case, with %3B for the semicolon and with a slash at the end', async () => {
  const { raw } = signedIn({ estate: many });
  const [first] = (await raw('GET', items)).body.value;
  const odd = `${first.id.toUpperCase().replaceAll(';', '%3b')}/`;
  const { status, body } = await raw('GET', odd);
  expect(status).toBe(200);
  expect(body.id).toBe(first.id);
});

test.each([
  ['none', '', 'MissingApiVersionParameter'],
  ['a word', 'latest', 'InvalidApiVersionParameter'],
  ['one that never was', '2019-02-03', 'NoRegisteredProviderFound'],
])('an api-version that is %s is refused as %s', async (_name, version, code) => {
  const { simulator, token } = signedIn({ estate: many });
  const url = `https://management.azure.com${items}?api-version=${version}`;
  const response = await simulator.handle(new Request(url, { headers: { authorization: `Bearer ${await token()}` } }));
  expect({ status: response.status, code: (await response.json()).error.code }).toEqual({ status: 400, code });
});

test('pages follow nextLink through the SDK, under a filter, on the origin that the client used', async () => {
  const { client, raw } = signedIn({ estate: many, pageSize: 3 });
  const found = await all(client.backupProtectedItems.list('v1', 'rg-backup', { filter: "itemType eq 'VM'" }));
  expect(found).toHaveLength(7);
  expect(new Set(found.map((item) => item.id)).size).toBe(7);
  const page = await raw('GET', filtered(items, "itemType eq 'VM'"), undefined, { 'x-sim-origin': 'https://localhost:9' });
  expect(page.body.value).toHaveLength(3);
  expect(page.body.nextLink).toMatch(/^https:\/\/localhost:9\/subscriptions\/.*\$filter=.*\$skipToken=/);
  expect((await raw('GET', `${items}?$skipToken=nonsense`)).status).toBe(400);
});

test('the hourly budget runs out with 429, and comes back after the hour', async () => {
  const { raw, clock } = signedIn({ estate: many, throttle: { perHour: 3 } });
  const ask = async () => (await raw('GET', items)).status;
  expect([await ask(), await ask(), await ask(), await ask()]).toEqual([200, 200, 200, 429]);
  const { headers, body } = await raw('GET', items);
  expect(body.error.code).toBe('ResourceRequestsThrottled');
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(3500);
  expect((await raw('GET', `${vaultPath('v1')}/backupPolicies`)).status).toBe(200);
  clock.pass(3600);
  expect(await ask()).toBe(200);
});

test.each([
  ['an unknown route', 'GET', '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/nothing', 404, 'InvalidResourceType'],
  ['a wrong method', 'DELETE', items, 405, 'MethodNotAllowed'],
  ['another subscription', 'GET', items.replace('0c4e8d1a', '11111111'), 404, 'SubscriptionNotFound'],
  ['another resource group', 'GET', items.replace('rg-backup', 'rg-none'), 404, 'ResourceGroupNotFound'],
  ['another vault', 'GET', items.replace('/v1/', '/v2/'), 404, 'ResourceNotFound'],
  ['another fabric', 'GET', `${vaultPath('v1')}/backupFabrics/Amazon/protectableContainers`, 400, 'BMSUserErrorInvalidInput'],
])('%s is refused in the words of Azure', async (_name, method, path, status, code) => {
  const { raw } = signedIn({ estate: many });
  const answer = await raw(method, path);
  expect({ status: answer.status, code: answer.body.error.code }).toEqual({ status, code });
});

test('a body that is no JSON is refused and changes nothing', async () => {
  const { raw } = signedIn({ estate: many });
  const { status, body } = await raw('PATCH', vaultPath('v1'), '{"tags": {');
  expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'InvalidRequestContent' });
});
