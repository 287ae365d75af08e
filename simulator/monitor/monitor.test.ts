import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { onPlane } from '../test/data-plane.ts';
import { signedIn, vaultPath, vmId } from '../test/in-process.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const workspace = '5d2f7f3e-4a0b-4a52-9a5c-8a9d30c1e001';
const job = 'c0ffee00-1111-4222-8333-444455556666';
const world = () =>
  signedIn({
    estate: estate({
      machines: [{ name: 'vm-1', resourceGroup: 'rg-backup' }],
      workspaces: [{ name: 'log', customerId: workspace }],
      vaults: [{ name: 'v1', items: [{ name: 'vm-1' }], jobs: [{ id: job, item: 'vm-1', status: 'Failed', at: '-PT2H', seconds: 60 }] }],
    }),
  });

test('the activity log holds what was changed here, by whom and how it ended', async () => {
  const { raw, clock, simulator } = world();
  await raw('PATCH', vmId('vm-1'), { tags: { a: 'b' } }, { 'x-ms-client-request-id': 'my-key' });
  await raw('DELETE', vaultPath('v1'));
  const from = new Date(clock.now() - 3_600_000).toISOString();
  const ask = async (filter: string) =>
    (
      await raw(
        'GET',
        `${home}/providers/Microsoft.Insights/eventtypes/management/values?$filter=${encodeURIComponent(`eventTimestamp ge '${from}'${filter}`)}`,
      )
    ).body;
  const { value } = await ask('');
  expect(
    value.map((one: { operationName: { value: string }; status: { value: string } }) => `${one.operationName.value} ${one.status.value}`),
  ).toEqual(['Microsoft.RecoveryServices/vaults/delete Failed', 'Microsoft.Compute/virtualMachines/write Succeeded']);
  expect(value[1]).toMatchObject({ caller: simulator.clientId, correlationId: 'my-key', resourceGroupName: 'rg-backup' });
  expect((await ask(" and resourceProvider eq 'Microsoft.Compute'")).value).toHaveLength(1);
  expect((await ask(" and nonsense gt '1'")).error.code).toBe('BadRequest');
});

test('an alert keeps what people did with it', async () => {
  const { raw } = world();
  const alerts = `${home}/providers/Microsoft.AlertsManagement/alerts`;
  expect((await raw('POST', `${alerts}/${job}/changestate?newState=closed`)).body.properties.essentials.alertState).toBe('Closed');
  const closed = await raw('GET', `${alerts}?alertState=Closed`);
  expect(closed.body.value).toHaveLength(1);
  expect((await raw('GET', `${alerts}?alertState=New`)).body.value).toHaveLength(0);
  expect((await raw('POST', `${alerts}/${job}/changestate?newState=sleeping`)).status).toBe(400);
});

test('metrics: the same minute has the same value, a machine that is off has none', async () => {
  const { raw, clock } = world();
  const span = `${new Date(clock.now() - 600_000).toISOString()}/${new Date(clock.now()).toISOString()}`;
  const ask = async () =>
    (
      await raw(
        'GET',
        `${vmId('vm-1')}/providers/Microsoft.Insights/metrics?metricnames=Percentage%20CPU&interval=PT5M&aggregation=Average&timespan=${span}`,
      )
    ).body;
  const first = await ask();
  expect(first.value[0].timeseries[0].data).toHaveLength(2);
  expect(first.value[0].timeseries[0].data[0].average).toBeGreaterThan(0);
  expect(await ask()).toEqual(first);
  await raw('POST', `${vmId('vm-1')}/deallocate`);
  expect((await ask()).value[0].timeseries[0].data[0].average).toBeUndefined();
});

test('Log Analytics answers in tables with typed columns, and only to tokens of its own', async () => {
  const { simulator, raw } = world();
  await raw('PATCH', vmId('vm-1'), { tags: {} });
  const ask = await onPlane(simulator, 'https://api.loganalytics.io');
  const query = async (text: string) => {
    const { status, text: body } = await ask(
      'POST',
      `https://api.loganalytics.io/v1/workspaces/${workspace}/query`,
      JSON.stringify({ query: text }),
    );
    return { status, body: JSON.parse(body) };
  };
  const { body } = await query('AzureActivity | project TimeGenerated, HTTPRequest, ActivityStatusValue');
  expect(body.tables[0]).toMatchObject({
    name: 'PrimaryResult',
    columns: [
      { name: 'TimeGenerated', type: 'datetime' },
      { name: 'HTTPRequest', type: 'string' },
      { name: 'ActivityStatusValue', type: 'string' },
    ],
  });
  expect(body.tables[0].rows[0].slice(1)).toEqual(['PATCH', 'Succeeded']);
  expect((await query('AddonAzureBackupJobs | summarize n = count()')).body.tables[0]).toMatchObject({
    columns: [{ name: 'n', type: 'long' }],
    rows: [[1]],
  });
  expect((await query('Nonsense')).status).toBe(400);
  const wrong = await onPlane(simulator, 'https://management.azure.com');
  expect((await wrong('POST', `https://api.loganalytics.io/v1/workspaces/${workspace}/query`, '{}')).status).toBe(401);
});
