// Calls whose answer is lost, for every node here that changes something: Azure did it and the line broke, or the line broke
// before. What proves itself is adopted, what did no harm is sent again, and what destroys is never sent twice.
import { afterEach, describe, expect, test } from 'vitest';
import { type House, type Node, openHouse } from '../../server/services/test/house.ts';
import { createSimulator, type FaultRule, type Simulator } from '../../simulator/simulator.ts';
import { estate } from '../kit/estate.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const group = `${home}/resourceGroups/rg-workloads`;
const job = 'c0ffee00-1111-4222-8333-444455556666';
const world = estate({
  machines: [{ name: 'vm-on-01' }, { name: 'vm-off-01', power: 'deallocated' }, { name: 'vm-drill-01', resourceGroup: 'rg-drill' }],
  snapshots: [{ name: 'last-week', machine: 'vm-on-01' }],
  automationAccounts: [{ name: 'aa-backup', runbooks: [{ name: 'Clean', script: "Write-Output 'ok'" }] }],
  storageAccounts: [{ name: 'streports', containers: [{ name: 'daily', blobs: [{ name: 'old.txt', text: 'x' }] }] }],
  locks: [{ name: 'keep', level: 'CanNotDelete', scope: `${group}/providers/Microsoft.Compute/virtualMachines/vm-on-01` }],
  vaults: [
    {
      name: 'v1',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-on-01', policy: 'daily' }],
      jobs: [{ id: job, item: 'vm-on-01', status: 'Failed', seconds: 60 }],
    },
  ],
});

const open: (House | Simulator)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
});

type Case = readonly [type: string, method: string, path: string, params: NonNullable<Node['params']>];

async function play([type, method, path, params]: Case, afterEffect: boolean) {
  const rule = [
    ['match', { method, path, times: 1 }],
    ['then', { reset: true, afterEffect }],
  ];
  const simulator = createSimulator({ file: ':memory:', estate: world, timeScale: 600, faults: [Object.fromEntries(rule) as FaultRule] });
  open.push(simulator);
  const house = await openHouse({ practice: simulator });
  open.unshift(house);
  const end = await house.ended(await house.start([{ id: 'node', type: `azure.${type}`, params }]));
  const done = simulator.requests({ method, path }).filter(({ status }) => status > 0 && status < 400);
  return { status: end.run.status, step: (await end.step('node')).status, done: done.length };
}

/** Azure itself can tell that these happened. */
const proven: readonly Case[] = [
  ['set-tags', 'PATCH', '/tags/default', { resource: group, tags: { a: 'b' } }],
  ['start-vm', 'POST', '/start', { vm: 'vm-off-01' }],
  ['stop-vm', 'POST', '/deallocate', { vm: 'vm-on-01' }],
  ['run-command', 'PUT', '/runCommands/', { vm: 'vm-on-01', script: 'hostname' }],
  ['snapshot-disk', 'PUT', '/snapshots/', { vm: 'vm-on-01', name: 'today' }],
  ['runbook-job', 'PUT', '/jobs/', { account: 'aa-backup', runbook: 'Clean' }],
  ['upload-blob', 'PUT', '/daily/new.txt', { account: 'streports', container: 'daily', blob: 'new.txt', text: 'x' }],
  ['change-alert', 'POST', '/changestate', { alert: `${home}/providers/Microsoft.AlertsManagement/alerts/${job}` }],
];

/** The same again leads to the same. */
const harmless: readonly Case[] = [
  ['create-lock', 'PUT', '/locks/', { scope: group, name: 'new' }],
  ['create-resource-group', 'PUT', '/resourceGroups/rg-new', { subscription: home, name: 'rg-new', location: 'westeurope' }],
  ['create-container', 'PUT', '/fresh', { account: 'streports', container: 'fresh' }],
  [
    'arm-request',
    'PUT',
    '/resourceGroups/rg-new',
    { method: 'PUT', path: `${home}/resourceGroups/rg-new`, body: { location: 'westeurope' } },
  ],
];

const destroys: readonly Case[] = [
  ['delete-blob', 'DELETE', '/daily/old.txt', { account: 'streports', container: 'daily', blob: 'old.txt' }],
  ['delete-lock', 'DELETE', '/locks/', { scope: `${group}/providers/Microsoft.Compute/virtualMachines/vm-on-01`, name: 'keep' }],
  ['delete-snapshot', 'DELETE', '/snapshots/', { snapshot: `${group}/providers/Microsoft.Compute/snapshots/last-week` }],
  ['delete-resource-group', 'DELETE', '/rg-drill', { group: `${home}/resourceGroups/rg-drill` }],
];

const named = (cases: readonly Case[]) => cases.map((one) => [one[0], one] as const);

describe('the answer is lost after it happened', () => {
  test.each(named(proven))('%s is adopted, and happened once', async (_name, one) => {
    expect(await play(one, true)).toEqual({ status: 'succeeded', step: 'succeeded', done: 1 });
  });
  test.each(named(harmless))('%s is sent again', async (_name, one) => {
    expect(await play(one, true)).toMatchObject({ status: 'succeeded', step: 'succeeded' });
  });
  test.each(named(destroys))('%s is known to have happened', async (_name, one) => {
    expect(await play(one, true)).toEqual({ status: 'succeeded', step: 'succeeded', done: 1 });
  });
});

describe('the line breaks before it happened', () => {
  test.each(named([...proven, ...harmless]))('%s is sent again, and happens once', async (_name, one) => {
    expect(await play(one, false)).toEqual({ status: 'succeeded', step: 'succeeded', done: 1 });
  });
  test.each(named(destroys))('%s is left to a person', async (_name, one) => {
    expect(await play(one, false)).toEqual({ status: 'needs-attention', step: 'needs-attention', done: 0 });
  });
});

test('a restart of a machine that may have happened is left to a person', async () => {
  expect(await play(['restart-vm', 'POST', '/restart', { vm: 'vm-on-01' }], true)).toMatchObject({ step: 'needs-attention' });
});
