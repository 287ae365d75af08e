import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { routes } from '../routes.ts';
import { accountPath, signedIn, vaultPath, vmId } from '../test/in-process.ts';

const given = estate({
  vaults: [{ name: 'v1', items: [{ name: 'vm-1', points: { count: 1, ids: ['1'] } }] }],
  machines: [{ name: 'vm-ü', resourceGroup: 'rg-ä' }],
  storageAccounts: [{ name: 'st1', shares: ['a'] }],
});

const known: Record<string, string[]> = {
  sub: ['0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6'],
  group: ['rg-backup', 'rg-storage', 'rg-ä'],
  vault: ['v1'],
  fabric: ['Azure'],
  container: [
    'IaasVMContainer;iaasvmcontainerv2;rg-backup;vm-1',
    'IaasVMContainer;iaasvmcontainerv2;rg-ä;vm-ü',
    'StorageContainer;Storage;rg-storage;st1',
  ],
  item: ['VM;iaasvmcontainerv2;rg-backup;vm-1', 'VM;iaasvmcontainerv2;rg-ä;vm-ü'],
  point: ['1'],
  policy: ['DefaultPolicy'],
};

const value = (name: string) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...(known[name] ?? ['x'])) }, { weight: 1, arbitrary: fc.string({ minLength: 1 }) });
const path = (pattern: string) =>
  fc
    .tuple(...pattern.split('/').map((segment) => (segment.startsWith('{') ? value(segment.slice(1, -1)) : fc.constant(segment))))
    .map((segments) => segments.map((segment) => encodeURIComponent(segment)).join('/'));

const words = fc.constantFrom<unknown>(
  'IaasVMBackupRequest',
  'IaasVMRestoreRequest',
  'RestoreDisks',
  'AlternateLocation',
  'Microsoft.Compute/virtualMachines',
  'AzureIaasVM',
  'ProtectionStopped',
  'StorageContainer',
  'AzureStorage',
  'westeurope',
  `${vaultPath('v1')}/backupPolicies/DefaultPolicy`,
  vmId('vm-1'),
  vmId('vm-ü', 'rg-ä'),
  accountPath('st1'),
  true,
  1,
);
const names = [
  'objectType',
  'protectedItemType',
  'policyId',
  'sourceResourceId',
  'protectionState',
  'isRehydrate',
  'recoveryType',
  'region',
  'storageAccountId',
  'containerType',
  'backupManagementType',
];
const properties = fc.dictionary(fc.constantFrom(...names), fc.oneof(words, fc.jsonValue({ maxDepth: 1 })));
const body = fc.oneof(
  fc.record({ properties, location: fc.constant('westeurope') }).map((one) => JSON.stringify(one)),
  properties.map((one) => JSON.stringify({ properties: one })),
  fc.jsonValue({ maxDepth: 2 }).map((one) => JSON.stringify(one)),
  fc.string(),
  fc.constant(''),
);
const filter = fc.oneof(
  fc.constant(''),
  fc.string(),
  fc
    .tuple(fc.constantFrom('status', 'backupManagementType', 'startTime', 'itemType'), fc.string())
    .map(([name, text]) => `${name} eq '${text}'`),
);

test('whatever is asked of any route, the answer is Azure’s: never a defect, a refusal always with code and message', async () => {
  const world = signedIn({ estate: given });
  const authorization = `Bearer ${await world.token()}`;
  const request = fc
    .constantFrom(...routes)
    .chain((route) => fc.record({ method: fc.constant(route.method), path: path(route.pattern), body, filter }));
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path: where, body: text, filter: asked }) => {
      const url = new URL(`https://management.azure.com${where}`);
      url.searchParams.set('api-version', '2023-06-01');
      if (asked) url.searchParams.set('$filter', asked);
      const bare = method === 'GET' || method === 'HEAD';
      const response = await world.simulator.handle(
        new Request(url, { method, headers: { authorization }, ...(bare || text === '' ? {} : { body: text }) }),
      );
      statuses.add(response.status);
      expect(response.status).toBeLessThan(500);
      if (response.status < 400 || method === 'HEAD') return;
      const { error } = await response.json();
      expect(error).toMatchObject({ code: expect.stringMatching(/^\w+$/), message: expect.stringMatching(/./) });
    }),
    { numRuns: 3000 },
  );
  for (const status of [200, 202, 400, 404]) expect(statuses).toContain(status);
});
