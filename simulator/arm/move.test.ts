// A vault on its way to another resource group: everything in it is found under its new id, its neighbours are not touched.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { signedIn, vaultPath } from '../test/in-process.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const points = { count: 2, newest: '-PT8H' };
const world = () =>
  signedIn({
    estate: estate({
      resourceGroups: [{ name: 'rg-new' }],
      resourceGuards: [{ name: 'guard' }],
      vaults: [
        {
          name: 'v1',
          resourceGuard: 'guard',
          policies: [{ name: 'daily' }],
          items: [{ name: 'vm-a', policy: 'daily', points }],
          jobs: [{ item: 'vm-a' }],
        },
        { name: 'v10', policies: [{ name: 'daily' }], items: [{ name: 'vm-b', policy: 'daily', points }] },
        { name: 'v-private', privateEndpoints: [{ name: 'pe.1' }] },
      ],
    }),
  });
type World = ReturnType<typeof world>;

const move = ({ raw }: World, name: string, group = 'rg-new') =>
  raw('POST', `${home}/resourceGroups/rg-backup/moveResources?api-version=2021-04-01`, {
    resources: [vaultPath(name)],
    targetResourceGroup: `${home}/resourceGroups/${group}`,
  });

/** All that a vault shows, without the place it is in. */
async function contents({ raw }: World, vault: string): Promise<string> {
  const parts = [];
  for (const path of ['', '/backupPolicies', '/backupProtectedItems', '/backupJobs', '/backupResourceGuardProxies']) {
    const { body } = await raw('GET', `${vault}${path}`);
    parts.push(body);
    for (const { id } of path === '/backupProtectedItems' ? body.value : []) parts.push((await raw('GET', `${id}/recoveryPoints`)).body);
  }
  return JSON.stringify(parts)
    .replaceAll(/(resourceGroups\/)rg-(backup|new)(\/providers\/Microsoft.RecoveryServices)/gi, '$1*$3')
    .replaceAll(/"etag":"[^"]*"/g, '');
}

test('everything moves along, a vault whose name begins the same stays', async () => {
  const here = world();
  const [before, neighbour] = [await contents(here, vaultPath('v1')), await contents(here, vaultPath('v10'))];
  expect(before).toContain('vm-a');
  const accepted = await move(here, 'v1');
  expect(accepted.status).toBe(202);
  const place = accepted.headers.get('location') ?? '';
  expect((await here.raw('GET', place)).status).toBe(202);
  here.clock.pass(90);
  expect((await here.raw('GET', place)).status).toBe(200);
  expect(await contents(here, vaultPath('v1', 'rg-new'))).toBe(before);
  expect(await contents(here, vaultPath('v10'))).toBe(neighbour);
  expect((await here.raw('GET', vaultPath('v1'))).status).toBe(404);
  const { body } = await here.raw('GET', `${home}/resourceGroups/rg-new/providers/Microsoft.RecoveryServices/vaults`);
  expect(body.value.map(({ name }: { name: string }) => name)).toEqual(['v1']);
});

test('what cannot move is told before anything is accepted', async () => {
  const here = world();
  const refusal = async (answer: Promise<{ status: number; body: { error: { code: string } } }>) => {
    const { status, body } = await answer;
    return `${status} ${body.error.code}`;
  };
  expect(await refusal(move(here, 'v-private'))).toBe('409 ResourceMoveProviderValidationFailed');
  expect(await refusal(move(here, 'v1', 'rg-none'))).toBe('404 ResourceGroupNotFound');
  expect(await refusal(move(here, 'v-none'))).toBe('404 ResourceNotFound');
  expect(await refusal(move(here, 'v1', 'rg-backup'))).toBe('409 ResourceMoveProviderValidationFailed');
  const vm = `${home}/resourceGroups/rg-backup/providers/Microsoft.Compute/virtualMachines/vm-a`;
  const wrong = { resources: [vm], targetResourceGroup: `${home}/resourceGroups/rg-new` };
  const path = `${home}/resourceGroups/rg-backup/moveResources?api-version=2021-04-01`;
  expect(await refusal(here.raw('POST', path, wrong))).toBe('409 ResourceMoveNotSupported');
  expect(await refusal(here.raw('POST', path, { resources: [] }))).toMatch(/^400 /);
});
