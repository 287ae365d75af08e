import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../kit/json.ts';
import { arcMachine, marsEstate, vmMachine } from '../example-estate.ts';
import { getPolicy, setPolicy } from '../scripts/policies.ts';
import { restore } from '../scripts/recovery.ts';
import { scriptOf } from '../scripts/script.ts';
import { setPassphrase } from '../scripts/settings.ts';
import { simulated } from '../test/simulated.ts';
import type { MarsCall } from './contract.ts';
import { recoverOnMachine, requestOf, resumeOnMachine } from './run.ts';
import { lookAtCommand, placeOf, startCommand } from './run-command.ts';

const key = '0f8fad5b-d9cb-469f-a165-70867728950e';
const callOf = (more: Partial<MarsCall> = {}): MarsCall => ({
  operation: getPolicy,
  request: requestOf({ what: 'files' }),
  secrets: {},
  variables: {},
  key,
  limitSeconds: 600,
  ...more,
});
const onVm = { where: 'azureVm', machine: vmMachine } as const;
const properties = (body: Json) => (body as unknown as { properties: JsonObject }).properties;
const stored = async (world: ReturnType<typeof simulated>, name = key) =>
  properties(
    (
      await world.azure.arm({
        method: 'GET',
        path: `${vmMachine}/runCommands/vaultflow-${name}?$expand=instanceView`,
        apiVersion: '2024-03-01',
      })
    ).body,
  );

describe('what goes to the machine', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "'; Remove-Item C:\\ -Recurse; '",
      '$(Stop-Computer)',
      '`n',
      '"; exit 1 #',
      "@'\n'@",
      '$\u007benv:Path}',
      '\u2019 \u201c',
      '@@/VF@@',
      '\0',
    ),
  );

  test('values never become part of the script, whatever they hold', async () => {
    const world = simulated(marsEstate());
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (source, destination) => {
        const own = crypto.randomUUID();
        const request = requestOf({
          source,
          destination,
          paths: [{ path: source, isFolder: false }],
          overwrite: 'Skip',
          time: '',
          server: '',
          wait: false,
        });
        await startCommand(world.azure, onVm, callOf({ operation: restore, request, key: own }));
        const sent = await stored(world, own);
        expect(sent.source).toEqual({ script: scriptOf(restore) });
        const [parameter] = sent.parameters as unknown as { name: string; value: string }[];
        expect(parameter?.value).toMatch(/^[A-Za-z0-9+/]+=*$/);
        const read = JSON.parse(Buffer.from(parameter?.value ?? '', 'base64').toString('utf8'));
        expect(read).toMatchObject({ source, destination });
        await world.azure.arm({ method: 'DELETE', path: `${vmMachine}/runCommands/vaultflow-${own}`, apiVersion: '2024-03-01' });
      }),
      { numRuns: 60 },
    );
  });

  test('secrets are protected parameters, and Azure never gives them back', async () => {
    const world = simulated(marsEstate());
    const secret = 'a passphrase that nobody may read';
    const seen: JsonObject[] = [];
    const azure = {
      ...world.azure,
      arm: (request: Parameters<typeof world.azure.arm>[0]) => {
        if (request.method === 'PUT') seen.push(request.body as JsonObject);
        return world.azure.arm(request);
      },
    };
    await startCommand(azure, onVm, callOf({ operation: setPassphrase, request: requestOf({}), secrets: { Passphrase: secret as never } }));
    expect(properties(seen[0] as Json).protectedParameters).toEqual([{ name: 'Passphrase', value: secret }]);
    expect(JSON.stringify(await stored(world))).not.toContain(secret);
  });
});

describe('after a crash', () => {
  test('a command that was never sent did not happen, one that was is taken up', async () => {
    const world = simulated(marsEstate());
    const reach = { azure: world.azure as never, ssh: null as never };
    expect(await recoverOnMachine(reach, onVm, callOf())).toBe('didNot');
    await startCommand(world.azure, onVm, callOf());
    const recovered = await recoverOnMachine(reach, onVm, callOf());
    expect(recovered).toMatchObject({ happened: { wait: { state: { place: { way: 'runCommand' } } } } });
    world.clock.pass(60);
    const state = (recovered as unknown as { happened: { wait: { state: Json } } }).happened.wait.state;
    const outcome = await resumeOnMachine(reach, state, ({ data }) => ({ port: 'done', data }));
    expect(outcome).toMatchObject({ port: 'done', data: { policy: { state: 'Valid' } } });
  });

  test('over SSH nobody can tell', async () => {
    expect(await recoverOnMachine({ azure: null as never, ssh: null as never }, { where: 'ssh' }, callOf())).toBe('unknown');
  });
});

describe('on the machine', () => {
  test('it waits while the script runs and gives up with the machine’s own time-out', async () => {
    const world = simulated(marsEstate());
    await startCommand(world.azure, onVm, callOf({ limitSeconds: 60 }));
    const place = placeOf(onVm, key) as never;
    expect(await lookAtCommand(world.azure, place)).toMatchObject({ over: false });
    world.clock.pass(30);
    expect(await lookAtCommand(world.azure, place)).toMatchObject({ over: true, output: expect.stringContaining('@@VF@@') });
  });

  test('what ended is cleared away before a machine is full of it', async () => {
    const world = simulated(marsEstate());
    for (let index = 0; index < 30; index++) {
      await startCommand(world.azure, onVm, callOf({ key: crypto.randomUUID() }));
      world.clock.pass(60);
    }
    const { body } = await world.azure.arm({ method: 'GET', path: `${vmMachine}/runCommands`, apiVersion: '2024-03-01' });
    expect((body as unknown as { value: unknown[] }).value.length).toBeLessThanOrEqual(14);
  });

  test('commands of other people are left alone', async () => {
    const world = simulated(marsEstate());
    const other = `${vmMachine}/runCommands/nightly-patch`;
    await world.azure.arm({
      method: 'PUT',
      path: other,
      apiVersion: '2024-03-01',
      body: { location: 'westeurope', properties: { source: { script: "Write-Output 'patched'" } } },
    });
    for (let index = 0; index < 16; index++) {
      await startCommand(world.azure, onVm, callOf({ key: crypto.randomUUID() }));
      world.clock.pass(60);
    }
    const { body } = await world.azure.arm({ method: 'GET', path: `${other}?$expand=instanceView`, apiVersion: '2024-03-01' });
    expect(properties(body).instanceView).toMatchObject({ executionState: 'Succeeded', output: 'patched' });
  });

  test('a policy that was set is the one that is read, also on an Arc machine', async () => {
    const world = simulated(marsEstate());
    const onArc = { where: 'arc', machine: arcMachine } as const;
    const wanted = {
      what: 'files',
      include: [{ path: 'E:\\Büro', recursive: true }],
      exclude: [],
      schedule: { days: ['Monday'], times: ['06:30'] },
      retention: { days: 9 },
    };
    await startCommand(world.azure, onArc, callOf({ operation: setPolicy, request: requestOf(wanted) }));
    world.clock.pass(60);
    const second = crypto.randomUUID();
    await startCommand(world.azure, onArc, callOf({ key: second }));
    world.clock.pass(60);
    const seen = await lookAtCommand(world.azure, placeOf(onArc, second) as never);
    expect(seen).toMatchObject({ over: true, output: expect.stringContaining('B\\u00fcro') });
  });
});
