// Storage accounts and their file shares, as far as choosing a target needs them.
import { findGroup, findSubscription } from '../backup/lookups.ts';
import { accountId, resourceKey } from '../state/keys.ts';
import type { Json, StorageAccount } from '../state/model.ts';
import { type Answer, notFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';

const keyOf = (call: Call) => resourceKey(param(call, 'sub'), param(call, 'group'), param(call, 'name'));

const accountView = (account: StorageAccount): Json => ({
  id: accountId(account),
  name: account.name,
  type: 'Microsoft.Storage/storageAccounts',
  location: account.location,
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS', tier: 'Standard' },
  tags: account.tags,
  properties: {
    provisioningState: 'Succeeded',
    primaryLocation: account.location,
    statusOfPrimary: 'available',
    primaryEndpoints: { blob: `https://${account.name}.blob.core.windows.net/`, file: `https://${account.name}.file.core.windows.net/` },
  },
});

const listAccounts = (call: Call): Answer => {
  const gone = call.params.group === undefined ? findSubscription(call) : findGroup(call);
  if (gone) return gone;
  const group = call.params.group?.toLowerCase();
  const accounts = call.store
    .list('storageAccount', param(call, 'sub').toLowerCase())
    .map(({ doc }) => doc)
    .filter((account) => group === undefined || account.resourceGroup.toLowerCase() === group);
  return page(call, accounts, accountView);
};

function withAccount(call: Call, answer: (account: StorageAccount) => Answer): Answer {
  const gone = findGroup(call);
  if (gone) return gone;
  const account = call.store.get('storageAccount', keyOf(call));
  return account ? answer(account) : notFound(`Microsoft.Storage/storageAccounts/${param(call, 'name')}`, param(call, 'group'));
}

const shares = (call: Call): Answer =>
  withAccount(call, (account) =>
    page(call, account.shares, (name) => ({
      id: `${accountId(account)}/fileServices/default/shares/${name}`,
      name,
      type: 'Microsoft.Storage/storageAccounts/fileServices/shares',
      properties: { shareQuota: 5120, enabledProtocols: 'SMB', leaseStatus: 'unlocked' },
    })),
  );

const S = '/subscriptions/{sub}';
const G = `${S}/resourceGroups/{group}`;
const accounts = 'providers/Microsoft.Storage/storageAccounts';

export const storageAccountRoutes: Route[] = [
  route('GET', `${S}/${accounts}`, listAccounts),
  route('GET', `${G}/${accounts}`, listAccounts),
  route('GET', `${G}/${accounts}/{name}`, (call) => withAccount(call, (account) => ok(accountView(account)))),
  route('GET', `${G}/${accounts}/{name}/fileServices/default/shares`, shares),
];
