// Turns on backup for a VM with a policy of a vault. A VM that this vault protects already is left as it is, or gets the policy.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId } from '../../kit/fields.ts';
import { accepted, closeByJob } from '../accepted.ts';
import { policyChoices, vaultChoices, vmChoices } from '../choices.ts';
import { policyId, vaultId } from '../find.ts';
import { acceptedShape } from '../shapes.ts';
import { vmId } from '../vm.ts';

const estate = {
  vaults: [{ name: 'vault-weu-prod', policies: [{ name: 'daily-30d' }], items: [{ name: 'vm-sql-03', policy: 'daily-30d' }] }],
  machines: [{ name: 'vm-new-01' }],
};

export default defineNode({
  type: 'azure-backup.protect-vm',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Protect a VM',
  summary: 'Turns on backup for an Azure VM.',
  icon: 'shield-add',
  keywords: ['enable backup', 'configure backup', 'az backup protection enable-for-vm'],
  connection: 'azure',
  effect: 'write',
  params: z.object({
    vm: azureId('vm', { title: 'VM' }),
    vault: azureId('vault', { title: 'Vault', description: 'In the region of the VM.' }),
    policy: azureId('policy', { title: 'Policy' }),
  }),
  ports: ['done'],
  result: acceptedShape.extend({ alreadyProtected: z.boolean() }),
  line: '{vm} · with {policy} · in {vault}',
  async run({ params, azure, key }) {
    const vault = await vaultId(azure, params.vault);
    const [vm, policy] = [await vmId(azure, params.vm), await policyId(azure, params.policy, vault)];
    const there = await azure.backupStatus(vm);
    const elsewhere = there.protected && there.vaultId?.toLowerCase() !== vault.toLowerCase();
    if (elsewhere && !(await isRetainedOnly(azure, there.itemId)))
      throw fail('conflict', `${vm.name} is protected by another vault: ${there.vaultId?.split('/').at(-1)}.`, {
        refused: true,
        advice: ['Stop its protection there with "Retain backup data"; then another vault can take over.'],
      });
    if (there.protected && !elsewhere)
      return accepted({ jobId: null, vaultId: vault, operationId: null, requestId: null }, there.itemId ?? vm.id, {
        alreadyProtected: true,
      });
    const job = await azure.protectVm({ key, vmId: vm.id, vaultId: vault, policyId: policy });
    return accepted(job, vm.id, { alreadyProtected: false });
  },
  async recover(open) {
    const vault = await vaultId(open.azure, open.params.vault);
    const vm = await vmId(open.azure, open.params.vm);
    const closed = await closeByJob(open, vault, vm.id, async () => {
      const there = await open.azure.backupStatus(vm);
      return there.protected && there.vaultId?.toLowerCase() === vault.toLowerCase();
    });
    return typeof closed === 'object' && 'data' in closed.happened
      ? { happened: { ...closed.happened, data: { ...(closed.happened.data as object), alreadyProtected: false } } }
      : closed;
  },
  choices: { vm: vmChoices, vault: vaultChoices, policy: policyChoices },
  examples: [
    {
      name: 'Turns on backup',
      given: { estate },
      params: { vm: 'vm-new-01', vault: 'vault-weu-prod', policy: 'daily-30d' },
      expect: { port: 'done', data: { alreadyProtected: false, jobId: { $uuid: true } } },
    },
    {
      name: 'It is protected already',
      given: { estate },
      params: { vm: 'vm-sql-03', vault: 'vault-weu-prod', policy: 'daily-30d' },
      expect: { port: 'done', data: { alreadyProtected: true, jobId: null } },
    },
    {
      name: 'A policy that the vault does not have',
      given: { estate },
      params: { vm: 'vm-new-01', vault: 'vault-weu-prod', policy: 'hourly' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'Another vault only keeps its old recovery points',
      given: {
        estate: {
          vaults: [
            {
              name: 'vault-old',
              policies: [{ name: 'daily' }],
              items: [{ name: 'vm-moved-01', state: 'ProtectionStopped', points: { count: 3 } }],
            },
            { name: 'vault-weu-prod', policies: [{ name: 'daily-30d' }] },
          ],
        },
      },
      params: { vm: 'vm-moved-01', vault: 'vault-weu-prod', policy: 'daily-30d' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, alreadyProtected: false } },
    },
    {
      name: 'Another vault protects it',
      given: {
        estate: {
          vaults: [
            { name: 'vault-old', policies: [{ name: 'daily' }], items: [{ name: 'vm-kept-01', policy: 'daily', points: { count: 3 } }] },
            { name: 'vault-weu-prod', policies: [{ name: 'daily-30d' }] },
          ],
        },
      },
      params: { vm: 'vm-kept-01', vault: 'vault-weu-prod', policy: 'daily-30d' },
      expect: { failed: { code: 'conflict', refused: true } },
    },
    {
      name: 'A VM that does not exist',
      given: { estate },
      params: { vm: 'vm-nowhere', vault: 'vault-weu-prod', policy: 'daily-30d' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

/** Protection was stopped there and the recovery points were retained: that is no hindrance for another vault. */
async function isRetainedOnly(azure: AzureBackup, item: string | null): Promise<boolean> {
  if (item === null) return false;
  const { protectionState, softDeleted } = await azure.item(item);
  return !softDeleted && /^(ProtectionStopped|BackupsSuspended)$/i.test(protectionState);
}
