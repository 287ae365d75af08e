// Asks Azure Backup whether a VM is protected, and by which vault.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { azureId } from '../kit/fields.ts';

const estate = {
  vaults: [{ name: 'vault-weu-prod', policies: [{ name: 'daily' }], items: [{ name: 'vm-sql-03', policy: 'daily' }] }],
  machines: [{ name: 'vm-new-01' }],
};

export default defineNode({
  type: 'azure.backup-status',
  version: 1,
  group: 'azure',
  title: 'Is a VM protected?',
  summary: 'Asks Azure Backup whether a VM is protected, and where.',
  icon: 'shield-checkmark',
  keywords: ['backup status', 'protected', 'az backup protection check-vm'],
  connection: 'azure',
  effect: 'read',
  params: z.object({ vm: azureId('vm', { title: 'VM' }) }),
  ports: ['protected', 'unprotected'],
  result: z.object({
    protected: z.boolean(),
    vaultId: z.string().nullable(),
    itemId: z.string().nullable(),
    policyName: z.string().nullable(),
  }),
  line: '{vm}',
  async run({ params, azure }) {
    const wanted = params.vm.toLowerCase();
    for await (const vm of azure.vms()) {
      if (vm.id.toLowerCase() !== wanted && vm.name.toLowerCase() !== wanted) continue;
      const status = await azure.backupStatus(vm);
      return { port: status.protected ? 'protected' : 'unprotected', data: status };
    }
    throw fail('not_found', `There is no VM called ${params.vm.split('/').at(-1)}.`);
  },
  choices: {
    vm: async ({ azure, search }) => {
      const found = [];
      for await (const { id, name, resourceGroup, location } of azure.vms()) {
        if (name.toLowerCase().includes(search.toLowerCase()))
          found.push({ value: id, label: name, detail: `${resourceGroup} · ${location}` });
      }
      return found.slice(0, 200);
    },
  },
  examples: [
    {
      name: 'It is',
      given: { estate },
      params: { vm: 'vm-sql-03' },
      expect: { port: 'protected', data: { protected: true, policyName: 'daily' } },
    },
    {
      name: 'It is not',
      given: { estate },
      params: { vm: 'vm-new-01' },
      expect: { port: 'unprotected', data: { protected: false, vaultId: null } },
    },
    { name: 'A VM that does not exist', given: { estate }, params: { vm: 'vm-nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});
