// Asks before anything is changed: can this VM be protected by this vault, with this policy, and if not, why not? Puts together what
// Azure answers (size, protection elsewhere, names) and what can be seen (region, kind of policy).
import { z } from 'zod';
import type { AzureBackup, AzureVm, BackupPolicy } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, optionalAzureId } from '../../kit/fields.ts';
import { object, text, words } from '../answer.ts';
import { policyChoices, vaultChoices, vmChoices } from '../choices.ts';
import { policyId, vaultId } from '../find.ts';
import { lastPart, sameId, subscriptionOf } from '../place.ts';
import { vmId } from '../vm.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'shares-daily', kind: 'share' as const }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
    },
    { name: 'vault-neu-prod', location: 'northeurope', policies: [{ name: 'daily' }] },
  ],
  machines: [{ name: 'vm-new-01' }, { name: 'vm-basic-01', size: 'Basic_A0' }],
};

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly code: string | null;
  readonly message: string;
  readonly advice: readonly string[];
}

const fine = (name: string, message: string): Check => ({ name, ok: true, code: null, message, advice: [] });
const wrong = (name: string, code: string, message: string, ...advice: readonly string[]): Check => ({
  name,
  ok: false,
  code,
  message,
  advice: advice.filter((part) => part !== ''),
});

export default defineNode({
  type: 'azure-backup.check-readiness',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Check whether a VM can be protected',
  summary: 'Says whether a vault can protect a VM with a policy, and if not, why.',
  icon: 'shield-checkmark',
  keywords: ['readiness', 'pre-check', 'validate protection', 'feature support', 'supported VM size'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vm: azureId('vm', { title: 'VM' }),
    vault: azureId('vault', { title: 'Vault' }),
    policy: optionalAzureId('policy', { title: 'Policy', description: 'Empty: any.' }),
  }),
  ports: ['ready', 'notReady'],
  result: z.object({
    ready: z.boolean(),
    alreadyProtected: z.boolean(),
    vmId: z.string(),
    reasons: z.array(z.string()).meta({ title: 'Why not' }),
    checks: z.array(
      z.object({ name: z.string(), ok: z.boolean(), code: z.string().nullable(), message: z.string(), advice: z.array(z.string()) }),
    ),
  }),
  line: '{vm} · by {vault} · with {policy}',
  async run({ params, azure }) {
    const vault = await vaultId(azure, params.vault);
    const vm = await vmId(azure, params.vm);
    const policy = params.policy ? await policyOf(azure, params.policy, vault) : null;
    const { body } = await azure.arm({ method: 'GET', path: vm.id, apiVersion: '2023-09-01' });
    const properties = object(object(body).properties);
    const status = await azure.backupStatus(vm);
    const checks = [
      await region(azure, vm, vault),
      await size(azure, vm, properties),
      await preValidation(azure, vm, vault, status.protected),
      ...(policy ? [policyFits(policy, properties)] : []),
    ];
    const reasons = checks.filter(({ ok }) => !ok).map(({ message }) => message);
    const ready = reasons.length === 0;
    return { port: ready ? 'ready' : 'notReady', data: { ready, alreadyProtected: status.protected, vmId: vm.id, reasons, checks } };
  },
  choices: { vm: vmChoices, vault: vaultChoices, policy: policyChoices },
  examples: [
    {
      name: 'It can',
      given: { estate },
      params: { vm: 'vm-new-01', vault: 'vault-weu-prod', policy: 'daily' },
      expect: { port: 'ready', data: { ready: true, alreadyProtected: false, reasons: [] } },
    },
    {
      name: 'It is protected already',
      given: { estate },
      params: { vm: 'vm-sql-03', vault: 'vault-weu-prod' },
      expect: { port: 'notReady', data: { alreadyProtected: true } },
    },
    {
      name: 'The vault is in another region',
      given: { estate },
      params: { vm: 'vm-new-01', vault: 'vault-neu-prod' },
      expect: { port: 'notReady', data: { reasons: ['vm-new-01 is in westeurope, the vault in northeurope.'] } },
    },
    {
      name: 'A policy for file shares',
      given: { estate },
      params: { vm: 'vm-new-01', vault: 'vault-weu-prod', policy: 'shares-daily' },
      expect: { port: 'notReady', data: { reasons: ['The policy shares-daily is not for VMs.'] } },
    },
    {
      name: 'A size that needs to be switched on first',
      given: { estate },
      params: { vm: 'vm-basic-01', vault: 'vault-weu-prod' },
      expect: { port: 'notReady', data: { ready: false, alreadyProtected: false } },
    },
    {
      name: 'A VM that does not exist',
      given: { estate },
      params: { vm: 'vm-nowhere', vault: 'vault-weu-prod' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

type Vm = Pick<AzureVm, 'id' | 'name' | 'location'>;
type Properties = { readonly [name: string]: unknown };

async function policyOf(azure: AzureBackup, named: string, vault: string): Promise<BackupPolicy> {
  const id = await policyId(azure, named, vault);
  for await (const policy of azure.policies(vault)) if (sameId(policy.id, id)) return policy;
  throw fail('not_found', `The vault has no policy called ${lastPart(named)}.`);
}

async function region(azure: AzureBackup, vm: Vm, vault: string): Promise<Check> {
  for await (const { id, location } of azure.vaults()) {
    if (!sameId(id, vault)) continue;
    if (location.toLowerCase() === vm.location.toLowerCase()) return fine('region', `VM and vault are in ${location}.`);
    const message = `${vm.name} is in ${vm.location}, the vault in ${location}.`;
    return wrong('region', 'RegionMismatch', message, 'Choose a vault in the region of the VM.');
  }
  throw fail('not_found', `There is no vault ${lastPart(vault)}.`);
}

/** What Azure says of size and disks: Supported, DefaultON, DefaultOFF, NotSupported. */
async function size(azure: AzureBackup, vm: Vm, properties: Properties): Promise<Check> {
  const vmSize = words(object(properties.hardwareProfile).vmSize);
  const disk = text(object(object(object(properties.storageProfile).osDisk).managedDisk).storageAccountType);
  const { body } = await azure.operation({
    id: 'FeatureSupport_Validate',
    scope: subscriptionOf(vm.id),
    path: { azureRegion: vm.location },
    body: { featureType: 'AzureVMResourceBackup', vmSize, ...(disk ? { vmSku: disk.startsWith('Premium') ? 'Premium' : 'Managed' } : {}) },
  });
  const status = words(object(body).supportStatus);
  if (/^(supported|defaulton)$/i.test(status)) return fine('size', `Azure Backup supports the size ${vmSize}.`);
  return wrong(
    'size',
    status || 'NotSupported',
    `Azure Backup does not support the size ${vmSize} in ${vm.location} (${status || 'no answer'}).`,
  );
}

async function preValidation(azure: AzureBackup, vm: Vm, vault: string, alreadyProtected: boolean): Promise<Check> {
  const { body } = await azure.operation({
    id: 'ProtectionIntent_Validate',
    scope: subscriptionOf(vm.id),
    path: { azureRegion: vm.location },
    body: { resourceType: 'VM', resourceId: vm.id, vaultId: vault, properties: '' },
  });
  const { status, errorCode, errorMessage, recommendation } = object(body);
  if (!/^failed$/i.test(words(status)))
    return alreadyProtected
      ? wrong('protection', 'VirtualMachineAlreadyProtected', `${vm.name} is protected already.`)
      : fine('protection', `${vm.name} is not protected yet.`);
  return wrong('protection', words(errorCode), words(errorMessage) || `${vm.name} cannot be protected.`, words(recommendation));
}

/** Trusted launch and confidential VMs, and the newest kinds of disks, want the Enhanced policy. */
function policyFits(policy: BackupPolicy, properties: Properties): Check {
  if (policy.managementType !== 'AzureIaasVM')
    return wrong(
      'policy',
      'PolicyTypeMismatch',
      `The policy ${policy.name} is not for VMs.`,
      'Choose a policy of the type Azure Virtual Machine.',
    );
  const security = words(object(properties.securityProfile).securityType);
  const enhanced = /^v2$/i.test(words(object(policy.properties).policyType));
  if (/^(trustedlaunch|confidentialvm)$/i.test(security) && !enhanced)
    return wrong(
      'policy',
      'EnhancedPolicyRequired',
      `The VM is of the security type ${security}; ${policy.name} is a standard policy.`,
      'Choose an enhanced policy.',
    );
  return fine('policy', `The policy ${policy.name} fits.`);
}
