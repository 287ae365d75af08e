// Turns on backup for an Azure file share of a registered storage account. A share that the vault protects already is left as it is.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, text } from '../../kit/fields.ts';
import { accepted, closeByJob } from '../accepted.ts';
import { policyChoices, vaultChoices } from '../choices.ts';
import { findContainer } from '../containers.ts';
import { policyId, vaultId } from '../find.ts';
import { itemPlace, lastPart, partOf } from '../place.ts';
import { findProtectable, protectedItemIdOf } from '../protectable.ts';
import { acceptedShape } from '../shapes.ts';
import { resumeStart, started } from '../start.ts';
import { protectableChoices } from './choices.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'shares-daily', kind: 'share' as const }, { name: 'daily' }],
      items: [{ kind: 'share' as const, name: 'home', account: 'stfiles01', policy: 'shares-daily' }],
    },
  ],
  storageAccounts: [{ name: 'stfiles01', shares: ['home', 'projects'] }],
};

interface Named {
  readonly share: string;
  readonly account?: string | undefined;
}

export default defineNode({
  type: 'azure-backup.protect-share',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Protect a file share',
  summary: 'Turns on backup for an Azure file share.',
  icon: 'folder',
  keywords: ['enable backup', 'Azure Files', 'az backup protection enable-for-azurefileshare', 'configure backup'],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault', description: 'With which the storage account is registered.' }),
    share: azureId('share', { title: 'File share' }),
    account: text({
      title: 'Storage account',
      description: 'Only where several have a share of that name.',
      ui: { advanced: true },
    }).optional(),
    policy: azureId('policy', { title: 'Policy' }),
  }),
  ports: ['done'],
  result: acceptedShape.extend({ alreadyProtected: z.boolean() }),
  line: '{share} · with {policy} · in {vault}',
  async run({ params, azure, key }) {
    const vault = await vaultId(azure, params.vault);
    const policy = await policyId(azure, params.policy, vault);
    const found = await findProtectable(azure, vault, ['share'], { name: params.share, server: params.account });
    if (!found) {
      const itemId = await protectedAlready(azure, vault, params);
      return accepted({ jobId: null, vaultId: vault, operationId: null, requestId: null }, itemId, { alreadyProtected: true });
    }
    const account = found.resourceId ?? (await findContainer(azure, found.containerName, vault, ['storage'])).sourceResourceId;
    const itemId = protectedItemIdOf(found.id);
    const answer = await azure.operation({
      id: 'ProtectedItems_CreateOrUpdate',
      ...itemPlace(itemId),
      body: { properties: { protectedItemType: 'AzureFileShareProtectedItem', sourceResourceId: account ?? '', policyId: policy } },
      key,
    });
    return started(answer, { vaultId: vault, itemId, more: { alreadyProtected: false } });
  },
  resume: resumeStart,
  async recover(open) {
    const { azure, params } = open;
    const vault = await vaultId(azure, params.vault);
    const found = await findProtectable(azure, vault, ['share'], { name: params.share, server: params.account });
    const itemId = found ? protectedItemIdOf(found.id) : await protectedAlready(azure, vault, params);
    return closeByJob(open, vault, itemId, async () => found === null, { alreadyProtected: false });
  },
  choices: { vault: vaultChoices, share: protectableChoices(() => ['share']), policy: policyChoices },
  examples: [
    {
      name: 'Turns on backup',
      given: { estate },
      params: { vault: 'vault-weu-prod', share: 'projects', policy: 'shares-daily' },
      expect: { port: 'done', data: { alreadyProtected: false, jobId: { $uuid: true } } },
    },
    {
      name: 'It is protected already',
      given: { estate },
      params: { vault: 'vault-weu-prod', share: 'home', account: 'stfiles01', policy: 'shares-daily' },
      expect: { port: 'done', data: { alreadyProtected: true, jobId: null } },
    },
    {
      name: 'A policy for VMs',
      given: { estate },
      params: { vault: 'vault-weu-prod', share: 'projects', policy: 'daily' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorInvalidPolicyForGivenProvider', status: 400 }, refused: true } },
    },
    {
      name: 'The storage account is not registered',
      given: { estate },
      params: { vault: 'vault-weu-prod', share: 'archive', account: 'stother01', policy: 'shares-daily' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

/** What is protected is no longer listed among what could be. */
async function protectedAlready(azure: AzureBackup, vault: string, { share, account }: Named): Promise<string> {
  const wanted = lastPart(share).toLowerCase();
  for await (const item of azure.items(vault, { managementType: 'AzureStorage', workloadType: 'AzureFileShare' })) {
    const fits = [item.friendlyName, item.name].some((name) => name.toLowerCase() === wanted);
    const there =
      !account || (item.sourceResourceId && partOf(item.sourceResourceId, 'storageAccounts')?.toLowerCase() === account.toLowerCase());
    if (!item.softDeleted && fits && there) return item.id;
  }
  throw fail('not_found', `No file share called ${lastPart(share)} is known to the vault.`, {
    advice: ['Register its storage account with the vault first, or rediscover its shares.'],
  });
}
