// Bodies of Microsoft.Authorization and of tags.
import { z } from 'zod';

export const lockRequest = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  properties: z.strictObject({
    level: z.enum(['CanNotDelete', 'ReadOnly']),
    notes: z.string().max(512).optional(),
    owners: z.array(z.strictObject({ applicationId: z.string().optional() })).optional(),
  }),
});

export const tagsRequest = z.strictObject({
  operation: z.enum(['Replace', 'Merge', 'Delete']),
  properties: z.strictObject({ tags: z.record(z.string().min(1).max(512), z.string().max(256)).optional() }),
});
