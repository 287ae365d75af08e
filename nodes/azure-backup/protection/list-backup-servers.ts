// Lists the DPM and Azure Backup (MABS) servers of a vault, with what they protect and which of them want an upgrade.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import { count, entries, object, text, time, words } from '../answer.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { listOf } from '../shapes.ts';

const shape = z.object({
  id: z.string(),
  name: z.string(),
  friendlyName: z.string(),
  kind: z.enum(['DPM', 'MABS']),
  registrationStatus: z.string().nullable(),
  state: z.string().nullable(),
  healthStatus: z.string().nullable(),
  version: z.string().nullable(),
  agentVersion: z.string().nullable(),
  upgradeAvailable: z.boolean().meta({ title: 'An upgrade of the server or its agent is available' }),
  protectedItems: z.int().nullable(),
  protectedServers: z.int().nullable(),
  usedDiskSpace: z.number().nullable(),
  availableDiskSpace: z.number().nullable(),
  refreshedAt: z.string().nullable(),
});

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      engines: [
        { name: 'dpm-01', items: 35, servers: 21 },
        { name: 'mabs-01', kind: 'AzureBackupServer' as const },
      ],
    },
    { name: 'vault-weu-test' },
  ],
};

export default defineNode({
  type: 'azure-backup.list-backup-servers',
  version: 1,
  group: 'azure-backup',
  section: 'Discover and register',
  title: 'List DPM and MABS servers',
  summary: 'Lists the System Center DPM and Azure Backup Servers of a vault.',
  icon: 'server',
  keywords: ['backup engines', 'management server', 'Get-AzRecoveryServicesBackupManagementServer', 'DPM', 'MABS'],
  connection: 'azure',
  effect: 'read',
  params: z.object({ vault: azureId('vault', { title: 'Vault' }) }),
  ports: ['done'],
  result: listOf(shape),
  line: '{vault}',
  async run({ params, azure }) {
    const { body } = await azure.operation({ id: 'BackupEngines_List', scope: await vaultId(azure, params.vault) });
    const items = entries(body).map(({ id, name, properties }) => {
      const p = object(properties);
      const more = object(p.extendedInfo);
      return {
        id: words(id),
        name: words(name),
        friendlyName: text(p.friendlyName) ?? words(name),
        kind: /^dpm/i.test(words(p.backupEngineType)) ? 'DPM' : 'MABS',
        registrationStatus: text(p.registrationStatus),
        state: text(p.backupEngineState),
        healthStatus: text(p.healthStatus),
        version: text(p.dpmVersion),
        agentVersion: text(p.azureBackupAgentVersion),
        upgradeAvailable: p.isDpmUpgradeAvailable === true || p.isAzureBackupAgentUpgradeAvailable === true,
        protectedItems: count(more.protectedItemsCount),
        protectedServers: count(more.protectedServersCount),
        usedDiskSpace: count(more.usedDiskSpace),
        availableDiskSpace: count(more.availableDiskSpace),
        refreshedAt: time(more.refreshedAt),
      };
    });
    return { port: 'done', data: { count: items.length, items } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'One of each',
      given: { estate },
      params: { vault: 'vault-weu-prod' },
      expect: {
        port: 'done',
        data: {
          count: 2,
          items: [
            { friendlyName: 'dpm-01', kind: 'DPM', protectedItems: 35 },
            { friendlyName: 'mabs-01', kind: 'MABS' },
          ],
        },
      },
    },
    {
      name: 'A vault without such servers',
      given: { estate },
      params: { vault: 'vault-weu-test' },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    {
      name: 'A vault that does not exist',
      given: { estate },
      params: { vault: 'vault-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'Azure asks to slow down',
      given: {
        estate,
        faults: [{ match: { path: 'backupEngines' }, answer: { status: 429, code: 'ResourceRequestsThrottled', retryAfter: 90 } }],
      },
      params: { vault: 'vault-weu-prod' },
      expect: { failed: { code: 'throttled', azure: { code: 'ResourceRequestsThrottled', status: 429 }, retryAfter: 90_000 } },
    },
  ],
});
