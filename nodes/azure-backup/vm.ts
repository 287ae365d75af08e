// Finds a VM by its ARM id or its name; the region is needed to ask Azure how it is protected.
import type { AzureBackup, AzureVm } from '../kit/capabilities-azure.ts';
import { fail } from '../kit/errors.ts';

export async function vmId(azure: AzureBackup, vm: string): Promise<Pick<AzureVm, 'id' | 'name' | 'location'>> {
  const byId = /^\/subscriptions\//i.test(vm);
  const found: AzureVm[] = [];
  for await (const candidate of azure.vms()) {
    if ((byId ? candidate.id : candidate.name).toLowerCase() === vm.toLowerCase()) found.push(candidate);
  }
  if (found.length > 1) throw fail('param_invalid', `There are ${found.length} VMs called ${vm}. Choose one by its id.`);
  if (found.length === 0) throw fail('not_found', `There is no VM called ${byId ? vm.split('/').at(-1) : vm}.`);
  return found[0] as AzureVm;
}
