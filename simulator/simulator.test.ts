import { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';
import { ClientSecretCredential } from '@azure/identity';
import { expect, test } from 'vitest';
import { all, httpClientOf, signedIn } from './test/in-process.ts';

test('the SDK signs in, lists the items of a vault, backs one up and sees the job to its end', async () => {
  const { simulator, clock } = signedIn();
  const httpClient = httpClientOf(simulator);
  const credential = new ClientSecretCredential(simulator.tenantId, simulator.clientId, simulator.clientSecret, { httpClient });
  const client = new RecoveryServicesBackupClient(credential, simulator.subscriptionId, { httpClient });
  const items = await all(client.backupProtectedItems.list('vault-weu-prod', 'rg-backup'));
  expect(items.length).toBeGreaterThan(25);
  const vm = items.find((item) => item.properties && 'friendlyName' in item.properties && item.properties.friendlyName === 'vm-web-01');
  const [, container = '', name = ''] = /protectionContainers\/([^/]+)\/protectedItems\/([^/]+)$/.exec(vm?.id ?? '') ?? [];
  let status = '';
  await client.backups.trigger(
    'vault-weu-prod',
    'rg-backup',
    'Azure',
    container,
    name,
    { properties: { objectType: 'IaasVMBackupRequest' } },
    {
      onResponse: (response) => {
        expect(response.status).toBe(202);
        status = response.headers.get('azure-asyncoperation') ?? '';
      },
      requestOptions: { customHeaders: { 'x-ms-client-request-id': '11111111-2222-4333-8444-555555555555' } },
    },
  );
  const operationId = /operationsStatus\/([^?]+)/.exec(status)?.[1] ?? '';
  const early = await client.protectedItemOperationStatuses.get('vault-weu-prod', 'rg-backup', 'Azure', container, name, operationId);
  expect(early.status).toBe('InProgress');
  clock.pass(10);
  const later = await client.backupOperationStatuses.get('vault-weu-prod', 'rg-backup', operationId);
  expect(later.status).toBe('Succeeded');
  const jobId = later.properties && 'jobId' in later.properties ? String(later.properties.jobId) : '';
  const running = await client.jobDetails.get('vault-weu-prod', 'rg-backup', jobId);
  expect(running.properties).toMatchObject({ status: 'InProgress', activityId: '11111111-2222-4333-8444-555555555555' });
  clock.pass(1300);
  const done = await client.jobDetails.get('vault-weu-prod', 'rg-backup', jobId);
  expect(done.properties).toMatchObject({ status: 'Completed', operation: 'Backup', entityFriendlyName: 'vm-web-01' });
});
