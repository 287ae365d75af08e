// POST moveResources: which resources, to which resource group.
import { z } from 'zod';

export const moveRequest = z.strictObject({ resources: z.array(z.string()).min(1), targetResourceGroup: z.string().min(1) });
