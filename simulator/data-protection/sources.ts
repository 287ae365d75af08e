// What Backup vaults can protect: how each kind is called on the wire, where its points are kept, how long work on it takes.
import type { SourceKind } from './model.ts';

export interface Source {
  readonly type: string;
  /** The word that older answers use instead of the type. */
  readonly store: 'OperationalStore' | 'VaultStore';
  readonly pointType: string;
  readonly backupSeconds: number;
  readonly restoreSeconds: number;
  /** Blobs of the operational tier have no points: any time within the retention can be restored. */
  readonly continuous: boolean;
}

export const sources: { readonly [K in SourceKind]: Source } = {
  disk: {
    type: 'Microsoft.Compute/disks',
    store: 'OperationalStore',
    pointType: 'Incremental',
    backupSeconds: 120,
    restoreSeconds: 180,
    continuous: false,
  },
  blob: {
    type: 'Microsoft.Storage/storageAccounts/blobServices',
    store: 'OperationalStore',
    pointType: 'Continuous',
    backupSeconds: 60,
    restoreSeconds: 240,
    continuous: true,
  },
  postgres: {
    type: 'Microsoft.DBforPostgreSQL/servers/databases',
    store: 'VaultStore',
    pointType: 'Full',
    backupSeconds: 600,
    restoreSeconds: 900,
    continuous: false,
  },
  aks: {
    type: 'Microsoft.ContainerService/managedClusters',
    store: 'OperationalStore',
    pointType: 'Incremental',
    backupSeconds: 300,
    restoreSeconds: 600,
    continuous: false,
  },
};

const byType = new Map(Object.entries(sources).map(([kind, { type }]) => [type.toLowerCase(), kind as SourceKind]));
byType.set('ossdb', 'postgres').set('azureblob', 'blob').set('azuredisk', 'disk').set('kubernetes', 'aks');
byType.set('microsoft.dbforpostgresql/flexibleservers', 'postgres');

export const kindOfType = (type: string): SourceKind | null => byType.get(type.toLowerCase()) ?? null;
