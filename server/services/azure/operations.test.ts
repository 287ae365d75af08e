// Any operation of Azure Backup by name, and the long-running ones looked after: through the real SDK, against the simulator.
import { afterEach, describe, expect, test } from 'vitest';
import type { PendingOperation } from '../../../nodes/kit/capabilities-azure.ts';
import type { Effect } from '../../../nodes/kit/define.ts';
import { estate } from '../../../nodes/kit/estate.ts';
import type { FaultRule } from '../../../simulator/simulator.ts';
import { failureOf, type Play, type PlayOptions, playAzure } from '../test/azure-play.ts';

const world = estate({
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'weekly' }, { name: 'monthly' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 3 }, lastBackup: { at: '-PT3H' } },
        { name: 'vm-web-01', policy: 'weekly', lastBackup: { at: '-PT3H' } },
      ],
    },
  ],
});
const subscription = `/subscriptions/${world.subscriptions[0]?.id}`;
const vault = `${subscription}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod`;
const item = {
  containerName: 'IaasVMContainer;iaasvmcontainerv2;rg-backup;vm-sql-03',
  protectedItemName: 'VM;iaasvmcontainerv2;rg-backup;vm-sql-03',
};
const backUp = {
  id: 'Backups_Trigger',
  scope: vault,
  path: item,
  body: { properties: { objectType: 'IaasVMBackupRequest' } },
  key: '5f0c2f6e-7f43-5d1a-9a52-0d4f6f1f7d11',
} as const;

const open: Play[] = [];
afterEach(() => {
  for (const { simulator } of open.splice(0)) simulator.close();
});
function play(effect: Effect, options: Partial<PlayOptions> = {}): Play {
  const made = playAzure(effect, { estate: world, ...options });
  open.push(made);
  return made;
}
const fault = (match: FaultRule['match'], answer: FaultRule['then']): FaultRule =>
  Object.fromEntries([
    ['match', match],
    ['then', answer],
  ]) as unknown as FaultRule;
const sent = ({ simulator }: Play, method: string) => simulator.requests({ method }).filter(({ path }) => !path.includes('/oauth2/'));

async function settled({ azure }: Play, pending: PendingOperation | null) {
  if (!pending) throw new Error('nothing goes on');
  for (let asked = 0; asked < 200; asked += 1) {
    const stands = await azure.poll(pending);
    if (stands.done) return stands;
    await new Promise((next) => setTimeout(next, 20));
  }
  throw new Error('it does not end');
}

describe('an operation by its name', () => {
  test('is sent once, with the step’s key, and says that Azure is still at it', async () => {
    const house = play('write');
    const answer = await house.azure.operation(backUp);
    expect(answer).toMatchObject({ status: 202, body: null, pending: { statusUrl: expect.stringContaining('/operationsStatus/') } });
    expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent(house, 'POST')).toMatchObject([{ clientRequestId: backUp.key }]);
    expect(await settled(house, answer.pending)).toMatchObject({ done: true, jobId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  test('of the SDK’s long-running kind gives its first answer and asks nothing more', async () => {
    const house = play('write');
    const points = await house.azure.operation({ id: 'RecoveryPoints_List', scope: vault, path: item });
    const [point] = (points.body as unknown as { value: { name: string }[] }).value;
    const before = house.simulator.requests().length;
    const answer = await house.azure
      .operation({
        id: 'Restores_Trigger',
        scope: vault,
        path: { ...item, recoveryPointId: point?.name ?? '' },
        body: {
          properties: {
            objectType: 'IaasVMRestoreRequest',
            recoveryPointId: point?.name ?? '',
            recoveryType: 'RestoreDisks',
            sourceResourceId: `${subscription}/resourceGroups/rg-backup/providers/Microsoft.Compute/virtualMachines/vm-sql-03`,
            storageAccountId: `${subscription}/resourceGroups/rg-backup/providers/Microsoft.Storage/storageAccounts/stnone`,
            region: 'westeurope',
            originalStorageAccountOption: false,
            createNewCloudService: false,
          },
        },
        key: 'a',
      })
      .catch((error: { failure?: { azure?: unknown } }) => error.failure?.azure);
    expect(house.simulator.requests().length).toBe(before + 1);
    expect(answer).toBeDefined();
  });

  test('that lists gives all pages as one', async () => {
    const { azure } = play('read', { pageSize: 1 });
    const { body } = await azure.operation({ id: 'BackupPolicies_List', scope: vault });
    expect((body as unknown as { value: { name: string }[] }).value.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['daily', 'weekly', 'monthly']),
    );
    expect(body).not.toHaveProperty('nextLink');
  });

  test('filters by the published name and gives the answer as it stood on the wire', async () => {
    const { azure } = play('read', { quirks: true });
    const { body } = await azure.operation({ id: 'BackupJobs_List', scope: vault, query: { $filter: "status eq 'Failed'" } });
    expect(body).toEqual({ value: [] });
    const got = await azure.operation({ id: 'ProtectedItems_Get', scope: vault, path: item });
    expect((got.body as { properties: { lastBackupTime: unknown } }).properties.lastBackupTime).toBeTypeOf('string');
  });

  test('of a region wants a subscription only', async () => {
    const { azure } = play('read');
    const { body } = await azure.operation({
      id: 'BackupStatus_Get',
      scope: subscription,
      path: { azureRegion: 'westeurope' },
      body: {
        resourceType: 'VM',
        resourceId: `${subscription}/resourceGroups/rg-backup/providers/Microsoft.Compute/virtualMachines/vm-sql-03`,
      },
    });
    expect(body).toMatchObject({ protectionStatus: 'Protected' });
  });

  test('is refused before it leaves when it does more than its step may', async () => {
    const house = play('read');
    expect(await failureOf(house.azure.operation(backUp))).toMatchObject({ code: 'effect_exceeded', refused: true });
    expect(sent(house, 'POST')).toEqual([]);
  });

  test.each([
    [{ ...backUp, id: 'Backups_Erase' }, 'no operation Backups_Erase'],
    [{ ...backUp, path: { containerName: item.containerName } }, 'needs protectedItemName'],
    [{ ...backUp, path: { ...item, policyName: 'daily' } }, 'takes no policyName'],
    [{ ...backUp, query: { $top: '1' } }, 'takes no $top'],
    [{ id: 'BackupJobs_List', scope: subscription }, 'needs vaultName'],
    [{ id: 'constructor', scope: vault }, 'no operation constructor'],
  ])('that cannot be called so says why: %#', async (request, says) => {
    const house = play('write');
    expect(await failureOf(house.azure.operation(request))).toMatchObject({
      code: 'param_invalid',
      refused: true,
      message: expect.stringContaining(says),
    });
    expect(sent(house, 'POST')).toEqual([]);
  });

  test('a refusal carries Azure’s own code', async () => {
    const { azure } = play('read');
    const failure = await failureOf(azure.operation({ id: 'ProtectionPolicies_Get', scope: vault, path: { policyName: 'none' } }));
    expect(failure).toMatchObject({ code: 'azure_error', azure: { status: 404 }, refused: true });
  });

  test('a change is never sent again after a server error: what became of it is open', async () => {
    const house = play('write', { faults: [fault({ method: 'POST', path: '/backup' }, { status: 503 })] });
    expect(await failureOf(house.azure.operation(backUp))).toMatchObject({ code: 'azure_error', unanswered: true });
    expect(sent(house, 'POST')).toHaveLength(1);
  });
});

describe('a look at a long-running operation', () => {
  const statusOf = (answers: readonly Response[]) => {
    const left = [...answers];
    return (request: Request, next: (request: Request) => Promise<Response>) =>
      request.method === 'GET' && new URL(request.url).pathname.includes('/operationsStatus/') && left.length > 0
        ? Promise.resolve(left.shift() as Response)
        : next(request);
  };
  const json = (status: number, body: unknown, headers: { [name: string]: string } = {}) =>
    Response.json(body, { status, headers: { 'x-ms-request-id': 'r-1', ...headers } });
  const pending = {
    statusUrl: `https://management.azure.com${vault}/operationsStatus/1?api-version=2019-05-13-preview`,
    resultUrl: null,
    retryAfterSeconds: 1,
  };

  test('server errors in a row are no end of it', async () => {
    const { azure } = play('read', { front: statusOf([json(500, {}), json(502, {}), json(500, {})]) });
    expect(await azure.poll(pending)).toMatchObject({ done: false, status: 'Azure did not answer' });
  });

  test('one that failed is thrown with the code, message and advice that only the status holds', async () => {
    const error = { code: 'UserErrorVmNotFound', message: 'The VM is gone.', recommendations: ['Choose another VM.'] };
    const { azure } = play('read', { front: statusOf([json(200, { status: 'Failed', error })]) });
    expect(await failureOf(azure.poll(pending))).toMatchObject({
      code: 'azure_error',
      azure: { code: 'UserErrorVmNotFound' },
      cause: 'The VM is gone.',
      advice: ['Choose another VM.'],
      requestId: 'r-1',
    });
  });

  test('an unknown word for its state means that it goes on', async () => {
    const { azure } = play('read', { front: statusOf([json(200, { status: 'Baking' }, { 'retry-after': '0' })]) });
    expect(await azure.poll(pending)).toEqual({ done: false, status: 'Baking', retryAfterSeconds: 0 });
  });

  test('it is looked at more rarely where few reads are left of the hour', async () => {
    const left = { 'x-ms-ratelimit-remaining-subscription-resource-requests': '12', 'retry-after': '0' };
    const { azure } = play('read', { front: statusOf([json(200, { status: 'InProgress' }, left)]) });
    expect(await azure.poll(pending)).toMatchObject({ done: false, retryAfterSeconds: 60 });
  });

  test('what it has to tell is the result when nothing else is', async () => {
    const { azure } = play('read', {
      front: statusOf([json(200, { status: 'Succeeded', properties: { jobIds: ['j-1', 'j-2'], more: 1 } })]),
    });
    expect(await azure.poll(pending)).toEqual({ done: true, jobId: 'j-1', body: { jobIds: ['j-1', 'j-2'], more: 1 } });
  });

  test('a link with two question marks is followed', async () => {
    const asked: string[] = [];
    const { azure } = play('read', {
      front: async (request, next) => {
        if (!request.url.includes('/backupOperationResults/')) return next(request);
        asked.push(request.url);
        return new Response(null, { status: 204 });
      },
    });
    const resultUrl = `https://management.azure.com${vault}/backupOperationResults/1?fabricName=Azure?api-version=2023-06-01`;
    expect(await azure.poll({ statusUrl: null, resultUrl, retryAfterSeconds: 1 })).toEqual({ done: true, body: null, jobId: null });
    expect(asked).toEqual([expect.stringContaining('?fabricName=Azure&api-version=2023-06-01')]);
  });

  test('a link to another host is not followed', async () => {
    const { azure } = play('read');
    expect(await failureOf(azure.poll({ ...pending, statusUrl: 'https://evil.example/operations/1' }))).toMatchObject({
      code: 'egress_blocked',
    });
  });

  test('an operation that Azure does not know is an error, not a long wait', async () => {
    const { azure } = play('read');
    expect(await failureOf(azure.poll(pending))).toMatchObject({ azure: { status: 404 } });
  });

  test('of a change gives the changed resource in the end', async () => {
    const house = play('write');
    const { pending: goesOn } = await house.azure.operation({
      id: 'ProtectedItems_CreateOrUpdate',
      scope: vault,
      path: item,
      body: {
        properties: {
          protectedItemType: 'Microsoft.Compute/virtualMachines',
          sourceResourceId: `${subscription}/resourceGroups/rg-backup/providers/Microsoft.Compute/virtualMachines/vm-sql-03`,
          policyId: `${vault}/backupPolicies/weekly`,
        },
      },
      key: 'b',
    });
    expect(await settled(house, goesOn)).toMatchObject({
      jobId: expect.any(String),
      body: { properties: { policyId: expect.stringMatching(/weekly$/i) } },
    });
  });
});

test('raw requests carry what a caller adds and say what goes on', async () => {
  const heard: (string | null)[] = [];
  const house = play('write', {
    front: (request, next) => {
      heard.push(request.headers.get('x-ms-authorization-auxiliary'));
      return next(request);
    },
  });
  const answer = await house.azure.arm({
    method: 'POST',
    path: `${vault}/backupFabrics/Azure/refreshContainers`,
    apiVersion: '2023-06-01',
    headers: { 'x-ms-authorization-auxiliary': 'Bearer other' },
    key: 'c',
  });
  expect(heard.at(-1)).toBe('Bearer other');
  expect(answer).toMatchObject({ status: 202, pending: { resultUrl: expect.stringContaining('/operationResults/') } });
  expect(await settled(house, answer.pending)).toMatchObject({ done: true });
});
