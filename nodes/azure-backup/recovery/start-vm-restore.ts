// Starts the restore of a VM from the point that was asked for, or from its newest: what the nodes that restore a whole VM share.
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import type { Outcome } from '../../kit/define.ts';
import { itemId } from '../find.ts';
import { pointFor } from './points.ts';
import { restore } from './trigger.ts';
import { type VmRestoreParams, type VmTarget, vmRestoreRequest } from './vm-restore.ts';

interface Starting {
  readonly azure: AzureBackup;
  readonly key: string;
  readonly params: VmRestoreParams;
}

export async function restoreVm({ azure, key, params }: Starting, target: VmTarget): Promise<Outcome> {
  const id = await itemId(azure, params.item, params.vault);
  const point = await pointFor(azure, id, params.recoveryPoint);
  return restore(azure, key, id, point, await vmRestoreRequest(azure, await azure.item(id), point, params, target));
}
