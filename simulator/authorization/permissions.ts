// What the caller may do on a scope, which roles there are, and which of them are assigned to the caller.
import { findGroup, findSubscription } from '../backup/lookups.ts';
import type { Json } from '../state/model.ts';
import { type Answer, invalidInput, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { assignments, permissionsAt } from './access.ts';
import { type BuiltInRole, builtInRoles } from './built-in-roles.ts';

const here = '/providers/Microsoft.Authorization/';
const scopeOf = (call: Call) => call.path.slice(0, call.path.toLowerCase().lastIndexOf(here.toLowerCase()));

const permissions = (call: Call): Answer => ok({ value: permissionsAt(call.store, decodeURIComponent(scopeOf(call))) });

const roleView = (call: Call, role: BuiltInRole): Json => ({
  id: `/subscriptions/${param(call, 'sub')}${here}roleDefinitions/${role.id}`,
  name: role.id,
  type: 'Microsoft.Authorization/roleDefinitions',
  properties: {
    roleName: role.name,
    type: 'BuiltInRole',
    description: role.description,
    assignableScopes: ['/'],
    permissions: role.permissions.map(({ actions = [], notActions = [], dataActions = [], notDataActions = [] }) => ({
      actions,
      notActions,
      dataActions,
      notDataActions,
    })),
    createdOn: '2015-02-02T21:55:09.8806423Z',
    updatedOn: '2023-07-10T15:09:43.5041041Z',
    createdBy: null,
    updatedBy: null,
  },
});

/** The list knows `type eq 'BuiltInRole'` and `roleName eq '…'`. */
const roles = (call: Call): Answer => {
  const filter = call.query.$filter?.trim() ?? '';
  const name = /^roleName eq '([^']*)'$/i.exec(filter)?.[1];
  if (filter !== '' && name === undefined && !/^type eq 'BuiltInRole'$/i.test(filter)) return invalidInput('$filter');
  return page(
    call,
    builtInRoles.filter((role) => name === undefined || role.name === name),
    (role) => roleView(call, role),
  );
};

const assigned = (call: Call): Answer => {
  const principalId = call.store.setting('clientId') ?? '';
  const owner = builtInRoles[0] as BuiltInRole;
  const all = assignments(call.store) ?? [{ role: owner, scope: `/subscriptions/${param(call, 'sub')}` }];
  return page(call, [...all], ({ role, scope }) => ({
    id: `${scope}${here}roleAssignments/${role.id}`,
    name: role.id,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: `/subscriptions/${param(call, 'sub')}${here}roleDefinitions/${role.id}`,
      principalId,
      principalType: 'ServicePrincipal',
      scope,
    },
  }));
};

const S = '/subscriptions/{sub}';
const G = `${S}/resourceGroups/{group}`;

export const permissionRoutes: Route[] = [
  route('GET', `${S}${here}permissions`, (call) => findSubscription(call) ?? permissions(call)),
  route('GET', `${G}${here}permissions`, (call) => findGroup(call) ?? permissions(call)),
  route('GET', `${G}/providers/{namespace}/{type}/{name}${here}permissions`, (call) => findGroup(call) ?? permissions(call)),
  route('GET', `${S}${here}roleDefinitions`, (call) => findSubscription(call) ?? roles(call)),
  route('GET', `${S}${here}roleAssignments`, (call) => findSubscription(call) ?? assigned(call)),
];
