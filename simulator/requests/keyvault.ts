// What Key Vault takes for a secret (api-version 7.4).
import { z } from 'zod';

export const secretRequest = z.strictObject({
  value: z.string().max(25_600),
  contentType: z.string().max(255).optional(),
  attributes: z.strictObject({ enabled: z.boolean().optional(), nbf: z.int().optional(), exp: z.int().optional() }).optional(),
  tags: z.record(z.string(), z.string().max(256)).optional(),
});
