// Resource groups: list, get, make, change, delete. Deleting one takes everything in it along, unless a vault still holds
// backup data; then nothing is deleted.
import { findGroup, findSubscription } from '../backup/lookups.ts';
import { groupPatch, groupRequest } from '../requests/arm.ts';
import { checkBody } from '../requests/check.ts';
import { groupKey, keyOfVault } from '../state/keys.ts';
import type { Json, ResourceGroup } from '../state/model.ts';
import { type Answer, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { inventory } from './inventory.ts';
import { acceptOperation } from './operations.ts';

const view = (group: ResourceGroup): Json => ({
  id: `/subscriptions/${group.subscription}/resourceGroups/${group.name}`,
  name: group.name,
  type: 'Microsoft.Resources/resourceGroups',
  location: group.location,
  tags: group.tags,
  properties: { provisioningState: 'Succeeded' },
});

const listGroups = (call: Call): Answer => {
  const gone = findSubscription(call);
  return gone ?? page(call, call.store.list('resourceGroup', param(call, 'sub').toLowerCase()), ({ doc }) => view(doc));
};

const keyOf = (call: Call) => groupKey(param(call, 'sub'), param(call, 'group'));

const getGroup = (call: Call): Answer => {
  const group = call.store.get('resourceGroup', keyOf(call));
  return group ? ok(view(group)) : (findGroup(call) ?? ok({}));
};

const headGroup = (call: Call): Answer => ({ status: call.store.get('resourceGroup', keyOf(call)) ? 204 : 404 });

const putGroup = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const checked = checkBody(groupRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const old = call.store.get('resourceGroup', keyOf(call));
  const location = checked.value.location.replaceAll(' ', '').toLowerCase();
  const name = param(call, 'group');
  if (old && old.location !== location) {
    const message = `Invalid resource group location '${location}'. The Resource group already exists in location '${old.location}'.`;
    return refuse(409, 'InvalidResourceGroupLocation', message);
  }
  const group: ResourceGroup = { subscription: param(call, 'sub'), name: old?.name ?? name, location, tags: checked.value.tags ?? {} };
  call.store.put('resourceGroup', keyOf(call), group, { parent: group.subscription.toLowerCase() });
  return { status: old ? 200 : 201, body: view(group) };
};

const patchGroup = (call: Call): Answer => {
  const group = call.store.get('resourceGroup', keyOf(call));
  if (!group) return findGroup(call) ?? ok({});
  const checked = checkBody(groupPatch, call.body);
  if ('refused' in checked) return checked.refused;
  const next = { ...group, tags: checked.value.tags ?? group.tags };
  call.store.put('resourceGroup', keyOf(call), next);
  return ok(view(next));
};

const kinds = ['vault', 'machine', 'storageAccount', 'keyVault', 'workspace'] as const;

const deleteGroup = (call: Call): Answer => {
  const gone = findGroup(call);
  if (gone) return gone;
  const name = param(call, 'group').toLowerCase();
  const within = <K extends (typeof kinds)[number]>(kind: K) =>
    call.store.list(kind, param(call, 'sub').toLowerCase()).filter(({ doc }) => doc.resourceGroup.toLowerCase() === name);
  const held = within('vault').filter(
    ({ doc }) => call.store.count('item', keyOfVault(doc)) + call.store.count('container', keyOfVault(doc)) > 0,
  );
  if (held.length > 0) {
    const ids = inventory(call, param(call, 'sub')).filter((one) =>
      held.some(({ doc }) => one.name === doc.name && one.type.endsWith('/vaults')),
    );
    const message = `Deletion of resource group '${param(call, 'group')}' failed as resources with identifiers '${ids.map(({ id }) => id.replace(/^.*\/providers\//, '')).join(',')}' could not be deleted. The provisioning state of the resource group will be rolled back. The tracking Id is '${call.newId()}'. Please check audit logs for more details.`;
    return acceptOperation(call, { seconds: 60, error: { code: 'ResourceGroupDeletionBlocked', message } });
  }
  for (const kind of kinds) for (const { key } of within(kind)) call.store.remove(kind, key);
  call.store.remove('resourceGroup', keyOf(call));
  return acceptOperation(call, { seconds: 120 });
};

const S = '/subscriptions/{sub}';
const G = `${S}/resourceGroups/{group}`;

export const groupRoutes: Route[] = [
  route('GET', `${S}/resourceGroups`, listGroups),
  route('GET', G, getGroup),
  route('HEAD', G, headGroup),
  route('PUT', G, putGroup),
  route('PATCH', G, patchGroup),
  route('DELETE', G, deleteGroup),
];
