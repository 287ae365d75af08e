// What Key Vault takes for a secret (api-version 7.4).
import { z } from 'zod';

export const secretRequest = z.strictObject({
  value: z.string().max(25_600),
  contentType: z.string().max(255).optional(),
  attributes: z.strictObject({ enabled: z.boolean().optional(), nbf: z.int().optional(), exp: z.int().optional() }).optional(),
  tags: z.record(z.string(), z.string().max(256)).optional(),
});

export const keyRequest = z.strictObject({
  kty: z.enum(['RSA', 'RSA-HSM']),
  key_size: z.union([z.literal(2048), z.literal(3072), z.literal(4096)]).optional(),
  key_ops: z.array(z.enum(['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'])).optional(),
  attributes: z.strictObject({ enabled: z.boolean().optional(), nbf: z.int().optional(), exp: z.int().optional() }).optional(),
  tags: z.record(z.string(), z.string().max(256)).optional(),
});

export const keyChange = z.strictObject({ attributes: z.strictObject({ enabled: z.boolean().optional() }).optional() });

export const keyOperation = z.strictObject({
  alg: z.enum(['RSA-OAEP', 'RSA-OAEP-256']),
  value: z.string().regex(/^[A-Za-z0-9_-]*$/),
});
