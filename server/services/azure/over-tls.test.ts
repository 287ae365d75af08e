// The same nodes against Azure over TLS in another process, with @azure/identity signing in for real. Nothing here knows that it
// is a simulator.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse } from '../test/house.ts';
import { type SimulatorProcess, startSimulator } from '../test/simulator-process.ts';

const error = {
  code: 'UserErrorGuestAgentStatusUnavailable',
  message: 'The VM agent is not reporting.',
  recommendations: ['Start the VM agent.'],
};
let azure: SimulatorProcess;
let house: House;

beforeAll(async () => {
  azure = await startSimulator(
    {
      vaults: [
        {
          name: 'vault-weu-prod',
          policies: [{ name: 'daily' }],
          items: [
            { name: 'vm-sql-03', policy: 'daily' },
            { name: 'vm-legacy-07', policy: 'daily', behaviour: { backup: { ends: 'Failed', error } } },
          ],
        },
      ],
    },
    ['--time-scale', '20000'],
  );
  house = await openHouse({ connections: { azure: azure.connection }, egressAllow: azure.allow });
}, 30_000);
afterAll(async () => {
  await house.stop();
  await azure.stop();
});

describe('a connection with client secret', () => {
  test('tells who it is and what it sees', async () => {
    const answer = await house.services.test(house.connection('azure'), AbortSignal.timeout(20_000));
    expect(answer).toMatchObject({ ok: true, says: 'Works: 1 subscription, 1 vault.' });
    expect(answer.details.map(({ label }) => label)).toEqual(['Signed in as', 'Subscriptions', 'Vaults']);
    expect(JSON.stringify(answer)).not.toContain(String(azure.connection.clientSecret));
  });

  test('with a wrong secret says so, with the code of the sign-in', async () => {
    const wrong = { ...house.connection('azure'), revision: '2', values: { ...azure.connection, clientSecret: 'wrong' } };
    const answer = await house.services.test(wrong, AbortSignal.timeout(20_000));
    expect(answer).toMatchObject({ ok: false, says: 'Azure did not sign this connection in (AADSTS7000215).' });
    expect(answer.details).toContainEqual({
      label: 'Try',
      value: 'The client secret is wrong. Copy the value of the secret, not its ID, or make a new one.',
    });
  });

  test('is not trusted to lead inside the house without permission', async () => {
    const closed = await openHouse({ connections: { azure: azure.connection } });
    try {
      expect(await closed.services.test(closed.connection('azure'), AbortSignal.timeout(20_000))).toMatchObject({
        ok: false,
        says: expect.stringContaining('may not be called'),
      });
    } finally {
      await closed.stop();
    }
  });
});

describe('a flow', () => {
  test('backs up, waits, and is done', async () => {
    const run = await house.start([
      { id: 'backUp', type: 'azure-backup.backup-now', params: { vault: 'vault-weu-prod', item: 'vm-sql-03' } },
      { id: 'finished', type: 'azure-backup.wait-for-job', params: { vault: 'vault-weu-prod', job: '{{ steps.backUp.jobId }}' } },
      { id: 'points', type: 'azure-backup.list-recovery-points', params: { item: '{{ steps.backUp.itemId }}' } },
    ]);
    const end = await house.ended(run);
    expect(end.run).toMatchObject({ status: 'succeeded' });
    expect(await end.output('finished')).toMatchObject({ status: 'Completed', itemName: 'vm-sql-03', activityId: expect.any(String) });
    expect(await end.output('points')).toMatchObject({ items: [{ kind: 'AppConsistent' }] });
  });

  test('whose backup fails ends with the code, the words and the advice of Azure', async () => {
    const run = await house.start([
      { id: 'backUp', type: 'azure-backup.backup-now', params: { item: 'vm-legacy-07' } },
      { id: 'finished', type: 'azure-backup.wait-for-job', params: { vault: 'vault-weu-prod', job: '{{ steps.backUp.jobId }}' } },
    ]);
    const end = await house.ended(run);
    expect(end.run.status).toBe('failed');
    expect((await end.step('finished')).error).toMatchObject({
      code: 'azure_job_failed',
      message: 'Backup of vm-legacy-07 failed.',
      cause: error.message,
      azure: { code: error.code },
      advice: [...error.recommendations, 'Check that the VM is running and that its guest agent reports as ready.'],
      requestId: expect.any(String),
    });
  });
});
