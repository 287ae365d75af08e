// The generic list of resources, any one of them, and the resource providers.
import { findGroup, findSubscription } from '../backup/lookups.ts';
import type { Json } from '../state/model.ts';
import { type Answer, invalidInput, notFound, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { inventory, type Resource } from './inventory.ts';

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
  'Microsoft.Authorization',
  'Microsoft.KeyVault',
  'Microsoft.OperationalInsights',
  'Microsoft.Insights',
  'Microsoft.AlertsManagement',
  'Microsoft.Automation',
  'Microsoft.HybridCompute',
  'Microsoft.DataProtection',
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

/** Resources that have no file of their own here are shown as the inventory knows them. */
const getResource = (call: Call): Answer => {
  const gone = findGroup(call);
  if (gone) return gone;
  const type = `${param(call, 'namespace')}/${param(call, 'type')}`;
  const found = inventory(call, param(call, 'sub')).find(
    (one) =>
      one.type.toLowerCase() === type.toLowerCase() &&
      one.name.toLowerCase() === param(call, 'name').toLowerCase() &&
      one.resourceGroup.toLowerCase() === param(call, 'group').toLowerCase(),
  );
  if (!found) return notFound(`${type}/${param(call, 'name')}`, param(call, 'group'));
  const { id, name, location, tags, properties } = found;
  return ok({ id, name, type: found.type, location, tags, properties });
};

const listOfType = (call: Call): Answer => {
  const gone = call.params.group === undefined ? findSubscription(call) : findGroup(call);
  if (gone) return gone;
  const type = `${param(call, 'namespace')}/${param(call, 'type')}`.toLowerCase();
  if (!shown.includes(type))
    return refuse(
      404,
      'InvalidResourceType',
      `The resource type could not be found in the namespace '${param(call, 'namespace')}' for api version '${call.apiVersion}'.`,
    );
  const group = call.params.group?.toLowerCase();
  const found = inventory(call, param(call, 'sub')).filter(
    (one) => one.type.toLowerCase() === type && (group === undefined || one.resourceGroup.toLowerCase() === group),
  );
  return page(call, found, ({ id, name, type: written, location, tags, properties }) => ({
    id,
    name,
    type: written,
    location,
    tags,
    properties,
  }));
};

const shown = [
  'microsoft.keyvault/vaults',
  'microsoft.operationalinsights/workspaces',
  // Types that choices ask for and that an estate does not hold: there are none of them.
  'microsoft.network/virtualnetworks',
  'microsoft.network/privateendpoints',
  'microsoft.managedidentity/userassignedidentities',
];

const S = '/subscriptions/{sub}';
const G = `${S}/resourceGroups/{group}`;

export const resourceRoutes: Route[] = [
  route('GET', `${S}/resources`, listResources),
  route('GET', `${G}/resources`, listResources),
  route('GET', `${S}/providers`, (call) => findSubscription(call) ?? ok({ value: namespaces.map((one) => provider(call, one)) })),
  route('GET', `${S}/providers/{namespace}`, getProvider),
  route('POST', `${S}/providers/{namespace}/register`, getProvider),
  route('GET', `${S}/providers/{namespace}/{type}`, listOfType),
  route('GET', `${G}/providers/{namespace}/{type}`, listOfType),
  route('GET', `${G}/providers/{namespace}/{type}/{name}`, getResource),
];
