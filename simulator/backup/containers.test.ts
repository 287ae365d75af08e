import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { accountPath, filtered, signedIn, vaultPath, vmId } from '../test/in-process.ts';

const given = () =>
  estate({
    vaults: [
      {
        name: 'v1',
        policies: [
          { name: 'Shares', kind: 'share' },
          { name: 'Hana', kind: 'hana' },
        ],
        items: [{ name: 'vm-1' }],
      },
      { name: 'v2' },
    ],
    storageAccounts: [{ name: 'stfiles', shares: ['hr', 'finance'] }],
    machines: [
      { name: 'vm-hana', resourceGroup: 'rg-backup', databases: [{ kind: 'hana', name: 'P01', instance: 'P01' }] },
      { name: 'vm-far', location: 'northeurope' },
    ],
  });
const world = () => signedIn({ estate: given() });
type World = ReturnType<typeof world>;

const containers = (vault: string) => `${vaultPath(vault)}/backupFabrics/Azure/protectionContainers`;
const storage = 'StorageContainer;Storage;rg-storage;stfiles';
const names = async (w: World, path: string, filter: string) =>
  (await w.raw('GET', filtered(path, filter))).body.value.map(
    (one: { properties: { friendlyName: string } }) => one.properties.friendlyName,
  );
const register = (w: World, vault = 'v1') =>
  w.raw('PUT', `${containers(vault)}/${storage}`, {
    properties: { containerType: 'StorageContainer', backupManagementType: 'AzureStorage', sourceResourceId: accountPath('stfiles') },
  });

test('a storage account is found, registered, its share protected; it is released only when nothing is left', async () => {
  const w = world();
  const fabric = `${vaultPath('v1')}/backupFabrics/Azure`;
  expect(await names(w, `${fabric}/protectableContainers`, "backupManagementType eq 'AzureStorage'")).toEqual(['stfiles']);
  const accepted = await register(w);
  expect(accepted.status).toBe(202);
  const link = new URL(accepted.headers.get('location') ?? '');
  w.clock.pass(30);
  expect((await w.raw('GET', `${link.pathname}${link.search}`)).body.properties).toMatchObject({
    registrationStatus: 'Registered',
    protectedItemCount: 0,
  });
  expect(await names(w, `${fabric}/protectableContainers`, "backupManagementType eq 'AzureStorage'")).toEqual([]);

  await w.raw('POST', `${containers('v1')}/${storage}/inquire`);
  const protectable = await w.raw(
    'GET',
    filtered(`${vaultPath('v1')}/backupProtectableItems`, "backupManagementType eq 'AzureStorage' and friendlyName eq 'hr'"),
  );
  const share = protectable.body.value[0];
  const item = `${containers('v1')}/${storage}/protectedItems/${share.name}`;
  const properties = {
    protectedItemType: 'AzureFileShareProtectedItem',
    sourceResourceId: accountPath('stfiles'),
    policyId: `${vaultPath('v1')}/backupPolicies/Shares`,
  };
  expect((await w.raw('PUT', item, { properties })).status).toBe(202);
  expect(await names(w, `${vaultPath('v1')}/backupProtectableItems`, "backupManagementType eq 'AzureStorage'")).toEqual(['finance']);

  expect((await w.raw('DELETE', `${containers('v1')}/${storage}`)).body.error.code).toBe('BMSUserErrorContainerHasDatasources');
  await w.raw('DELETE', item);
  expect(await names(w, `${vaultPath('v1')}/backupDeletedProtectionContainers`, "backupManagementType eq 'AzureStorage'")).toEqual([
    'stfiles',
  ]);
  w.clock.pass(15 * 86_400);
  expect((await w.raw('DELETE', `${containers('v1')}/${storage}`)).status).toBe(202);
  expect((await w.raw('GET', `${containers('v1')}/${storage}`)).status).toBe(404);
});

test('an account belongs to one vault at a time', async () => {
  const w = world();
  await register(w);
  expect((await register(w, 'v2')).body.error.code).toBe('BMSUserErrorContainerAlreadyRegistered');
});

test('a machine with a HANA system shows its databases once registered', async () => {
  const w = world();
  const container = `${containers('v1')}/VMAppContainer;Compute;rg-backup;vm-hana`;
  const properties = {
    containerType: 'VMAppContainer',
    backupManagementType: 'AzureWorkload',
    sourceResourceId: vmId('vm-hana'),
    workloadType: 'SAPHanaDatabase',
  };
  expect((await w.raw('PUT', container, { properties })).status).toBe(202);
  expect(await names(w, `${vaultPath('v1')}/backupProtectableItems`, "backupManagementType eq 'AzureWorkload'")).toEqual(['P01', 'P01']);
  const items = (await w.raw('GET', `${container}/items`)).body.value;
  expect(items.map((one: { name: string }) => one.name)).toEqual(['SAPHanaSystem;P01', 'SAPHanaDatabase;p01;p01']);
  const item = `${container}/protectedItems/SAPHanaDatabase;p01;p01`;
  const wanted = { protectedItemType: 'AzureVmWorkloadSAPHanaDatabase', policyId: `${vaultPath('v1')}/backupPolicies/Hana` };
  expect((await w.raw('PUT', item, { properties: wanted })).status).toBe(202);
  expect((await w.raw('GET', item)).body.properties).toMatchObject({
    friendlyName: 'P01',
    parentName: 'P01',
    protectionState: 'IRPending',
  });
});

test('containers are listed only by management type; virtual machines of the region are protectable', async () => {
  const w = world();
  expect((await w.raw('GET', `${vaultPath('v1')}/backupProtectionContainers`)).body.error).toMatchObject({
    code: 'BMSUserErrorInvalidInput',
    message: 'Input provided for the call is invalid\r\nPlease check the required inputs',
  });
  expect(
    await names(
      w,
      `${vaultPath('v1')}/backupProtectionContainers`,
      "backupManagementType eq 'AzureIaasVM' and friendlyName eq 'VM-1' and status eq 'Registered'",
    ),
  ).toEqual(['vm-1']);
  expect(await names(w, `${vaultPath('v1')}/backupProtectableItems`, "backupManagementType eq 'AzureIaasVM'")).toEqual(['vm-hana']);
});

test('in quirks mode the links are as odd as those of the service, and still lead on', async () => {
  const w = signedIn({ estate: given(), quirks: true });
  await register(w);
  const answer = await w.raw('DELETE', `${containers('v1')}/${storage}`);
  const location = answer.headers.get('location') ?? '';
  expect(location).toMatch(/\/Subscriptions\/.*\?fabricName=Azure\?api-version=2023-06-01$/);
  expect(answer.headers.get('azure-asyncoperation')).toMatch(/api-version=2019-05-13-preview$/);
  w.clock.pass(30);
  const followed = await w.simulator.handle(new Request(location, { headers: { authorization: `Bearer ${await w.token()}` } }));
  expect(followed.status).toBe(204);
});
