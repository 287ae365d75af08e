// Recovery Services vaults: lists by subscription and by resource group, one vault. Changing them is vaultChange.ts.

import { findGroup, findSubscription, V, vaultRoute } from '../backup/lookups.ts';
import { connectionsOf } from '../backup/private-endpoints.ts';
import type { Vault } from '../state/model.ts';
import { type Answer, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { vaultView } from './vault-view.ts';

const vaultsOf = (call: Call): Vault[] => call.store.list('vault', param(call, 'sub').toLowerCase()).map(({ doc }) => doc);

const ofSubscription = (call: Call): Answer =>
  findSubscription(call) ?? page(call, vaultsOf(call), (vault) => vaultView(vault, connectionsOf(call, vault)));

const ofGroup = (call: Call): Answer => {
  const group = param(call, 'group').toLowerCase();
  return (
    findGroup(call) ??
    page(
      call,
      vaultsOf(call).filter((vault) => vault.resourceGroup.toLowerCase() === group),
      (vault) => vaultView(vault, connectionsOf(call, vault)),
    )
  );
};

export const vaultRoutes: Route[] = [
  route('GET', '/subscriptions/{sub}/providers/Microsoft.RecoveryServices/vaults', ofSubscription),
  route('GET', '/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.RecoveryServices/vaults', ofGroup),
  vaultRoute('GET', V, (call, vault) => ok(vaultView(vault, connectionsOf(call, vault)))),
];
