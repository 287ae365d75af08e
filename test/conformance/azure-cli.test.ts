// Microsoft's own command line as a client that nobody here wrote: it signs in to the simulator over TLS and manages backups. What
// it does to one machine our steps do to its twin, and both must stand the same afterwards. Needs `az` (Debian: azure-cli).
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, type Node, openHouse } from '../../server/services/test/house.ts';
import { type SimulatorProcess, startSimulator } from '../../server/services/test/simulator-process.ts';

const found = (() => {
  try {
    execFileSync('az', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const run = promisify(execFile);
const vault = 'vault-weu-prod';
const tasks = ['backup', 'policy', 'stop', 'delete', 'restore'] as const;
const twins = tasks.flatMap((task) => [`az-${task}`, `us-${task}`]);

let folder: string;
let azure: SimulatorProcess;
let house: House;
const environment = () => ({
  ...process.env,
  AZURE_CONFIG_DIR: join(folder, 'config'),
  REQUESTS_CA_BUNDLE: join(folder, 'ca.pem'),
  AZURE_CORE_COLLECT_TELEMETRY: '0',
  AZURE_CORE_ONLY_SHOW_ERRORS: '1',
});

/** What a command says, as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: whatever az prints
async function az(...words: string[]): Promise<any> {
  const { stdout } = await run('az', [...words, '-o', 'json'], { env: environment(), timeout: 60_000 });
  return stdout.trim() === '' ? null : JSON.parse(stdout);
}
const inVault = ['-g', 'rg-backup', '-v', vault];
const vm = (name: string) => ['-c', name, '-i', name, '--backup-management-type', 'AzureIaasVM'];

async function us(...nodes: Node[]): Promise<void> {
  const { run: ended } = await house.ended(await house.start(nodes), 60_000);
  expect(ended.error).toBeNull();
}

/** How a machine stands, as az reads it: names of the twins made equal, moments and numbers of their own left out. */
async function stands(name: string): Promise<unknown> {
  const { properties } = await az('backup', 'item', 'show', ...inVault, '-c', name, '-n', name, '--backup-management-type', 'AzureIaasVM');
  const own = /(time|date|dataid|remaining|recoverypoint|^extendedinfo$)/i;
  const kept = Object.fromEntries(Object.entries(properties).filter(([key]) => !own.test(key)));
  return JSON.parse(JSON.stringify(kept).replaceAll(/(az|us)-/g, ''));
}

describe.runIf(found)('az', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vaultflow-az-'));
    azure = await startSimulator(
      {
        vaults: [
          {
            name: vault,
            policies: [{ name: 'daily' }, { name: 'gold' }],
            items: twins.map((name) => ({ name, policy: 'daily', points: { count: 2 } })),
          },
        ],
        storageAccounts: [{ name: 'ststaging' }],
      },
      ['--time-scale', '5000'],
    );
    house = await openHouse({
      connections: { azure: azure.connection },
      egressAllow: azure.allow,
      watchPace: { firstMs: 100, minMs: 100, maxMs: 500 },
    });
    writeFileSync(join(folder, 'ca.pem'), String(azure.connection.ca));
    const { origin, connection } = azure;
    await az(
      'cloud',
      'register',
      '-n',
      'Here',
      '--endpoint-resource-manager',
      origin,
      '--endpoint-management',
      origin,
      '--endpoint-active-directory',
      `${origin}/adfs`,
      '--endpoint-active-directory-resource-id',
      'https://management.azure.com/',
      '--endpoint-active-directory-graph-resource-id',
      origin,
      '--suffix-keyvault-dns',
      '.vault.test',
      '--suffix-storage-endpoint',
      'core.test',
    );
    await az('cloud', 'set', '-n', 'Here');
    await az('login', '--service-principal', '-u', String(connection.clientId), '-p', String(connection.clientSecret), '--tenant', 'adfs');
  }, 120_000);
  afterAll(async () => {
    await house?.stop();
    await azure?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('lists vaults, items, containers, policies and jobs', async () => {
    expect((await az('backup', 'vault', 'list')).map((one: { name: string }) => one.name)).toEqual([vault]);
    expect(await az('backup', 'item', 'list', ...inVault)).toHaveLength(twins.length);
    expect(await az('backup', 'container', 'list', ...inVault, '--backup-management-type', 'AzureIaasVM')).toHaveLength(twins.length);
    expect((await az('backup', 'policy', 'list', ...inVault)).map((one: { name: string }) => one.name)).toEqual(
      expect.arrayContaining(['daily', 'gold']),
    );
    expect(Array.isArray(await az('backup', 'job', 'list', ...inVault))).toBe(true);
  });

  test('backs up now and waits, as our steps do', async () => {
    const job = await az(
      'backup',
      'protection',
      'backup-now',
      ...inVault,
      ...vm('az-backup'),
      '--retain-until',
      '01-12-2030',
      '--workload-type',
      'VM',
    );
    await az('backup', 'job', 'wait', ...inVault, '-n', job.name, '--timeout', '60');
    expect((await az('backup', 'job', 'show', ...inVault, '-n', job.name)).properties).toMatchObject({
      operation: 'Backup',
      status: 'Completed',
    });
    await us(
      { id: 'backUp', type: 'azure-backup.backup-now', params: { vault, item: 'us-backup' } },
      { id: 'done', type: 'azure-backup.wait-for-job', params: { vault, job: '{{ steps.backUp.jobId }}' } },
    );
    expect(await stands('az-backup')).toEqual(await stands('us-backup'));
    const points = async (name: string) => (await az('backup', 'recoverypoint', 'list', ...inVault, ...vm(name))).length;
    expect([await points('az-backup'), await points('us-backup')]).toEqual([3, 3]);
  });

  test('changes the policy', async () => {
    await az(
      'backup',
      'item',
      'set-policy',
      ...inVault,
      '-c',
      'az-policy',
      '-n',
      'az-policy',
      '--policy-name',
      'gold',
      '--backup-management-type',
      'AzureIaasVM',
      '--workload-type',
      'VM',
    );
    await us({ id: 'change', type: 'azure-backup.change-policy', params: { vault, item: 'us-policy', policy: 'gold' } });
    expect(await stands('az-policy')).toEqual(await stands('us-policy'));
  });

  test('stops protection and keeps the data', async () => {
    await az('backup', 'protection', 'disable', ...inVault, ...vm('az-stop'), '--yes');
    await us({ id: 'stop', type: 'azure-backup.stop-protection', params: { vault, item: 'us-stop' } });
    expect(await stands('az-stop')).toEqual(await stands('us-stop'));
  });

  test('deletes the data into soft delete, and brings it back', async () => {
    await az('backup', 'protection', 'disable', ...inVault, ...vm('az-delete'), '--delete-backup-data', 'true', '--yes');
    await us({ id: 'stop', type: 'azure-backup.stop-protection', params: { vault, item: 'us-delete', data: 'delete' } });
    expect(await stands('az-delete')).toMatchObject({ isScheduledForDeferredDelete: true });
    expect(await stands('az-delete')).toEqual(await stands('us-delete'));
    await az('backup', 'protection', 'undelete', ...inVault, ...vm('az-delete'), '--workload-type', 'VM');
    await us({ id: 'back', type: 'azure-backup.undelete', params: { vault, item: 'us-delete' } });
    await expect.poll(async () => await stands('az-delete'), { timeout: 20_000 }).toEqual(await stands('us-delete'));
  });

  test('restores disks', async () => {
    const [point] = await az('backup', 'recoverypoint', 'list', ...inVault, ...vm('az-restore'));
    const storage = `/subscriptions/${azure.connection.subscriptionIds}/resourceGroups/rg-storage/providers/Microsoft.Storage/storageAccounts/ststaging`;
    const job = await az(
      'backup',
      'restore',
      'restore-disks',
      ...inVault,
      '-c',
      'az-restore',
      '-i',
      'az-restore',
      '--rp-name',
      point.name,
      '--storage-account',
      storage,
      '--target-resource-group',
      'rg-storage',
    );
    await az('backup', 'job', 'wait', ...inVault, '-n', job.name, '--timeout', '60');
    await us(
      { id: 'points', type: 'azure-backup.list-recovery-points', params: { item: 'us-restore', vault } },
      {
        id: 'restore',
        type: 'azure-backup.restore-disks',
        params: {
          item: 'us-restore',
          recoveryPoint: '{{ steps.points.items[0].id }}',
          storageAccount: 'ststaging',
          targetResourceGroup: 'rg-storage',
        },
      },
      { id: 'done', type: 'azure-backup.wait-for-job', params: { vault, job: '{{ steps.restore.jobId }}' } },
    );
    const restores = (await az('backup', 'job', 'list', ...inVault, '--operation', 'Restore')) as {
      properties: { status: string; entityFriendlyName: string };
    }[];
    expect(restores.map(({ properties }) => `${properties.entityFriendlyName} ${properties.status}`).sort()).toEqual([
      'az-restore Completed',
      'us-restore Completed',
    ]);
    expect(await stands('az-restore')).toEqual(await stands('us-restore'));
  });
});
