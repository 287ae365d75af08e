// How a policy looks on the wire: its properties as they were put, with the count of its items.
import { keyOfVault, policyId } from '../state/keys.ts';
import type { Json, Policy, Vault } from '../state/model.ts';
import type { World } from '../wire/call.ts';

/** Items under the policy; soft-deleted ones have none. */
export const itemsUnder = (world: Pick<World, 'store'>, vault: Vault, name: string) =>
  world.store
    .list('item', keyOfVault(vault))
    .filter(({ doc }) => doc.policy?.toLowerCase() === name.toLowerCase())
    .map(({ doc }) => doc);

export const policyView = (world: Pick<World, 'store'>, vault: Vault, policy: Policy): Json => ({
  id: policyId(vault, policy),
  name: policy.name,
  type: 'Microsoft.RecoveryServices/vaults/backupPolicies',
  properties: { ...policy.properties, protectedItemsCount: itemsUnder(world, vault, policy.name).length },
});
