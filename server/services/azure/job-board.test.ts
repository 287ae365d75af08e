// Many backups of one vault at once: a few lists tell everybody their job.
import { afterEach, expect, test } from 'vitest';
import { estate } from '../../../nodes/kit/estate.ts';
import { type Play, type PlayOptions, playAzure } from '../test/azure-play.ts';

const names = Array.from({ length: 40 }, (_, i) => `vm-${i}`);
const world = estate({ vaults: [{ name: 'v1', policies: [{ name: 'daily' }], items: names.map((name) => ({ name, policy: 'daily' })) }] });
const vault = `/subscriptions/${world.subscriptions[0]?.id}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/v1`;
const item = (name: string) =>
  `${vault}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-backup;${name}/protectedItems/VM;iaasvmcontainerv2;rg-backup;${name}`;

const open: Play[] = [];
afterEach(() => {
  for (const { simulator } of open.splice(0)) simulator.close();
});
const play = (front?: PlayOptions['front']) => {
  const made = playAzure('write', { estate: world, ...(front ? { front } : {}) });
  open.push(made);
  return made;
};
const reads = ({ simulator }: Play, path: RegExp) => simulator.requests({ method: 'GET' }).filter((one) => path.test(one.path)).length;

test('each of many gets its own job, for a few reads of them all', async () => {
  const house = play();
  const started = await Promise.all(names.map((name) => house.azure.backUpNow(item(name), { key: crypto.randomUUID() })));
  expect(new Set(started.map(({ jobId }) => jobId)).size).toBe(names.length);
  for (const [index, { jobId }] of started.entries()) expect((await house.azure.job(vault, jobId ?? '')).itemName).toBe(names[index]);
  expect(reads(house, /operationsStatus/)).toBeLessThan(12);
  expect(reads(house, /\/backupJobs$/)).toBeLessThan(6);
});

test('one alone asks for its operation, which is quicker', async () => {
  const house = play();
  await house.azure.backUpNow(item('vm-1'), { key: 'a' });
  expect(reads(house, /\/backupJobs$/)).toBe(0);
});

test('one of many that Azure gives up after all still fails with Azure’s reason', async () => {
  const status = `https://management.azure.com${vault}/operationsStatus/dead?api-version=2023-06-01`;
  const error = { code: 'UserErrorVmNotFound', message: 'The VM is gone.' };
  const house = play(async (request, next) => {
    if (request.url.includes('/operationsStatus/dead')) return Response.json({ status: 'Failed', error });
    const given = /vm-5\/backup\?/.test(request.url);
    return given ? new Response(null, { status: 202, headers: { 'azure-asyncoperation': status } }) : next(request);
  });
  const all = await Promise.allSettled(names.slice(0, 10).map((name) => house.azure.backUpNow(item(name), { key: crypto.randomUUID() })));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
  expect(all[5]).toMatchObject({ reason: { failure: { azure: { code: 'UserErrorVmNotFound' }, cause: 'The VM is gone.' } } });
});

test('after a crash one list tells all runs together whether their call had arrived', async () => {
  const house = play();
  const keys = names.slice(0, 20).map(() => crypto.randomUUID());
  const at = Date.now();
  for (const [index, key] of keys.slice(0, 5).entries()) await house.azure.backUpNow(item(names[index] as string), { key });
  const before = reads(house, /\/backupJobs$/);
  const found = await Promise.all(keys.map((key) => house.azure.findJobByKey(vault, key, at)));
  expect(found.map((job) => job?.itemName ?? null)).toEqual([...names.slice(0, 5), ...keys.slice(5).map(() => null)]);
  expect(reads(house, /\/backupJobs$/) - before).toBe(1);
});

test('a list that is not to be had is no proof that the call did not arrive', async () => {
  const house = play(async (request, next) =>
    /\/backupJobs\?/.test(request.url) ? Response.json({ error: { code: 'Forbidden', message: 'No.' } }, { status: 403 }) : next(request),
  );
  await expect(house.azure.findJobByKey(vault, crypto.randomUUID(), Date.now())).rejects.toMatchObject({
    failure: { azure: { code: 'Forbidden' } },
  });
});
