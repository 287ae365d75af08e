// Baselines for the protection of vaults, and where a vault falls short of one. Pure: judges settings that were read.
import type { VaultSettings } from './vault.ts';

export interface Baseline {
  readonly softDelete: 'Enabled' | 'AlwaysON' | null;
  readonly softDeleteDays: number | null;
  readonly immutability: 'Unlocked' | 'Locked' | null;
  readonly redundancy: readonly string[] | null;
  readonly crossRegionRestore: boolean;
  readonly multiUserAuthorization: boolean;
  readonly privateNetwork: boolean;
  readonly customerKeys: boolean;
  readonly alerts: boolean;
}

const nothing: Baseline = {
  softDelete: null,
  softDeleteDays: null,
  immutability: null,
  redundancy: null,
  crossRegionRestore: false,
  multiUserAuthorization: false,
  privateNetwork: false,
  customerKeys: false,
  alerts: false,
};

/** `basic`: what every vault should have. `production`: against mistakes. `ransomware`: against somebody with all rights. */
export const baselines = {
  basic: { ...nothing, softDelete: 'Enabled', softDeleteDays: 14, alerts: true },
  production: {
    ...nothing,
    softDelete: 'Enabled',
    softDeleteDays: 14,
    immutability: 'Unlocked',
    redundancy: ['GeoRedundant', 'ZoneRedundant'],
    alerts: true,
  },
  ransomware: {
    ...nothing,
    softDelete: 'AlwaysON',
    softDeleteDays: 30,
    immutability: 'Locked',
    redundancy: ['GeoRedundant'],
    crossRegionRestore: true,
    multiUserAuthorization: true,
    privateNetwork: true,
    alerts: true,
  },
} as const satisfies { readonly [name: string]: Baseline };

export const severities = ['high', 'medium', 'low'] as const;

export interface Drift {
  readonly check: string;
  readonly expected: string;
  readonly actual: string;
  readonly severity: (typeof severities)[number];
  readonly fix: string;
}

const rank = (order: readonly string[], value: string): number => order.findIndex((one) => one.toLowerCase() === value.toLowerCase());
const softDelete = ['Disabled', 'Enabled', 'AlwaysON'];
const immutability = ['Disabled', 'Unlocked', 'Locked'];

export function driftsOf(vault: VaultSettings, wanted: Baseline): Drift[] {
  const found: Drift[] = [];
  const settings = 'Change vault settings';
  const drift = (wrong: boolean, one: Drift) => {
    if (wrong) found.push(one);
  };
  drift(wanted.softDelete !== null && rank(softDelete, vault.softDelete) < rank(softDelete, wanted.softDelete), {
    check: 'Soft delete',
    expected: wanted.softDelete ?? '',
    actual: vault.softDelete,
    severity: 'high',
    fix: settings,
  });
  drift(wanted.softDeleteDays !== null && vault.softDeleteDays < wanted.softDeleteDays, {
    check: 'Soft delete retention',
    expected: `${wanted.softDeleteDays} days or more`,
    actual: `${vault.softDeleteDays} days`,
    severity: 'medium',
    fix: settings,
  });
  drift(wanted.immutability !== null && rank(immutability, vault.immutability) < rank(immutability, wanted.immutability), {
    check: 'Immutability',
    expected: wanted.immutability ?? '',
    actual: vault.immutability,
    severity: 'high',
    fix: settings,
  });
  drift(wanted.multiUserAuthorization && !vault.multiUserAuthorization, {
    check: 'Multi-user authorization',
    expected: 'a Resource Guard',
    actual: 'none',
    severity: 'high',
    fix: 'Protect with Resource Guard',
  });
  drift(wanted.redundancy !== null && !wanted.redundancy.some((one) => one.toLowerCase() === vault.redundancy.toLowerCase()), {
    check: 'Storage redundancy',
    expected: wanted.redundancy?.join(' or ') ?? '',
    actual: vault.redundancy,
    severity: 'medium',
    fix: 'A vault that protects something keeps its redundancy: move its data to another vault.',
  });
  drift(wanted.crossRegionRestore && !vault.crossRegionRestore, {
    check: 'Cross Region Restore',
    expected: 'Enabled',
    actual: 'Disabled',
    severity: 'medium',
    fix: settings,
  });
  drift(
    wanted.privateNetwork &&
      (vault.publicNetworkAccess !== 'Disabled' || !vault.privateEndpoints.some(({ state }) => state === 'Approved')),
    {
      check: 'Private network',
      expected: 'a private endpoint, no public access',
      actual: `public access ${vault.publicNetworkAccess.toLowerCase()}, ${vault.privateEndpoints.length} private endpoints`,
      severity: 'medium',
      fix: settings,
    },
  );
  drift(wanted.customerKeys && vault.encryption.keys !== 'customer', {
    check: 'Encryption',
    expected: 'customer-managed keys',
    actual: 'platform-managed keys',
    severity: 'low',
    fix: settings,
  });
  drift(wanted.alerts && !vault.alerts.jobFailures, {
    check: 'Alerts for job failures',
    expected: 'Enabled',
    actual: 'Disabled',
    severity: 'low',
    fix: settings,
  });
  return found;
}
