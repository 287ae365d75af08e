// Microsoft.Resources/tags: the tags of a subscription's resource or resource group, read and changed by themselves, whatever the
// resource is.
import { findGroup } from '../backup/lookups.ts';
import { tagsRequest } from '../requests/authorization.ts';
import { checkBody } from '../requests/check.ts';
import { groupKey, resourceKey } from '../state/keys.ts';
import type { Json } from '../state/model.ts';
import { type Answer, notFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';

const kindOf: Record<string, 'machine' | 'vault' | 'storageAccount' | 'keyVault' | 'workspace'> = {
  'microsoft.compute/virtualmachines': 'machine',
  'microsoft.recoveryservices/vaults': 'vault',
  'microsoft.storage/storageaccounts': 'storageAccount',
  'microsoft.keyvault/vaults': 'keyVault',
  'microsoft.operationalinsights/workspaces': 'workspace',
};

type Tags = Record<string, string>;

/** Where the tags are kept: read them, write them. Null: there is no such resource. */
function holder(call: Call): { tags: Tags; write(tags: Tags): void } | null {
  if (call.params.name === undefined) {
    const key = groupKey(param(call, 'sub'), param(call, 'group'));
    const group = call.store.get('resourceGroup', key);
    return group && { tags: group.tags, write: (tags) => call.store.put('resourceGroup', key, { ...group, tags }) };
  }
  const kind = kindOf[`${param(call, 'namespace')}/${param(call, 'type')}`.toLowerCase()];
  if (!kind) return null;
  const key = resourceKey(param(call, 'sub'), param(call, 'group'), param(call, 'name'));
  const found = call.store.get(kind, key);
  return found && { tags: found.tags, write: (tags) => call.store.put(kind, key, { ...found, tags }) };
}

const here = '/providers/Microsoft.Resources/tags/default';

const view = (call: Call, tags: Tags): Json => ({
  id: call.path.replace(/\/providers\/Microsoft\.Resources\/tags\/default\/?$/i, here),
  name: 'default',
  type: 'Microsoft.Resources/tags',
  properties: { tags },
});

const missing = (call: Call) =>
  notFound(
    call.params.name === undefined ? param(call, 'group') : `${param(call, 'namespace')}/${param(call, 'type')}/${param(call, 'name')}`,
    param(call, 'group'),
  );

const get = (call: Call): Answer => {
  const found = holder(call);
  return found ? ok(view(call, found.tags)) : missing(call);
};

const patch = (call: Call): Answer => {
  const found = holder(call);
  if (!found) return missing(call);
  const checked = checkBody(tagsRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { operation, properties } = checked.value;
  const given = properties.tags ?? {};
  const folded = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  // Names compare without case; Delete takes a tag only with the value that was named, or any when that is empty.
  const kept = Object.entries(found.tags).filter(([name, value]) => {
    const wanted = folded.get(name.toLowerCase());
    if (operation === 'Delete') return wanted === undefined || (wanted !== '' && wanted !== value);
    return operation === 'Merge' && wanted === undefined;
  });
  const tags = { ...Object.fromEntries(kept), ...(operation === 'Delete' ? {} : given) };
  found.write(tags);
  return ok(view(call, tags));
};

const G = '/subscriptions/{sub}/resourceGroups/{group}';

export const tagRoutes: Route[] = [G, `${G}/providers/{namespace}/{type}/{name}`].flatMap((place) => [
  route('GET', `${place}${here}`, (call) => findGroup(call) ?? get(call)),
  route('PATCH', `${place}${here}`, (call) => findGroup(call) ?? patch(call)),
]);
