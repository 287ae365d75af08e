// What the simulator says about its practice estate, of every kind of item and in every state, is valid by the published
// specification when quirks are off, and deviates where the real service does when they are on. Needs AZURE_SPECS.
import { beforeAll, describe, expect, test } from 'vitest';
import { signedIn } from '../../simulator/test/in-process.ts';
import { specs, swaggers } from '../../simulator/test/spec.ts';
import { type Judge, judgeOf } from '../../simulator/test/validator.ts';

const weu = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults';
const vaults = [`${weu}/vault-weu-prod`, `${weu}/vault-weu-dev`, `${weu.replace('rg-backup', 'rg-backup-dr')}/vault-neu-dr`];
const types = ['AzureIaasVM', 'AzureStorage', 'AzureWorkload', 'MAB'];
const filter = (text: string) => `?$filter=${encodeURIComponent(text)}`;

let judge: Judge;
beforeAll(async () => {
  if (specs) judge = await judgeOf([swaggers.backup, swaggers.vaults]);
});

function watched(options: Parameters<typeof signedIn>[0] = {}) {
  const world = signedIn(options);
  const ask = async (method: string, path: string, body?: unknown, version = '2023-06-01') => {
    const url = `${path}${path.includes('?') ? '&' : '?'}api-version=${version}`;
    const answer = await world.raw(method, url, body);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const found = await judge.pair({
      method,
      url: `https://management.azure.com${url}`,
      body: text,
      status: answer.status,
      answer: answer.text,
    });
    return { ...answer, objections: found.map((one) => `${method} ${path}: ${one}`) };
  };
  return { ...world, ask };
}

describe.runIf(specs)('answers about the practice estate', () => {
  test('items of every kind, alone and in lists, with their recovery points', async () => {
    const { ask } = watched();
    const found: string[] = [];
    const kinds = new Set<string>();
    for (const vault of vaults) {
      const list = await ask('GET', `${vault}/backupProtectedItems`);
      found.push(...list.objections);
      for (const item of list.body.value) {
        const id = encodeURI(item.id);
        kinds.add(item.properties.protectedItemType);
        found.push(...(await ask('GET', `${id}${filter("expand eq 'extendedinfo'")}`)).objections);
        const points = await ask('GET', `${id}/recoveryPoints`);
        found.push(...points.objections);
        found.push(...(await ask('GET', `${id}/recoveryPoints/${points.body.value[0].name}`)).objections);
      }
    }
    expect([...new Set(found)]).toEqual([]);
    expect(kinds.size).toBe(5);
  });

  test('jobs of every kind and state, policies, containers, what is protectable, configurations', async () => {
    const { ask, clock } = watched();
    const found: string[] = [];
    const shapes = new Set<string>();
    // The nightly backups of this night are under way.
    clock.pass(12 * 3600 + 200);
    for (const vault of vaults) {
      const jobs = await ask('GET', `${vault}/backupJobs`);
      found.push(...jobs.objections);
      for (const job of jobs.body.value) {
        const shape = `${job.properties.jobType} ${job.properties.operation} ${job.properties.status}`;
        if (shapes.has(shape)) continue;
        shapes.add(shape);
        found.push(...(await ask('GET', `${vault}/backupJobs/${job.name}`)).objections);
      }
      for (const path of ['backupPolicies', 'backupProtectableItems', 'backupUsageSummaries', 'backupProtectionIntents', 'backupEngines']) {
        found.push(...(await ask('GET', `${vault}/${path}`)).objections);
      }
      for (const type of types) {
        const wanted = filter(`backupManagementType eq '${type}'`);
        const containers = await ask('GET', `${vault}/backupProtectionContainers${wanted}`);
        found.push(...containers.objections);
        found.push(...(await ask('GET', `${vault}/backupFabrics/Azure/protectableContainers${wanted}`)).objections);
        for (const container of containers.body.value) {
          found.push(...(await ask('GET', encodeURI(container.id))).objections);
          if (type === 'AzureWorkload') found.push(...(await ask('GET', `${encodeURI(container.id)}/items`)).objections);
        }
      }
      found.push(...(await ask('GET', `${vault}/backupconfig/vaultconfig`)).objections);
      found.push(...(await ask('GET', `${vault}/backupstorageconfig/vaultstorageconfig`)).objections);
      found.push(...(await ask('GET', vault, undefined, '2024-04-01')).objections);
    }
    expect([...new Set(found)]).toEqual([]);
    expect([...shapes].filter((shape) => shape.includes('InProgress')).length).toBeGreaterThanOrEqual(3);
    expect([...shapes].filter((shape) => shape.includes('Failed')).length).toBeGreaterThanOrEqual(3);
  });

  test('vaults are listed, made, changed and refused as the specification of 2024-04-01 says', async () => {
    const { ask } = watched();
    const fresh = `${weu}/vault-fresh`;
    const version = '2024-04-01';
    const made = await ask(
      'PUT',
      fresh,
      { location: 'West Europe', sku: { name: 'Standard' }, properties: { publicNetworkAccess: 'Enabled' } },
      version,
    );
    const answers = [
      await ask(
        'GET',
        '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/providers/Microsoft.RecoveryServices/vaults',
        undefined,
        version,
      ),
      await ask('GET', weu, undefined, version),
      made,
      await ask('PATCH', fresh, { tags: { env: 'test' }, properties: { redundancySettings: { crossRegionRestore: 'Enabled' } } }, version),
      await ask('DELETE', vaults[0] ?? '', undefined, version),
      await ask('DELETE', fresh, undefined, version),
      await ask('GET', fresh, undefined, version),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 201, 200, 400, 204, 404]);
    expect(answers.flatMap(({ objections }) => objections)).toEqual([]);
  });

  test('refusals have the documented shape', async () => {
    const { ask } = watched();
    const [vault = ''] = vaults;
    const answers = [
      await ask('GET', `${vault}/backupProtectionContainers`),
      await ask('GET', `${vault}/backupJobs/00000000-0000-4000-8000-000000000000`),
      await ask('GET', `${vault}/backupProtectedItems${filter("nonsense eq 'x'")}`),
      await ask('DELETE', `${vault}/backupPolicies/Gold-VM`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 400, 400]);
    expect(answers.flatMap(({ objections }) => objections)).toEqual([]);
  });

  test('the judge does object: quirks mode shows the deviations of the real service', async () => {
    const { ask } = watched({ quirks: true });
    const [vault = ''] = vaults;
    const list = await ask('GET', `${vault}/backupProtectedItems${filter("itemType eq 'VM'")}`);
    const points = await ask('GET', `${encodeURI(list.body.value[0].id)}/recoveryPoints`);
    expect(points.objections.join()).toContain('recoveryPointTierDetails');
    const jobs = await ask('GET', `${vault}/backupJobs`);
    expect(jobs.objections.join()).toMatch(/actionsInfo/);
  });
});
