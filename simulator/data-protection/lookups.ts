// Finds what a path of a Backup vault names, or the refusal that the service gives instead.
import { type Answer, isAnswer, notFound, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { backupVaultKey, childKey, keyOfBackupVault } from './keys.ts';
import type { BackupInstance, BackupVault, DataPolicy } from './model.ts';

export const S = '/subscriptions/{sub}';
export const G = `${S}/resourceGroups/{group}`;
export const P = 'providers/Microsoft.DataProtection';
export const V = `${G}/${P}/backupVaults/{vault}`;
export const I = `${V}/backupInstances/{instance}`;

export const dataError = (status: number, code: string, message: string): Answer => refuse(status, code, message, { target: '' });

const findVault = (call: Call): BackupVault | Answer =>
  call.store.get('backupVault', backupVaultKey(param(call, 'sub'), param(call, 'group'), param(call, 'vault'))) ??
  notFound(`Microsoft.DataProtection/backupVaults/${param(call, 'vault')}`, param(call, 'group'));

export const inVault = (method: string, pattern: string, handler: (call: Call, vault: BackupVault) => Answer): Route =>
  route(method, pattern, (call) => {
    const vault = findVault(call);
    return isAnswer(vault) ? vault : handler(call, vault);
  });

export function findInstance(call: Call, vault: BackupVault, deleted = false): BackupInstance | null {
  const found = call.store.get('backupInstance', childKey(keyOfBackupVault(vault), param(call, 'instance')));
  return found && (found.deleted !== null) === deleted ? found : null;
}

export const ofInstance = (
  method: string,
  pattern: string,
  handler: (call: Call, vault: BackupVault, instance: BackupInstance) => Answer,
  deleted = false,
): Route =>
  inVault(method, pattern, (call, vault) => {
    const found = findInstance(call, vault, deleted);
    return found
      ? handler(call, vault, found)
      : dataError(
          404,
          'BackupInstanceNotFound',
          `The backup instance '${param(call, 'instance')}' was not found in vault '${vault.name}'.`,
        );
  });

/** The policy that an id names, if it is one of this vault. */
export function policyOfId(call: Call, vault: BackupVault, id: string): DataPolicy | null {
  const name = /\/backupPolicies\/([^/]+)$/i.exec(id)?.[1] ?? '';
  return call.store.get('dataPolicy', childKey(keyOfBackupVault(vault), name));
}
