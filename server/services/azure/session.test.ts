// The pipeline under all calls to Azure: what may leave, how refusals read, what is asked again and what is not, and how much
// deviation on the wire is borne.
import { afterEach, describe, expect, test } from 'vitest';
import type { AzureBackup } from '../../../nodes/kit/capabilities-azure.ts';
import type { Effect } from '../../../nodes/kit/define.ts';
import { type Failure, FailureError } from '../../../nodes/kit/errors.ts';
import { estate } from '../../../nodes/kit/estate.ts';
import { createSimulator, type FaultRule, type Simulator, type SimulatorOptions } from '../../../simulator/simulator.ts';
import { memoryJournal } from '../../journal/memory.ts';
import type { PracticeAzure } from '../contract.ts';
import { createEgress } from '../egress.ts';
import { noSecrets } from '../secrets.ts';
import { createAzure } from './backup.ts';
import { createBudgets } from './budget.ts';
import { openSession } from './session.ts';

const open: Simulator[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const world = estate({
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'sql', kind: 'sql' }, { name: 'shares', kind: 'share' }],
      items: [
        {
          name: 'vm-sql-03',
          policy: 'daily',
          points: { count: 3 },
          lastBackup: {
            at: '-PT3H',
            status: 'Failed',
            error: { code: 'UserErrorGuestAgentStatusUnavailable', recommendations: ['Start the agent.'] },
          },
        },
        { kind: 'sql', name: 'orders', machine: 'vm-sql-03', instance: 'MSSQLSERVER', policy: 'sql', lastBackup: { at: '-PT1H' } },
        { kind: 'share', name: 'files', account: 'stfiles01', policy: 'shares', lastBackup: { at: '-PT1H' } },
        { kind: 'mars', name: 'C:\\', machine: 'srv-file-01', lastBackup: { at: '-PT1H' } },
      ],
      jobs: [
        {
          item: 'vm-sql-03',
          at: '-PT2H',
          status: 'Failed',
          error: { code: 'UserErrorGuestAgentStatusUnavailable', recommendations: ['Start the agent.'] },
        },
      ],
    },
  ],
});
const vault = `/subscriptions/${world.subscriptions[0]?.id}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod`;

interface Play {
  readonly azure: AzureBackup;
  readonly simulator: Simulator;
}

function play(
  effect: Effect,
  options: Partial<SimulatorOptions> = {},
  wrap: (practice: PracticeAzure) => PracticeAzure = (practice) => practice,
  now: () => number = Date.now,
): Play {
  const simulator = createSimulator({ file: ':memory:', estate: world, ...options });
  open.push(simulator);
  const connection = { id: 'c1', kind: 'azure', name: 'Azure', revision: '1', values: {} } as const;
  const session = openSession(
    connection,
    { credential: 'practice', cloud: 'public' },
    { egress: createEgress(), budgets: createBudgets(memoryJournal(), now), practice: async () => wrap(simulator) },
  );
  const { signal } = new AbortController();
  return {
    simulator,
    azure: createAzure({ session: async () => session, effect, signal, secrets: noSecrets.open, watch: () => undefined }),
  };
}

const all = async <T>(list: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const one of list) found.push(one);
  return found;
};

const failureOf = async (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error('it went through');
    },
    (error: unknown) => {
      if (error instanceof FailureError) return error.failure;
      throw error;
    },
  );

const fault = (match: FaultRule['match'], answer: FaultRule['then']): FaultRule =>
  Object.fromEntries([
    ['match', match],
    ['then', answer],
  ]) as unknown as FaultRule;

describe('the last look', () => {
  test('a step that reads can neither change nor delete, through the SDK or by itself', async () => {
    const { azure, simulator } = play('read');
    const [item] = await all(azure.items(vault, { managementType: 'AzureIaasVM' }));
    const id = item?.id ?? '';
    for (const call of [
      () => azure.backUpNow(id, { key: 'k' }),
      () => azure.undelete(id, { key: 'k' }),
      () => azure.deleteBackupData(id, { key: 'k' }),
      () => azure.arm({ method: 'PUT', path: `${vault}/backupPolicies/x`, apiVersion: '2023-06-01', body: {} }),
      () => azure.arm({ method: 'POST', path: `${vault}/backupJobs/x/cancel`, apiVersion: '2023-06-01' }),
    ])
      expect(await failureOf(call())).toMatchObject({ code: 'effect_exceeded', refused: true });
    expect(simulator.requests().filter(({ method, path }) => method !== 'GET' && !path.includes('/oauth2/'))).toEqual([]);
  });

  test('a step that changes cannot delete', async () => {
    const { azure } = play('write');
    const [item] = await all(azure.items(vault, { managementType: 'AzureIaasVM' }));
    expect(await failureOf(azure.deleteBackupData(item?.id ?? '', { key: 'k' }))).toMatchObject({ code: 'effect_exceeded' });
  });

  test('asking by POST is reading', async () => {
    const { azure } = play('read');
    expect(
      await azure.backupStatus({
        id: `/subscriptions/${world.subscriptions[0]?.id}/resourceGroups/rg-workloads/providers/Microsoft.Compute/virtualMachines/nothing`,
        location: 'westeurope',
      }),
    ).toMatchObject({ protected: false });
  });

  test('a token never follows a link to another host', async () => {
    const asked: string[] = [];
    const { azure } = play('read', { pageSize: 1 }, (practice) => ({
      ...practice,
      tenantId: practice.tenantId,
      clientId: practice.clientId,
      clientSecret: practice.clientSecret,
      async handle(request) {
        asked.push(new URL(request.url).host);
        const answer = await practice.handle(request);
        const text = await answer.text();
        return new Response(text.replace(/"nextLink":"https:\/\/[^/]+/, '"nextLink":"https://evil.example'), {
          status: answer.status,
          headers: answer.headers,
        });
      },
    }));
    expect(await failureOf(all(azure.items(vault)))).toMatchObject({ code: 'egress_blocked' });
    expect(asked).not.toContain('evil.example');
  });
});

describe('refusals', () => {
  test('tell code, status, request id and what to try', async () => {
    const { azure } = play('read', {
      faults: [
        fault({ path: 'backupJobs' }, { status: 403, code: 'AuthorizationFailed', message: 'The client does not have authorization.' }),
      ],
    });
    const failure = await failureOf(all(azure.jobs(vault)));
    expect(failure).toMatchObject({
      code: 'azure_error',
      message: expect.stringContaining('authorization'),
      azure: { code: 'AuthorizationFailed', status: 403 },
      requestId: expect.any(String),
      refused: true,
    });
    expect(failure.advice?.[0]).toContain('Backup Operator');
  });

  test('of a change with 500 are no refusal: it may have happened', async () => {
    const { azure } = play('write', { faults: [fault({ method: 'POST', path: '/backup' }, { status: 500, code: 'InternalServerError' })] });
    const [item] = await all(azure.items(vault, { managementType: 'AzureIaasVM' }));
    const failure = await failureOf(azure.backUpNow(item?.id ?? '', { key: 'k' }));
    expect(failure).toMatchObject({ azure: { status: 500 }, unanswered: true });
    expect(failure.refused).toBeUndefined();
  });

  test('that cannot be read are told as such', async () => {
    const { azure } = play('read', { faults: [fault({ path: 'backupJobs' }, { badJson: true })] });
    expect(await failureOf(all(azure.jobs(vault)))).toMatchObject({ code: 'azure_error', azure: { code: 'InvalidJson' } });
  });
});

describe('asking again', () => {
  test('a read is asked again after a broken line or a 5xx', async () => {
    const { azure } = play('read', {
      faults: [
        fault({ path: 'backupJobs', nth: 1 }, { reset: true }),
        fault({ path: 'backupJobs', nth: 2 }, { status: 502, code: 'BadGateway' }),
      ],
    });
    expect(await all(azure.jobs(vault))).toHaveLength(1);
  });

  test('a change is sent once, whatever the answer', async () => {
    for (const answer of [
      { status: 503, code: 'ServiceUnavailable' },
      { status: 429, code: 'TooManyRequests', retryAfter: 1 },
      { reset: true },
    ]) {
      const { azure, simulator } = play('write', { faults: [fault({ method: 'POST', path: '/backup' }, answer)] });
      const [item] = await all(azure.items(vault, { managementType: 'AzureIaasVM' }));
      await failureOf(azure.backUpNow(item?.id ?? '', { key: 'k' }));
      expect(simulator.requests({ method: 'POST' }).filter(({ path }) => /\/backup$/.test(path))).toHaveLength(1);
    }
  });

  test('while Azure wants no requests none is sent', async () => {
    let at = Date.now();
    const { azure, simulator } = play(
      'read',
      { faults: [fault({ path: 'backupJobs', times: 1 }, { status: 429, code: 'ResourceRequestsThrottled', retryAfter: 60 })] },
      undefined,
      () => at,
    );
    expect(await failureOf(all(azure.jobs(vault)))).toMatchObject({ code: 'throttled', retryAfter: 60_000, refused: true });
    const before = simulator.requests().length;
    expect(await failureOf(all(azure.jobs(vault)))).toMatchObject({ code: 'throttled' });
    expect(simulator.requests()).toHaveLength(before);
    at += 61_000;
    expect(await all(azure.jobs(vault))).toHaveLength(1);
  });
});

describe.each([false, true])('reading with the quirks of the real service: %s', (quirks) => {
  test('items of every kind speak one language, over many pages', async () => {
    const { azure } = play('read', { quirks, pageSize: 2 });
    const items = await all(azure.items(null));
    expect(items.map(({ friendlyName, workloadType, lastBackupStatus }) => [friendlyName, workloadType, lastBackupStatus])).toEqual([
      ['vm-sql-03', 'VM', 'Failed'],
      ['orders', 'SQLDataBase', 'Completed'],
      ['files', 'AzureFileShare', 'Completed'],
      ['C:\\', 'FileFolder', 'Completed'],
    ]);
    expect(items[0]).toMatchObject({
      policyName: 'daily',
      vaultName: 'vault-weu-prod',
      lastError: {
        code: 'UserErrorGuestAgentStatusUnavailable',
        advice: ['Start the agent.', 'Check that the VM is running and that its guest agent reports as ready.'],
      },
    });
  });

  test('jobs and recovery points too', async () => {
    const { azure } = play('read', { quirks });
    const [job] = await all(azure.jobs(vault, { status: 'Failed' }));
    expect(await azure.job(vault.toUpperCase().replace('/SUBSCRIPTIONS', '/Subscriptions'), job?.jobId ?? '')).toMatchObject({
      status: 'Failed',
      itemName: 'vm-sql-03',
      errors: [
        {
          code: 'UserErrorGuestAgentStatusUnavailable',
          advice: ['Start the agent.', 'Check that the VM is running and that its guest agent reports as ready.'],
        },
      ],
      tasks: [{ name: expect.any(String), status: expect.any(String) }, {}],
    });
    const [item] = await all(azure.items(vault, { managementType: 'AzureIaasVM' }));
    const points = await all(azure.recoveryPoints(item?.id ?? ''));
    expect(points).toHaveLength(3);
    expect(points.every(({ tiers, time }) => tiers.length > 0 && tiers.every((tier) => /RP$/.test(tier)) && time !== '')).toBe(true);
  });

  test('a change is followed to its job', async () => {
    const { azure } = play('write', { quirks });
    const [item] = await all(azure.items(vault, { managementType: 'AzureIaasVM' }));
    const started = await azure.backUpNow(item?.id ?? '', { key: '5e0f6d8a-1111-4a6b-8a01-2f6c1d9be001' });
    expect((await azure.findJobByKey(vault, '5e0f6d8a-1111-4a6b-8a01-2f6c1d9be001', Date.now()))?.jobId).toBe(started.jobId);
    expect(await azure.findJobByKey(vault, '5e0f6d8a-9999-4a6b-8a01-2f6c1d9be001', Date.now())).toBeNull();
  });
});
