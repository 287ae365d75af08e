// What Contoso has around its backups: a key vault with secrets that run out, a workspace for backup reports, an account for
// reports, a network to restore into, a lock on the key vault.
import type { EstateInput } from '../../nodes/kit/estate.ts';

export const contosoServices = {
  keyVaults: [
    {
      name: 'kv-contoso-backup',
      resourceGroup: 'rg-backup',
      tags: { owner: 'backup-team' },
      secrets: [
        { name: 'mars-passphrase', value: 'practice passphrase, 2026 edition', expiresInDays: 180 },
        { name: 'smtp-password', value: 'practice-only', contentType: 'password', expiresInDays: 12 },
        { name: 'cmdb-password', value: 'practice-only', contentType: 'password', expiresInDays: -3 },
      ],
    },
  ],
  workspaces: [{ name: 'log-contoso-weu', resourceGroup: 'rg-monitoring', customerId: '5d2f7f3e-4a0b-4a52-9a5c-8a9d30c1e001' }],
  networks: [{ name: 'vnet-contoso-weu', subnets: ['workloads', 'restore-sandbox'] }],
  locks: [
    {
      name: 'keep-secrets',
      level: 'CanNotDelete',
      scope:
        '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.KeyVault/vaults/kv-contoso-backup',
      notes: 'Passphrases of backups. Ask the backup team first.',
    },
  ],
} as const satisfies Pick<EstateInput, 'keyVaults' | 'workspaces' | 'networks' | 'locks'>;

export const contosoReports = {
  name: 'stcontosoreports',
  resourceGroup: 'rg-backup',
  containers: [
    { name: 'reports', blobs: [{ name: '2026/readme.txt', text: 'Reports of the backup team, one folder a year.\n' }] },
    { name: 'exports' },
  ],
};
