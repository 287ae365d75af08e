import { describe, expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { signedIn } from '../test/in-process.ts';

const group = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-workloads/providers/Microsoft.Compute';
const vm = `${group}/virtualMachines/vm-1`;
const disk = `${group}/disks/vm-1_OsDisk_1`;
const world = () =>
  signedIn({
    estate: estate({
      machines: [
        { name: 'vm-1', dataDisks: 1 },
        { name: 'vm-off', power: 'deallocated' },
      ],
    }),
    timeScale: 1,
  });
type World = ReturnType<typeof world>;

const power = async ({ raw }: World, id = vm) =>
  (await raw('GET', `${id}/instanceView`)).body.statuses
    .map(({ code }: { code: string }) => code)
    .find((code: string) => code.startsWith('PowerState/'));

/** Follows what a 202 names until it is over; answers with the last status. */
async function through(inside: World, answer: Awaited<ReturnType<World['raw']>>) {
  expect(answer.status).toBe(202);
  const link = new URL(answer.headers.get('azure-asyncoperation') ?? '');
  expect((await inside.raw('GET', link.href)).body.status).toBe('InProgress');
  inside.clock.pass(120);
  return (await inside.raw('GET', link.href)).body;
}

const command = (script: string, more = {}) => ({ location: 'westeurope', properties: { source: { script }, ...more } });

describe('virtual machines', () => {
  test('are deallocated, started and restarted, as operations that take their time', async () => {
    const inside = world();
    expect((await through(inside, await inside.raw('POST', `${vm}/deallocate`))).status).toBe('Succeeded');
    expect(await power(inside)).toBe('PowerState/deallocated');
    expect((await through(inside, await inside.raw('POST', `${vm}/start`))).status).toBe('Succeeded');
    expect(await power(inside)).toBe('PowerState/running');
    expect((await inside.raw('POST', `${group}/virtualMachines/vm-off/restart`)).body.error.code).toBe('OperationNotAllowed');
    expect((await inside.raw('POST', `${group}/virtualMachines/nobody/start`)).body.error.code).toBe('ResourceNotFound');
  });

  test('run a script at once, with its output in the operation’s result', async () => {
    const inside = world();
    const answer = await inside.raw('POST', `${vm}/runCommand`, {
      commandId: 'RunPowerShellScript',
      script: ["Write-Output 'hello'", 'hostname'],
    });
    const done = await through(inside, answer);
    expect(done.properties.output.value[0]).toMatchObject({ code: 'ComponentStatus/StdOut/succeeded', message: 'hello\nvm-1' });
  });
});

describe('run commands that are resources', () => {
  test('run, end, and show their output only when asked', async () => {
    const inside = world();
    const put = await inside.raw('PUT', `${vm}/runCommands/a`, command("Write-Output 'hello'\nexit 3", { timeoutInSeconds: 60 }));
    expect(put.status).toBe(201);
    expect((await inside.raw('GET', `${vm}/runCommands/a?$expand=instanceView`)).body.properties.instanceView.executionState).toBe(
      'Running',
    );
    inside.clock.pass(30);
    expect((await inside.raw('GET', `${vm}/runCommands/a`)).body.properties.instanceView).toBeUndefined();
    expect((await inside.raw('GET', `${vm}/runCommands/a?$expand=instanceView`)).body.properties.instanceView).toMatchObject({
      executionState: 'Failed',
      exitCode: 3,
      output: 'hello',
    });
  });

  test('never show what was protected', async () => {
    const inside = world();
    const put = await inside.raw(
      'PUT',
      `${vm}/runCommands/a`,
      command('hostname', { protectedParameters: [{ name: 'P', value: 'hidden value' }] }),
    );
    expect(put.text + (await inside.raw('GET', `${vm}/runCommands/a?$expand=instanceView`)).text).not.toContain('hidden value');
  });

  test('of output only the last 4 KB is shown', async () => {
    const inside = world();
    await inside.raw('PUT', `${vm}/runCommands/a`, command(`Write-Output '${'x'.repeat(6_000)}end'`));
    inside.clock.pass(30);
    const { output } = (await inside.raw('GET', `${vm}/runCommands/a?$expand=instanceView`)).body.properties.instanceView;
    expect(output).toHaveLength(4_096);
    expect(output.endsWith('end')).toBe(true);
  });

  test('a machine holds 25 of them, and they can be deleted', async () => {
    const inside = world();
    for (let index = 0; index < 25; index++) await inside.raw('PUT', `${vm}/runCommands/c${index}`, command('hostname'));
    expect((await inside.raw('PUT', `${vm}/runCommands/more`, command('hostname'))).body.error.code).toBe('OperationNotAllowed');
    expect((await inside.raw('DELETE', `${vm}/runCommands/c0`)).status).toBe(202);
    expect((await inside.raw('PUT', `${vm}/runCommands/more`, command('hostname'))).status).toBe(201);
    expect((await inside.raw('DELETE', `${vm}/runCommands/c0`)).status).toBe(204);
  });

  test('a machine that is off takes none; what the specification does not know is refused', async () => {
    const inside = world();
    expect((await inside.raw('PUT', `${group}/virtualMachines/vm-off/runCommands/a`, command('hostname'))).status).toBe(409);
    expect((await inside.raw('PUT', `${vm}/runCommands/a`, command('hostname', { asynchronous: true }))).status).toBe(400);
  });
});

describe('snapshots', () => {
  test('are made of a disk, listed and deleted', async () => {
    const inside = world();
    const body = {
      location: 'westeurope',
      properties: { creationData: { createOption: 'Copy', sourceResourceId: disk }, incremental: true },
    };
    expect((await through(inside, await inside.raw('PUT', `${group}/snapshots/before-patch`, body))).status).toBe('Succeeded');
    expect((await inside.raw('GET', `${group}/snapshots/before-patch`)).body.properties).toMatchObject({
      diskSizeGB: 127,
      incremental: true,
      osType: 'Windows',
    });
    expect((await inside.raw('GET', `${group}/snapshots`)).body.value).toHaveLength(1);
    expect((await through(inside, await inside.raw('DELETE', `${group}/snapshots/before-patch`))).status).toBe('Succeeded');
    expect((await inside.raw('GET', `${group}/snapshots/before-patch`)).status).toBe(404);
  });

  test('of a disk that does not exist, or in another region, are refused', async () => {
    const inside = world();
    const of = (sourceResourceId: string, location = 'westeurope') => ({
      location,
      properties: { creationData: { createOption: 'Copy', sourceResourceId } },
    });
    expect((await inside.raw('PUT', `${group}/snapshots/s`, of(`${group}/disks/none`))).status).toBe(404);
    expect((await inside.raw('PUT', `${group}/snapshots/s`, of(disk, 'northeurope'))).body.error.target).toBe('location');
  });

  test('disks belong to their machines', async () => {
    const { body } = await world().raw('GET', `${group}/disks`);
    expect(body.value.filter(({ managedBy }: { managedBy: string }) => managedBy === vm)).toHaveLength(2);
  });
});
