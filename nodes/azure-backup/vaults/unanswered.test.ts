// Changes of vaults and policies whose answer never came: Azure did it and the line broke, or the line broke before. What the vault
// looks like afterwards tells which; a deletion is never sent a second time by itself.
import { afterEach, expect, test } from 'vitest';
import { type House, openHouse } from '../../../server/services/test/house.ts';
import { createSimulator, type FaultRule, type Simulator } from '../../../simulator/simulator.ts';
import { estate } from '../../kit/estate.ts';
import type { JsonObject } from '../../kit/json.ts';

const daily = { every: 'day', at: '22:00', timeZone: 'UTC' };
const world = estate({
  resourceGroups: [{ name: 'rg-new' }],
  resourceGuards: [{ name: 'guard' }],
  vaults: [
    {
      name: 'vault-a',
      policies: [{ name: 'daily' }, { name: 'unused' }],
      items: [{ name: 'vm-a', policy: 'daily', points: { count: 2 } }],
      privateEndpoints: [
        { name: 'pe-new.1', state: 'Pending' },
        { name: 'pe-old.1', state: 'Approved' },
      ],
    },
    { name: 'vault-empty' },
    { name: 'vault-north', location: 'northeurope' },
    { name: 'vault-guarded', resourceGuard: 'guard', guardUnlocked: true },
  ],
  dataMoves: [{ from: 'vault-a', to: 'vault-north', correlationId: 'bW92ZQ==' }],
});

type Case = readonly [type: string, method: string, path: string, params: JsonObject];
const vault = 'vault-a';

/** What the vault shows afterwards says whether it happened. */
const changes: readonly Case[] = [
  ['set-policy', 'PUT', '/backupPolicies/', { vault, name: 'gold', policy: { workload: 'vm', schedule: daily, keep: { days: 60 } } }],
  [
    'set-policy',
    'PUT',
    '/backupPolicies/',
    { vault, name: 'daily', policy: { workload: 'vm', schedule: daily, keep: { days: 60 }, instantDays: 2 } },
  ],
  ['delete-policy', 'DELETE', '/backupPolicies/', { vault, policy: 'unused' }],
  ['create-vault', 'PUT', '/vaults/', { name: 'vault-b', resourceGroup: 'rg-new' }],
  ['vault-settings', 'PATCH', '/vaults/', { vault, softDeleteDays: 60 }],
  ['map-resource-guard', 'PUT', 'ResourceGuardProxies', { vault, guard: 'guard' }],
  ['unlock-deletion', 'POST', 'unlockDelete', { vault: 'vault-guarded', of: 'guard' }],
  ['decide-private-endpoint', 'PUT', 'privateEndpointConnections', { vault, connection: 'pe-new.1' }],
  ['prepare-data-move', 'POST', 'prepareDataMove', { vault, target: 'vault-north' }],
];
const deletions: readonly Case[] = [
  [
    'set-policy',
    'PUT',
    '/backupPolicies/',
    { vault, name: 'daily', policy: { workload: 'vm', schedule: daily, keep: { days: 7 } }, shorter: 'allow' },
  ],
  ['vault-settings', 'PATCH', '/vaults/', { vault, softDelete: 'Disabled', weaker: 'allow' }],
  ['delete-vault', 'DELETE', '/vaults/', { vault: 'vault-empty' }],
  ['remove-resource-guard', 'DELETE', 'ResourceGuardProxies', { vault: 'vault-guarded' }],
  ['remove-private-endpoint', 'DELETE', 'privateEndpointConnections', { vault, connection: 'pe-old.1' }],
  ['start-data-move', 'POST', 'triggerDataMove', { vault, target: 'vault-north', correlationId: 'bW92ZQ==' }],
];

const open: (House | Simulator)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
});

async function play([type, method, path, params]: Case, afterEffect: boolean) {
  const fault = Object.fromEntries([
    ['match', { method, path, times: 1 }],
    ['then', { reset: true, afterEffect }],
  ]) as unknown as FaultRule;
  const simulator = createSimulator({ file: ':memory:', estate: world, faults: [fault], timeScale: 1_000 });
  open.push(simulator);
  const house = await openHouse({ practice: simulator });
  open.unshift(house);
  const runId = await house.start([{ id: 'node', type: `azure-backup.${type}`, params }]);
  const changing = () =>
    simulator
      .requests()
      .filter(
        (one) => one.method === method && one.path.toLowerCase().includes(path.toLowerCase()) && one.status >= 200 && one.status < 300,
      );
  return { house, runId, changing };
}

test.each([...changes, ...deletions])('%s by %s: Azure did it, then the line broke: it is adopted', async (...one) => {
  const { house, runId, changing } = await play(one, true);
  const { run } = await house.ended(runId);
  // Unlocking and preparing leave nothing to read: they may be sent again, and harm nothing.
  const again = ['unlock-deletion', 'prepare-data-move'].includes(one[0]);
  expect(run).toMatchObject({ status: 'succeeded' });
  expect(changing()).toHaveLength(again ? 2 : 1);
});

test.each(changes)('%s by %s: the line broke before Azure did it: it is sent again', async (...one) => {
  const { house, runId, changing } = await play(one, false);
  const { run } = await house.ended(runId);
  expect(run).toMatchObject({ status: 'succeeded' });
  expect(changing()).toHaveLength(1);
});

test.each(deletions)('%s by %s: the line broke before Azure did it: a person decides', async (...one) => {
  const { house, runId, changing } = await play(one, false);
  for (const until = Date.now() + 5_000; Date.now() < until; await new Promise((next) => setTimeout(next, 10)))
    if ((await house.journal.run(runId))?.status === 'needs-attention') break;
  expect(await house.journal.run(runId)).toMatchObject({ status: 'needs-attention' });
  expect(changing()).toHaveLength(0);
});
