// Sends a restore, and closes an open one: what all nodes that restore have in common. The point it starts from stands in the result.

import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import type { Outcome, Recovery } from '../../kit/define.ts';
import type { JsonObject } from '../../kit/json.ts';
import { closeByJob } from '../accepted.ts';
import { itemId, vaultIdOf } from '../find.ts';
import { pointPlace } from '../place.ts';
import { acceptedShape } from '../shapes.ts';
import { started } from '../start.ts';

export const restoreShape = acceptedShape.extend({ recoveryPointId: z.string() });

export async function restore(azure: AzureBackup, key: string, itemId: string, pointId: string, properties: JsonObject): Promise<Outcome> {
  const at = pointPlace(pointId);
  const answer = await azure.operation({ id: 'Restores_Trigger', ...at, body: { properties }, key });
  return started(answer, { vaultId: at.scope, itemId, more: { recoveryPointId: pointId } });
}

interface Open {
  readonly azure: AzureBackup;
  readonly key: string;
  readonly intent: { readonly at: number };
  readonly params: { readonly item: string; readonly vault?: string | undefined; readonly recoveryPoint?: string | undefined };
}

/** A restore leaves a job, and only a job. */
export async function recoverRestore(open: Open): Promise<Recovery> {
  const item = await itemId(open.azure, open.params.item, open.params.vault);
  const point = open.params.recoveryPoint ?? '';
  const pointId = point === '' || point.startsWith('/') ? point : `${item}/recoveryPoints/${point}`;
  return closeByJob(open, vaultIdOf(item) as string, item, undefined, { recoveryPointId: pointId });
}
