import { afterEach, describe, expect, test } from 'vitest';
import { openHouse } from '../../server/services/test/house.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { estate } from '../kit/estate.ts';
import { flowSchema } from '../kit/flow.ts';
import type { Json, JsonObject } from '../kit/json.ts';
import { connectionKindOf, describeNodeType } from '../kit/node-type-json.ts';
import { problems } from '../kit/problems.ts';
import backupNow from './backup-now.ts';
import { arcMachine, automationAccount, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import overview from './overview.ts';
import removePolicy from './remove-policy.ts';
import restoreFiles from './restore-files.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function house() {
  const simulator = createSimulator({
    file: ':memory:',
    estate: estate(marsEstate([], { marsAgents: [{ machine: 'srv-bare-01' }] })),
    timeScale: 600,
  });
  const opened = await openHouse({ practice: simulator });
  closing.push(
    () => simulator.close(),
    () => opened.stop(),
  );
  return { ...opened, simulator };
}

describe('a secret of a MARS step', () => {
  test('reaches the machine as a protected parameter and is written down nowhere', async () => {
    const { start, ended, secrets, simulator, journal } = await house();
    const passphrase = 'a passphrase that stays out of sight';
    const { runCommands } = watched(simulator);
    const inputs = { passphrase: secrets.keep('passphrase', passphrase) as unknown as Json };
    const run = await start(
      [
        {
          id: 'set',
          type: 'mars.register-server',
          params: {
            machine: vmMachine,
            by: 'file',
            credentialsFile: 'C:\\x',
            vaultName: 'vault-branch',
            passphrase: '{{ inputs.passphrase }}',
          },
        },
      ],
      { inputs },
    );
    const end = await ended(run);
    expect(end.run.status).toBe('succeeded');
    expect(await end.output('set')).toMatchObject({ passphraseSet: true });
    const [command] = runCommands() as { properties: { protectedParameters: { name: string; value: string }[]; parameters: Json } }[];
    expect(command?.properties.protectedParameters).toEqual([{ name: 'Passphrase', value: passphrase }]);
    expect(JSON.stringify(command?.properties.parameters)).not.toContain(passphrase);
    const kept = JSON.stringify([
      await journal.run(run),
      await journal.step(run, 'set'),
      await journal.output(run, 'set'),
      simulator.requests(),
    ]);
    expect(kept).not.toContain(passphrase);
  });

  test('typed as text it is refused before anything is sent', async () => {
    const { start, ended, simulator } = await house();
    const run = await start([
      { id: 'set', type: 'mars.set-passphrase', params: { machine: bareMachine, passphrase: 'typed by hand, long enough' } },
    ]);
    expect((await (await ended(run)).step('set')).error).toMatchObject({ code: 'param_invalid' });
    expect(simulator.requests({ method: 'PUT' })).toEqual([]);
  });
});

/** Bodies of the run commands that the simulator was sent, as they came over the wire. */
function watched(simulator: ReturnType<typeof createSimulator>) {
  const bodies: Json[] = [];
  const handle = simulator.handle;
  simulator.handle = async (request) => {
    if (request.method === 'PUT' && /\/runCommands\//.test(request.url)) bodies.push((await request.clone().json()) as JsonObject);
    return handle(request);
  };
  return { runCommands: () => bodies };
}

describe('what a MARS node tells before it runs', () => {
  const flowWith = (params: JsonObject, connection: string) =>
    flowSchema.parse({
      format: 1,
      name: 'Test',
      connections: [
        { name: 'azure', kind: 'azure' },
        { name: 'branch', kind: 'ssh' },
      ],
      nodes: [{ id: 'backUp', type: 'mars.backup-now', position: { x: 0, y: 0 }, connection, params }],
      edges: [],
    });
  const slotProblems = (params: JsonObject, connection: string) =>
    problems(flowWith(params, connection), () => describeNodeType(backupNow)).filter(({ code }) => code === 'slot_unknown');

  test('over SSH it wants an SSH connection, else an Azure one', () => {
    expect(connectionKindOf(describeNodeType(backupNow), { where: 'ssh' })).toBe('ssh');
    expect(connectionKindOf(describeNodeType(backupNow), { where: 'arc' })).toBe('azure');
    expect(slotProblems({ where: 'ssh' }, 'branch')).toEqual([]);
    expect(slotProblems({ where: 'ssh' }, 'azure')).toHaveLength(1);
    expect(slotProblems({}, 'azure')).toEqual([]);
  });

  test('what loses data says so: by its params, and at its strongest', () => {
    const effect = (type: typeof backupNow, params: object) => (typeof type.effect === 'function' ? type.effect(params) : type.effect);
    expect(effect(removePolicy, { deleteBackups: false })).toBe('write');
    expect(effect(removePolicy, { deleteBackups: true })).toBe('destroy');
    expect(effect(restoreFiles, { overwrite: 'Overwrite' })).toBe('destroy');
    expect(describeNodeType(removePolicy).effect).toBe('destroy');
    expect(describeNodeType(overview)).toMatchObject({ effect: 'write', effectByParam: true });
  });
});

describe('the lists behind its form', () => {
  test('are of the kind that the way needs, without Linux', async () => {
    const given = marsEstate([], { machines: [{ name: 'srv-app-01' }, { name: 'srv-lin-01', os: 'Linux' }] });
    const simulator = createSimulator({ file: ':memory:', estate: estate(given) });
    const opened = await openHouse({ practice: simulator });
    closing.push(
      () => simulator.close(),
      () => opened.stop(),
    );
    const services = opened.services.reading(opened.connection('azure'), AbortSignal.timeout(10_000));
    const listed = async (name: string, params: JsonObject, search = '') =>
      (await backupNow.choices?.[name]?.({ ...services, azure: services.azure, params, search }))?.map(({ value }) => value);
    expect(await listed('machine', {})).toEqual([vmMachine]);
    expect(await listed('machine', { where: 'arc' })).toEqual([arcMachine]);
    expect(await listed('machine', { where: 'arc' }, 'nothing like it')).toEqual([]);
    expect(await listed('automationAccount', {})).toEqual([automationAccount]);
    expect(await listed('workerGroup', { automationAccount })).toEqual(['branch-01']);
    expect(await listed('workerGroup', {})).toEqual([]);
  });
});
