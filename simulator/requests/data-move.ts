// Moving the backup data of a vault to a vault of another region: prepare at the source, trigger at the target.
import { z } from 'zod';
import { strings } from './parts.ts';

const level = z.enum(['Invalid', 'Vault', 'Container']);

export const prepareMoveRequest = z.strictObject({
  targetResourceId: z.string(),
  targetRegion: z.string(),
  dataMoveLevel: level,
  sourceContainerArmIds: strings.optional(),
  ignoreMoved: z.boolean().optional(),
});

export const triggerMoveRequest = z.strictObject({
  sourceResourceId: z.string(),
  sourceRegion: z.string(),
  dataMoveLevel: level,
  correlationId: z.string(),
  sourceContainerArmIds: strings.optional(),
  pauseGC: z.boolean().optional(),
});
