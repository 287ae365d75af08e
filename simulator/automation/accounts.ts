// Automation accounts, their hybrid worker groups and workers, their variables: seen and, for variables, written.
import { findGroup, findSubscription } from '../backup/lookups.ts';
import { variableRequest } from '../requests/automation.ts';
import { checkBody } from '../requests/check.ts';
import { resourceKey } from '../state/keys.ts';
import type { Json } from '../state/model.ts';
import { type Answer, notFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import type { AutomationAccount, AutomationVariable, WorkerGroup } from './model.ts';

export const time = (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00');

export const accountKey = (a: AutomationAccount) => resourceKey(a.subscription, a.resourceGroup, a.name);
export const automationId = (a: AutomationAccount) =>
  `/subscriptions/${a.subscription}/resourceGroups/${a.resourceGroup}/providers/Microsoft.Automation/automationAccounts/${a.name}`;

const view = (account: AutomationAccount): Json => ({
  id: automationId(account),
  name: account.name,
  type: 'Microsoft.Automation/AutomationAccounts',
  location: account.location,
  tags: account.tags,
  properties: { sku: { name: 'Basic' }, state: 'Ok', creationTime: time(account.createdAt), lastModifiedTime: time(account.createdAt) },
});

const list = (call: Call): Answer => {
  const gone = call.params.group === undefined ? findSubscription(call) : findGroup(call);
  if (gone) return gone;
  const group = call.params.group?.toLowerCase();
  const accounts = call.store
    .list('automationAccount', param(call, 'sub').toLowerCase())
    .map(({ doc }) => doc)
    .filter((account) => group === undefined || account.resourceGroup.toLowerCase() === group);
  return page(call, accounts, view);
};

export function withAccount(call: Call, answer: (account: AutomationAccount) => Answer): Answer {
  const gone = findGroup(call);
  if (gone) return gone;
  const account = call.store.get('automationAccount', resourceKey(param(call, 'sub'), param(call, 'group'), param(call, 'account')));
  return account ? answer(account) : notFound(`Microsoft.Automation/automationAccounts/${param(call, 'account')}`, param(call, 'group'));
}

export const partKey = (account: AutomationAccount, name: string) => `${accountKey(account)}|${name}`.toLowerCase();

const groupView = (account: AutomationAccount, group: WorkerGroup): Json => ({
  id: `${automationId(account)}/hybridRunbookWorkerGroups/${group.name}`,
  name: group.name,
  type: 'Microsoft.Automation/AutomationAccounts/HybridRunbookWorkerGroups',
  properties: { groupType: 'User' },
});

const workerView = (call: Call, account: AutomationAccount, group: WorkerGroup, machine: string): Json => ({
  id: `${automationId(account)}/hybridRunbookWorkerGroups/${group.name}/hybridRunbookWorkers/${machine.split('/').at(-1)}`,
  name: machine.split('/').at(-1),
  type: 'Microsoft.Automation/AutomationAccounts/HybridRunbookWorkerGroups/HybridRunbookWorkers',
  properties: {
    ip: '',
    registeredDateTime: time(group.createdAt),
    lastSeenDateTime: time(call.at),
    vmResourceId: machine,
    workerType: 'HybridV2',
    workerName: machine.split('/').at(-1),
  },
});

const groups = (call: Call): Answer =>
  withAccount(call, (account) =>
    page(
      call,
      call.store.list('workerGroup', accountKey(account)).map(({ doc }) => doc),
      (group) => groupView(account, group),
    ),
  );

const withGroup = (call: Call, answer: (account: AutomationAccount, group: WorkerGroup) => Answer): Answer =>
  withAccount(call, (account) => {
    const group = call.store.get('workerGroup', partKey(account, param(call, 'worker')));
    return group ? answer(account, group) : notFound(`hybridRunbookWorkerGroups/${param(call, 'worker')}`, param(call, 'group'));
  });

const variableView = (account: AutomationAccount, variable: AutomationVariable): Json => ({
  id: `${automationId(account)}/variables/${variable.name}`,
  name: variable.name,
  type: 'Microsoft.Automation/AutomationAccounts/Variables',
  properties: {
    // What is encrypted is never read back.
    ...(variable.encrypted ? {} : { value: variable.value }),
    isEncrypted: variable.encrypted,
    description: variable.description,
    creationTime: time(variable.createdAt),
    lastModifiedTime: time(variable.createdAt),
  },
});

const putVariable = (call: Call): Answer =>
  withAccount(call, (account) => {
    const checked = checkBody(variableRequest, call.body);
    if ('refused' in checked) return checked.refused;
    const { properties } = checked.value;
    const key = partKey(account, param(call, 'variable'));
    const old = call.store.get('automationVariable', key);
    const variable: AutomationVariable = {
      account: accountKey(account),
      name: param(call, 'variable'),
      value: properties.value ?? old?.value ?? '',
      encrypted: old?.encrypted ?? properties.isEncrypted ?? false,
      description: properties.description ?? '',
      createdAt: old?.createdAt ?? call.at,
    };
    call.store.put('automationVariable', key, variable, { parent: accountKey(account) });
    return { status: old ? 200 : 201, body: variableView(account, variable) };
  });

const S = '/subscriptions/{sub}';
const G = `${S}/resourceGroups/{group}`;
const type = 'providers/Microsoft.Automation/automationAccounts';
export const A = `${G}/${type}/{account}`;
const W = `${A}/hybridRunbookWorkerGroups`;

export const automationAccountRoutes: Route[] = [
  route('GET', `${S}/${type}`, list),
  route('GET', `${G}/${type}`, list),
  route('GET', A, (call) => withAccount(call, (account) => ok(view(account)))),
  route('GET', W, groups),
  route('GET', `${W}/{worker}`, (call) => withGroup(call, (account, group) => ok(groupView(account, group)))),
  route('GET', `${W}/{worker}/hybridRunbookWorkers`, (call) =>
    withGroup(call, (account, group) => page(call, group.machines, (machine) => workerView(call, account, group, machine))),
  ),
  route('GET', `${A}/variables`, (call) =>
    withAccount(call, (account) =>
      page(
        call,
        call.store.list('automationVariable', accountKey(account)).map(({ doc }) => doc),
        (variable) => variableView(account, variable),
      ),
    ),
  ),
  route('GET', `${A}/variables/{variable}`, (call) =>
    withAccount(call, (account) => {
      const variable = call.store.get('automationVariable', partKey(account, param(call, 'variable')));
      return variable ? ok(variableView(account, variable)) : notFound(`variables/${param(call, 'variable')}`, param(call, 'group'));
    }),
  ),
  route('PUT', `${A}/variables/{variable}`, putVariable),
];
