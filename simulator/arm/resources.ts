// Resource groups, the generic list of resources, providers, and what the signed-in application may do (everything).
import { findGroup, findSubscription } from '../backup/lookups.ts';
import { groupRequest } from '../requests/arm.ts';
import { checkBody } from '../requests/check.ts';
import { groupKey } from '../state/keys.ts';
import type { Json, ResourceGroup } from '../state/model.ts';
import { type Answer, invalidInput, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { inventory, type Resource } from './inventory.ts';

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

/** The generic list knows `resourceType eq '…'`, `tagName eq '…'` and `and tagValue eq '…'`. */
function genericFilter(text: string | undefined): ((resource: Resource) => boolean) | null {
  if (!text) return () => true;
  const type = /^\s*resourceType eq '([^']+)'\s*$/i.exec(text)?.[1]?.toLowerCase();
  if (type) return (resource) => resource.type.toLowerCase() === type;
  const tag = /^\s*tagName eq '([^']+)'(?: and tagValue eq '([^']*)')?\s*$/i.exec(text);
  if (!tag) return null;
  return ({ tags }) =>
    Object.entries(tags).some(
      ([name, value]) => name.toLowerCase() === tag[1]?.toLowerCase() && (tag[2] === undefined || value === tag[2]),
    );
}

const generic = ({ id, name, type, location, tags }: Resource): Json => ({ id, name, type, location, tags });

const listResources = (call: Call): Answer => {
  const gone = call.params.group === undefined ? findSubscription(call) : findGroup(call);
  if (gone) return gone;
  const test = genericFilter(call.query.$filter);
  if (!test) return invalidInput('$filter');
  const group = call.params.group?.toLowerCase();
  const found = inventory(call, param(call, 'sub')).filter(
    (one) => test(one) && (group === undefined || one.resourceGroup.toLowerCase() === group),
  );
  return page(call, found, generic);
};

const namespaces = [
  'Microsoft.RecoveryServices',
  'Microsoft.Compute',
  'Microsoft.Storage',
  'Microsoft.Resources',
  'Microsoft.ResourceGraph',
];
const provider = (call: Call, namespace: string): Json => ({
  id: `/subscriptions/${param(call, 'sub')}/providers/${namespace}`,
  namespace,
  registrationState: 'Registered',
  registrationPolicy: 'RegistrationRequired',
  resourceTypes: [],
});

const getProvider = (call: Call): Answer => {
  const namespace = namespaces.find((one) => one.toLowerCase() === param(call, 'namespace').toLowerCase());
  if (namespace) return ok(provider(call, namespace));
  return refuse(404, 'InvalidResourceNamespace', `The resource namespace '${param(call, 'namespace')}' is invalid.`);
};

const permissions = (call: Call): Answer =>
  findSubscription(call) ?? ok({ value: [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }] });

const S = '/subscriptions/{sub}';
const G = `${S}/resourceGroups/{group}`;
const P = 'providers/Microsoft.Authorization/permissions';

export const resourceRoutes: Route[] = [
  route('GET', `${S}/resourceGroups`, listGroups),
  route('GET', G, getGroup),
  route('HEAD', G, headGroup),
  route('PUT', G, putGroup),
  route('GET', `${S}/resources`, listResources),
  route('GET', `${G}/resources`, listResources),
  route('GET', `${S}/providers`, (call) => findSubscription(call) ?? ok({ value: namespaces.map((one) => provider(call, one)) })),
  route('GET', `${S}/providers/{namespace}`, getProvider),
  route('POST', `${S}/providers/{namespace}/register`, getProvider),
  route('GET', `${S}/${P}`, permissions),
  route('GET', `${G}/${P}`, (call) => findGroup(call) ?? permissions(call)),
  route('GET', `${G}/providers/{namespace}/{type}/{name}/${P}`, (call) => findGroup(call) ?? permissions(call)),
];
