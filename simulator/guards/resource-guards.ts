// Microsoft.DataProtection/resourceGuards: lists, one, put, tags, delete, and the request objects below a guard that name a
// consent. A guard that a vault is mapped to cannot be deleted. Whether a call has the consent is decided in backup/guard.ts.
import { findGroup, findSubscription } from '../backup/lookups.ts';
import { checkBody } from '../requests/check.ts';
import { guardPatch, guardPut } from '../requests/guard.ts';
import { guardId, resourceKey } from '../state/keys.ts';
import type { Guard, Json } from '../state/model.ts';
import { type Answer, notFound, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { guardedOperations, protectedBy } from './operations.ts';

const type = 'Microsoft.DataProtection/resourceGuards';

const view = (guard: Guard): Json => ({
  id: guardId(guard),
  name: guard.name,
  type,
  location: guard.location,
  tags: guard.tags,
  properties: {
    provisioningState: 'Succeeded',
    allowAutoApprovals: true,
    resourceGuardOperations: protectedBy(guard.excluded).map(({ operation, request }) => ({
      vaultCriticalOperation: operation,
      requestResourceType: `${type}/${request}`,
    })),
    vaultCriticalOperationExclusionList: guard.excluded,
    description: 'Please take JIT access before performing any of the critical operation',
  },
});

const keyOf = (call: Call) => resourceKey(param(call, 'sub'), param(call, 'group'), param(call, 'guard'));
const guardsOf = (call: Call) => call.store.list('guard', param(call, 'sub').toLowerCase()).map(({ doc }) => doc);

const ofSubscription = (call: Call): Answer => findSubscription(call) ?? page(call, guardsOf(call), view);

const ofGroup = (call: Call): Answer => {
  const group = param(call, 'group').toLowerCase();
  const inGroup = guardsOf(call).filter((guard) => guard.resourceGroup.toLowerCase() === group);
  return findGroup(call) ?? page(call, inGroup, view);
};

const found = (call: Call, use: (guard: Guard) => Answer): Answer => {
  const missing = findGroup(call);
  if (missing) return missing;
  const guard = call.store.get('guard', keyOf(call));
  return guard ? use(guard) : notFound(`${type}/${param(call, 'guard')}`, param(call, 'group'));
};

const keep = (call: Call, guard: Guard, status: number): Answer => {
  call.store.put('guard', keyOf(call), guard, { parent: guard.subscription.toLowerCase() });
  return { status, body: view(guard) };
};

const put = (call: Call): Answer => {
  const missing = findGroup(call);
  if (missing) return missing;
  const checked = checkBody(guardPut, call.body);
  if ('refused' in checked) return checked.refused;
  const { location, tags, properties } = checked.value;
  const old = call.store.get('guard', keyOf(call));
  const guard: Guard = {
    subscription: param(call, 'sub'),
    resourceGroup: param(call, 'group'),
    name: old?.name ?? param(call, 'guard'),
    location: location.replaceAll(' ', '').toLowerCase(),
    tags: tags ?? old?.tags ?? {},
    excluded: properties?.vaultCriticalOperationExclusionList ?? old?.excluded ?? [],
    allows: old?.allows ?? true,
  };
  const mandatory = Object.values(guardedOperations).find(
    (one) => one.mandatory && guard.excluded.some((name) => name.toLowerCase() === one.operation.toLowerCase()),
  );
  if (mandatory) return refuse(400, 'UserErrorInvalidRequestParameter', `The operation '${mandatory.operation}' cannot be excluded.`);
  return keep(call, guard, old ? 200 : 201);
};

const patch = (call: Call): Answer =>
  found(call, (guard) => {
    const checked = checkBody(guardPatch, call.body);
    return 'refused' in checked ? checked.refused : keep(call, { ...guard, tags: checked.value.tags ?? guard.tags }, 200);
  });

const remove = (call: Call): Answer => {
  const guard = call.store.get('guard', keyOf(call));
  if (!guard) return { status: 204 };
  const id = guardId(guard).toLowerCase();
  const mapped = call.store.list('guardProxy').find(({ doc }) => doc.guardId.toLowerCase() === id);
  if (mapped) {
    const vault = mapped.doc.vault.split('|').at(-1);
    return refuse(400, 'UserErrorResourceGuardInUse', `The Resource Guard protects the vault '${vault}'. Remove that mapping first.`);
  }
  call.store.remove('guard', keyOf(call));
  return { status: 200 };
};

const requestView = (guard: Guard, request: string): Json => ({
  id: `${guardId(guard)}/${request}/default`,
  name: 'default',
  type: `${type}/${request}`,
});

const requests = (request: string) => (call: Call) => found(call, (guard) => ok({ value: [requestView(guard, request)] }));
const oneRequest = (request: string) => (call: Call) =>
  found(call, (guard) =>
    param(call, 'request').toLowerCase() === 'default'
      ? ok(requestView(guard, request))
      : notFound(`${type}/${guard.name}/${request}/${param(call, 'request')}`, guard.resourceGroup),
  );

const all = '/subscriptions/{sub}/providers/Microsoft.DataProtection/resourceGuards';
const inGroup = '/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.DataProtection/resourceGuards';
const one = `${inGroup}/{guard}`;

export const resourceGuardRoutes: Route[] = [
  route('GET', all, ofSubscription),
  route('GET', inGroup, ofGroup),
  route('GET', one, (call) => found(call, (guard) => ok(view(guard)))),
  route('PUT', one, put),
  route('PATCH', one, patch),
  route('DELETE', one, remove),
  ...Object.values(guardedOperations).flatMap(({ request }) => [
    route('GET', `${one}/${request}`, requests(request)),
    route('GET', `${one}/${request}/{request}`, oneRequest(request)),
  ]),
];
