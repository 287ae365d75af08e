// biome-ignore-all lint/suspicious/noThenProperty: a fault rule reads "match …, then …" and is never awaited.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { filtered, signedIn, vaultPath, vmItemPath } from '../test/in-process.ts';
import type { FaultRule } from './faults.ts';
import { faultsOf } from './faults.ts';

const small = estate({ vaults: [{ name: 'v1', items: [{ name: 'vm-1' }] }] });
const backup = { properties: { objectType: 'IaasVMBackupRequest' } };
const jobsOf = async (world: ReturnType<typeof signedIn>) => (await world.raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value;

test('a rule counts the requests it matches: from the n-th, so many times', () => {
  const rules: FaultRule[] = [
    { match: { method: 'post', path: '/BACKUP', nth: 2 }, then: { status: 500 } },
    { match: { path: '*/backupJobs', times: 2 }, then: { status: 503 } },
  ];
  const next = faultsOf(rules);
  expect([1, 2, 3].map(() => next('POST', '/x/backup')?.status ?? null)).toEqual([null, 500, null]);
  expect([1, 2, 3].map(() => next('GET', '/v/backupJobs')?.status ?? null)).toEqual([503, 503, null]);
  expect(next('GET', '/v/backupJobs/1')).toBeNull();
});

test('a request that is refused on demand has no effect, and says when to come again', async () => {
  const world = signedIn({
    estate: small,
    faults: [{ match: { method: 'POST', path: '/backup', times: 1 }, then: { status: 429, retryAfter: 7 } }],
  });
  const refused = await world.raw('POST', `${vmItemPath('v1', 'vm-1')}/backup`, backup);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('7');
  expect(refused.body.error.code).toBe('ResourceRequestsThrottled');
  expect(await jobsOf(world)).toHaveLength(0);
  expect((await world.raw('POST', `${vmItemPath('v1', 'vm-1')}/backup`, backup)).status).toBe(202);
});

test('an answer lost after the effect: the client sees a reset, the job is there once, found by its request id', async () => {
  const world = signedIn({ estate: small });
  await world.token();
  world.simulator.setFaults([{ match: { method: 'POST', path: '/backup', nth: 1 }, then: { afterEffect: true } }]);
  const key = '0f0e0d0c-0b0a-4908-8706-050403020100';
  await expect(world.raw('POST', `${vmItemPath('v1', 'vm-1')}/backup`, backup, { 'x-ms-client-request-id': key })).rejects.toMatchObject({
    code: 'ECONNRESET',
  });
  const jobs = await jobsOf(world);
  expect(jobs.filter((job: { properties: { activityId: string } }) => job.properties.activityId === key)).toHaveLength(1);
  const [logged] = world.simulator.requests({ method: 'POST', path: '/backup' });
  expect(logged).toMatchObject({ status: 202, clientRequestId: key });
});

test('a reset before the effect does nothing and is logged with status 0', async () => {
  const world = signedIn({ estate: small });
  await world.token();
  world.simulator.setFaults([{ match: { method: 'POST', path: '/backup' }, then: { reset: true } }]);
  await expect(world.raw('POST', `${vmItemPath('v1', 'vm-1')}/backup`, backup)).rejects.toThrow('socket hang up');
  expect(await jobsOf(world)).toHaveLength(0);
  expect(world.simulator.requests({ method: 'POST', path: '/backup' })).toMatchObject([{ status: 0 }]);
});

test('the SDK meets cut JSON and a server error as its own errors', async () => {
  const world = signedIn({ estate: small });
  await world.token();
  world.simulator.setFaults([{ match: { path: 'backupJobs' }, then: { badJson: true } }]);
  await expect(world.client.backupJobs.list('v1', 'rg-backup').next()).rejects.toThrow(/JSON|parse/i);
  world.simulator.setFaults([{ match: { path: 'backupconfig' }, then: { status: 403, message: 'No right here.' } }]);
  const error = await world.client.backupResourceVaultConfigs.get('v1', 'rg-backup').catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'RestError', statusCode: 403, code: 'AuthorizationFailed' });
});

test('a slow answer is late, not wrong', async () => {
  const world = signedIn({ estate: small, faults: [{ match: { path: 'backupPolicies' }, then: { delayMs: 60 } }] });
  await world.token();
  const start = performance.now();
  const { status } = await world.raw('GET', filtered(`${vaultPath('v1')}/backupPolicies`, "backupManagementType eq 'AzureIaasVM'"));
  expect(status).toBe(200);
  expect(performance.now() - start).toBeGreaterThanOrEqual(55);
});
