// Switches auto-protection of a SQL instance or availability group on or off. On: databases that come later are protected with the
// policy by themselves. Off: what is protected stays so.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, optionalAzureId, text } from '../../kit/fields.ts';
import { policyChoices, vaultChoices } from '../choices.ts';
import { policyId, vaultId } from '../find.ts';
import { autoProtections, type Intent, sameInstance } from '../intents.ts';
import { sameId } from '../place.ts';
import { findProtectable, type Protectable } from '../protectable.ts';
import { protectableChoices } from './choices.ts';

const kinds = ['sqlInstance', 'sqlGroup'] as const;
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'sql-full-log', kind: 'sql' as const }],
      items: [{ kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log' }],
    },
  ],
  machines: [{ name: 'sql-01', databases: [{ name: 'orders' }, { name: 'crm' }] }],
};

interface Named {
  readonly instance: string;
  readonly server?: string | undefined;
}

export default defineNode({
  type: 'azure-backup.set-auto-protection',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Set auto-protection',
  summary: 'Protects new databases of a SQL instance by themselves, or no longer.',
  icon: 'shield-checkmark',
  keywords: [
    'auto protect',
    'Enable-AzRecoveryServicesBackupAutoProtection',
    'az backup protection auto-enable-for-azurewl',
    'auto-disable',
  ],
  connection: 'azure',
  effect: 'write',
  params: z.object({
    state: choice(['on', 'off'], { title: 'Auto-protection', ui: { labels: { on: 'On', off: 'Off' } } }).default('on'),
    vault: azureId('vault', { title: 'Vault', description: 'With which the server is registered.' }),
    instance: azureId('instance', { title: 'SQL instance or availability group' }),
    server: text({
      title: 'Server',
      description: 'Only where several servers have an instance of that name.',
      ui: { advanced: true },
    }).optional(),
    policy: optionalAzureId('policy', { title: 'Policy', ui: { when: { param: 'state', in: ['on'] } } }),
  }),
  ports: ['done'],
  result: z.object({
    changed: z.boolean().meta({ title: 'It was otherwise before' }),
    vaultId: z.string(),
    instance: z.string(),
    server: z.string(),
    policyId: z.string().nullable(),
  }),
  line: '{state} · {instance} · with {policy}',
  async run({ params, azure, key }) {
    if (params.state === 'on' && !params.policy)
      throw fail('param_missing', 'Say with which policy new databases are to be protected.', { refused: true });
    const vault = await vaultId(azure, params.vault);
    const instance = await found(azure, vault, params);
    const there = await standing(azure, vault, instance);
    if (params.state === 'off') {
      if (there) await azure.operation({ id: 'ProtectionIntent_Delete', scope: vault, path: { intentObjectName: there.name }, key });
      return done(instance, vault, null, there !== null);
    }
    const policy = await policyId(azure, params.policy ?? '', vault);
    if (there && sameId(there.policyId, policy)) return done(instance, vault, policy, false);
    await azure.operation({
      id: 'ProtectionIntent_CreateOrUpdate',
      scope: vault,
      // Named after the step: asked for twice it is still one.
      path: { intentObjectName: there?.name ?? key },
      body: {
        properties: {
          protectionIntentItemType: 'RecoveryServiceVaultItem',
          backupManagementType: 'AzureWorkload',
          itemId: instance.id,
          policyId: policy,
        },
      },
      key,
    });
    return done(instance, vault, policy, true);
  },
  async recover({ params, azure }) {
    const vault = await vaultId(azure, params.vault);
    const instance = await found(azure, vault, params);
    const there = await standing(azure, vault, instance);
    if (params.state === 'off') return there ? 'didNot' : { happened: done(instance, vault, null, true) };
    const policy = await policyId(azure, params.policy ?? '', vault);
    return there && sameId(there.policyId, policy) ? { happened: done(instance, vault, policy, true) } : 'didNot';
  },
  choices: { vault: vaultChoices, instance: protectableChoices(() => kinds), policy: policyChoices },
  examples: [
    {
      name: 'New databases are protected from now on',
      given: { estate },
      params: { vault: 'vault-weu-prod', instance: 'MSSQLSERVER', server: 'sql-01', policy: 'sql-full-log' },
      expect: { port: 'done', data: { changed: true, server: 'sql-01', instance: 'MSSQLSERVER' } },
    },
    {
      name: 'It is off already',
      given: { estate },
      params: { state: 'off', vault: 'vault-weu-prod', instance: 'MSSQLSERVER' },
      expect: { port: 'done', data: { changed: false } },
    },
    {
      name: 'Without a policy',
      given: { estate },
      params: { vault: 'vault-weu-prod', instance: 'MSSQLSERVER' },
      expect: { failed: { code: 'param_missing' } },
    },
    {
      name: 'An instance that nobody has seen',
      given: { estate },
      params: { vault: 'vault-weu-prod', instance: 'REPORTING', policy: 'sql-full-log' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

const done = (instance: Protectable, vault: string, policy: string | null, changed: boolean) => ({
  port: 'done' as const,
  data: { changed, vaultId: vault, instance: instance.friendlyName, server: instance.serverName ?? '', policyId: policy },
});

async function found(azure: AzureBackup, vault: string, { instance, server }: Named): Promise<Protectable> {
  const one = await findProtectable(azure, vault, kinds, { name: instance, server });
  if (one) return one;
  throw fail('not_found', `No SQL instance or availability group called ${instance.split('/').at(-1)} is known to the vault.`, {
    advice: ['Register its server with the vault first, or rediscover its databases.'],
  });
}

const standing = async (azure: AzureBackup, vault: string, instance: Protectable): Promise<Intent | null> =>
  (await autoProtections(azure, vault)).find(({ itemId }) => sameInstance(itemId, instance.id)) ?? null;
