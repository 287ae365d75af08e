// POST undelete of a deleted vault: where it comes back to.
import { z } from 'zod';

export const undeleteVault = z.strictObject({ properties: z.strictObject({ recoveryResourceGroupId: z.string().min(1) }) });
