// Makes Azure look into a registered machine or storage account for databases or shares that came since. Changes nothing that
// exists, so it may be asked again at any time.
import { z } from 'zod';
import { type Done, defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { object, words } from '../answer.ts';
import { vaultChoices } from '../choices.ts';
import { containerKinds, findContainer } from '../containers.ts';
import { filter } from '../filter.ts';
import { containerPlace } from '../place.ts';
import { containerChoices } from './choices.ts';

const kinds = ['databases', 'storage'] as const;
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'sql-full-log', kind: 'sql' as const }],
      items: [{ kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log' }],
    },
  ],
};
const looked = (about: { readonly containerId: string; readonly server: string }): Done => ({ port: 'done', data: about });

export default defineNode({
  type: 'azure-backup.rediscover',
  version: 1,
  group: 'azure-backup',
  section: 'Discover and register',
  title: 'Rediscover databases and shares',
  summary: 'Makes Azure look for new databases on a registered server, or new shares of a storage account.',
  icon: 'search',
  keywords: ['inquire', 'rediscover DBs', 'az backup protectable-item initialize', 'Initialize-AzRecoveryServicesBackupProtectableItem'],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    container: azureId('container', { title: 'Server or storage account', description: 'It must be registered with the vault.' }),
  }),
  ports: ['done'],
  result: z.object({ containerId: z.string(), server: z.string() }),
  line: '{container} · in {vault}',
  async run({ params, azure, key }) {
    const { id, kind, workloadType, friendlyName } = await findContainer(azure, params.container, params.vault, kinds);
    const hana = /hana/i.test(workloadType ?? '');
    const answer = await azure.operation({
      id: 'ProtectionContainers_Inquire',
      ...containerPlace(id),
      query: filter(
        kind === 'storage'
          ? { workloadType: 'AzureFileShare' }
          : { backupManagementType: containerKinds.databases, workloadType: hana ? 'SAPHanaDatabase' : 'SQLDataBase' },
      ),
      key,
    });
    const about = { containerId: id, server: friendlyName };
    return settleOperation(answer, { says: 'waits until Azure has looked', more: about, finish: () => looked(about) });
  },
  resume: ({ azure, state }) =>
    resumeOperation(azure, state, ({ more }) =>
      looked({ containerId: words(object(more).containerId), server: words(object(more).server) }),
    ),
  recover: async () => 'unknown',
  choices: { vault: vaultChoices, container: containerChoices(kinds) },
  examples: [
    {
      name: 'Looks for new databases',
      given: { estate },
      params: { vault: 'vault-weu-prod', container: 'sql-01' },
      expect: { port: 'done', data: { server: 'sql-01' } },
    },
    {
      name: 'A server that is not registered',
      given: { estate },
      params: { vault: 'vault-weu-prod', container: 'sql-77' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'Azure has a moment of weakness',
      given: {
        estate,
        faults: [{ match: { method: 'POST', path: 'inquire' }, answer: { status: 503, code: 'ServiceUnavailable', retryAfter: 30 } }],
      },
      params: { vault: 'vault-weu-prod', container: 'sql-01' },
      expect: { failed: { code: 'throttled', azure: { code: 'ServiceUnavailable', status: 503 }, refused: true, retryAfter: 30_000 } },
    },
  ],
});
