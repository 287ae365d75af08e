// Protects a disk, the blobs of a storage account, a PostgreSQL database or a Kubernetes cluster with a policy of a Backup vault.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice, text } from '../../kit/fields.ts';
import { lastPart, sameId } from '../place.ts';
import { backupVaultChoices, backupVaultId, dataPolicyChoices, dataSourceChoices, instancesOf } from './backup-vault.ts';
import { askProtection } from './data-source.ts';
import { estate, subscription } from './example-estate.ts';
import { dataAcceptedShape } from './shapes.ts';
import { closeByDataJob, dataStarted, resumeDataStart } from './start.ts';

const disk = `${subscription}/resourceGroups/rg-workloads/providers/Microsoft.Compute/disks/disk-new`;

const clusters = { backupVaults: [{ name: 'bvault-weu', policies: [{ name: 'aks-daily', kind: 'aks' as const }] }] };

export default defineNode({
  type: 'azure-backup.protect-data-source',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'Protect a disk, blobs, database or cluster',
  summary: 'Configures backup of a data source in a Backup vault.',
  icon: 'shield-add',
  keywords: [
    'configure backup',
    'disk backup',
    'blob backup',
    'aks backup',
    'az dataprotection backup-instance create',
    'New-AzDataProtectionBackupInstance',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Backup vault', description: 'In the region of the data source.' }),
    kind: choice(['disk', 'blob', 'postgres', 'aks'], {
      title: 'What',
      ui: {
        labels: {
          disk: 'A managed disk',
          blob: 'The blobs of a storage account',
          postgres: 'A PostgreSQL database',
          aks: 'A Kubernetes cluster (AKS)',
        },
      },
    }).default('disk'),
    source: azureId('source', { title: 'Resource', description: 'Full id. For a database add /databases/name to the server.' }),
    policy: azureId('policy', { title: 'Policy' }),
    snapshotGroup: text({
      title: 'Resource group for snapshots',
      description: 'Snapshots of disks and clusters are kept in it. Empty: the group of the resource.',
      ui: { when: { param: 'kind', in: ['disk', 'aks'] } },
    }).optional(),
    credentials: text({
      title: 'Connection string in Key Vault',
      description: 'URL of the secret; the vault’s identity reads it.',
      ui: { placeholder: 'https://kv.vault.azure.net/secrets/pg', when: { param: 'kind', in: ['postgres'] } },
    }).optional(),
  }),
  ports: ['done'],
  result: dataAcceptedShape,
  line: '{source} · with {policy}',
  async run({ params, azure, key }) {
    const vaultId = await backupVaultId(azure, params.vault);
    const { id, answer } = await askProtection(azure, vaultId, params, key);
    return dataStarted(answer, { vaultId, instanceId: id });
  },
  resume: resumeDataStart,
  async recover(open) {
    const vaultId = await backupVaultId(open.azure, open.params.vault);
    const protectedNow = async () => {
      for await (const one of instancesOf(open.azure, vaultId)) {
        if (sameId(one.sourceId, open.params.source) && one.policyName.toLowerCase() === lastPart(open.params.policy).toLowerCase())
          return true;
      }
      return false;
    };
    return closeByDataJob(open, { vaultId, instanceId: '' }, protectedNow);
  },
  choices: { vault: backupVaultChoices, source: dataSourceChoices, policy: dataPolicyChoices },
  examples: [
    {
      name: 'A Kubernetes cluster, all of it',
      given: { estate: clusters },
      params: {
        vault: 'bvault-weu',
        kind: 'aks',
        source: `${subscription}/resourceGroups/rg-workloads/providers/Microsoft.ContainerService/managedClusters/aks-shop`,
        policy: 'aks-daily',
      },
      expect: { port: 'done', data: { instanceId: { $like: '/backupInstances/aks-shop-' } } },
    },
    {
      name: 'A managed disk',
      given: { estate },
      params: { vault: 'bvault-weu', kind: 'disk', source: disk, policy: 'disk-daily' },
      expect: { port: 'done', data: { jobId: null, vaultId: { $like: 'bvault-weu$' } } },
    },
    {
      name: 'The policy is for something else',
      given: { estate },
      params: { vault: 'bvault-weu', kind: 'disk', source: disk, policy: 'pg-weekly' },
      expect: { failed: { code: 'azure_error', azure: { code: 'UserErrorPolicyDatasourceTypeMismatch', status: 400 } } },
    },
    {
      name: 'A name instead of an id',
      given: { estate },
      params: { vault: 'bvault-weu', kind: 'disk', source: 'disk-new', policy: 'disk-daily' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
