// Immutable vaults: what they refuse because it would lose recovery points before their time, and how the state may change.
// Unlocked can be taken back, Locked never. The words are those of the service, its misspelling included.
import type { Vault } from '../state/model.ts';
import { type Answer, serviceRefusal } from '../wire/answer.ts';
import { asJson } from '../wire/call.ts';

type State = 'Disabled' | 'Unlocked' | 'Locked';

export function immutabilityOf(vault: Pick<Vault, 'extra'>): State {
  const state = asJson(asJson(vault.extra.securitySettings).immutabilitySettings).state;
  return state === 'Unlocked' || state === 'Locked' ? state : 'Disabled';
}

export const isImmutable = (vault: Pick<Vault, 'extra'>) => immutabilityOf(vault) !== 'Disabled';

export const deniedOnImmutable = (target: string) =>
  serviceRefusal(
    400,
    'UserErrorOperationDeniedOnImmutableItem',
    'The Vault and Bakcup Item is in Immutable state where destructive operations are not supported. The Vault and Backup Item is immutable, hence operation is denied. Refer to the documentation to learn more: https://aka.ms/AB-ImmutableVaults-States ',
    target,
  );

/** Locking is the second step after unlocked immutability, and the last. */
export function stateChangeProblem(before: State, after: State): Answer | null {
  if (before === after) return null;
  if (before !== 'Locked' && !(before === 'Disabled' && after === 'Locked')) return null;
  const message =
    before === 'Locked'
      ? 'The immutable vault property for this vault is locked, hence, this setting cannot be disabled. The vault has its immutable vault property enabled and locked, and it can no longer be reverted to a non-immutable vault. Refer to the documentation to learn more: https://aka.ms/AB-ImmutableVaults-States '
      : 'The immutable vault property cannot be locked before it is enabled. Enable immutability first, then lock it. Refer to the documentation to learn more: https://aka.ms/AB-ImmutableVaults-States ';
  return serviceRefusal(400, 'UserErrorUnsupportedVaultImmutabilityStateChange', message, 'immutabilitySettings');
}
