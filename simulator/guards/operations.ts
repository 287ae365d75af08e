// The critical operations of a Recovery Services vault that a Resource Guard can protect, and the kind of request that asks
// its consent. The first four are always protected; the rest can be excluded. One list, for guards and for enforcement.

export interface GuardedOperation {
  /** As the guard and the vault's mapping name it. */
  operation: string;
  /** Child of the guard that a caller names in resourceGuardOperationRequests. */
  request: string;
  mandatory: boolean;
}

const rs = 'Microsoft.RecoveryServices/vaults';

export const guardedOperations = {
  removeGuard: { operation: `${rs}/backupResourceGuardProxies/delete`, request: 'deleteResourceGuardProxyRequests', mandatory: true },
  disableSoftDelete: { operation: `${rs}/backupconfig/write`, request: 'disableSoftDeleteRequests', mandatory: true },
  deleteItem: {
    operation: `${rs}/backupFabrics/protectionContainers/protectedItems/delete`,
    request: 'deleteProtectedItemRequests',
    mandatory: false,
  },
  changeItem: {
    operation: `${rs}/backupFabrics/protectionContainers/protectedItems/write`,
    request: 'updateProtectedItemRequests',
    mandatory: false,
  },
  changePolicy: { operation: `${rs}/backupPolicies/write`, request: 'updateProtectionPolicyRequests', mandatory: false },
  securityPin: { operation: `${rs}/backupSecurityPIN/action`, request: 'getBackupSecurityPINRequests', mandatory: false },
} as const satisfies Record<string, GuardedOperation>;

export type GuardedName = keyof typeof guardedOperations;

/** What a guard protects: everything but what it excludes. */
export const protectedBy = (excluded: readonly string[]): GuardedOperation[] =>
  Object.values(guardedOperations).filter(
    ({ operation, mandatory }) => mandatory || !excluded.some((one) => one.toLowerCase() === operation.toLowerCase()),
  );
