// Contoso's one Backup vault: managed disks, blobs, a PostgreSQL database and a cluster, with a disk somebody stopped and one that
// was deleted.
import type { EstateInput } from '../../nodes/kit/estate.ts';

type BackupVaultInput = NonNullable<EstateInput['backupVaults']>[number];

export const contosoBackupVault: BackupVaultInput = {
  name: 'bvault-weu-prod',
  resourceGroup: 'rg-backup',
  policies: [
    { name: 'Disks-Daily', kind: 'disk', keepDays: 7 },
    { name: 'Blobs-30d', kind: 'blob', keepDays: 30 },
    { name: 'Postgres-Weekly', kind: 'postgres', keepDays: 90, everyHours: 168 },
    { name: 'AKS-Daily', kind: 'aks', keepDays: 14 },
  ],
  instances: [
    { kind: 'disk', name: 'disk-erp-data-01', policy: 'Disks-Daily' },
    { kind: 'disk', name: 'disk-erp-data-02', policy: 'Disks-Daily' },
    { kind: 'disk', name: 'disk-mail-01', policy: 'Disks-Daily', state: 'ProtectionStopped', points: 3 },
    { kind: 'disk', name: 'disk-old-01', policy: 'Disks-Daily', deleted: true, points: 2 },
    { kind: 'blob', name: 'stcontosoreports', resourceGroup: 'rg-storage', policy: 'Blobs-30d' },
    { kind: 'postgres', name: 'pg-erp/orders', policy: 'Postgres-Weekly', points: 4 },
    { kind: 'aks', name: 'aks-shop', policy: 'AKS-Daily' },
  ],
};
