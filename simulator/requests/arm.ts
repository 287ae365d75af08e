// Bodies of the few requests outside Recovery Services that change something or ask a question.
import { z } from 'zod';

const tags = z.record(z.string(), z.string());

export const groupRequest = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  location: z.string().min(1),
  managedBy: z.string().optional(),
  tags: tags.optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

export const groupPatch = z.strictObject({
  name: z.string().optional(),
  tags: tags.optional(),
  managedBy: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

/** Of a virtual machine only the tags change here. */
export const machinePatch = z.strictObject({ tags });

export const graphRequest = z.strictObject({
  query: z.string().min(1),
  subscriptions: z.array(z.string()).optional(),
  managementGroups: z.array(z.string()).optional(),
  options: z
    .strictObject({
      $skip: z.int().min(0).optional(),
      $top: z.int().min(1).max(1000).optional(),
      $skipToken: z.string().optional(),
      resultFormat: z.enum(['objectArray', 'table']).optional(),
      allowPartialScopes: z.boolean().optional(),
      authorizationScopeFilter: z.string().optional(),
    })
    .optional(),
  facets: z.array(z.unknown()).optional(),
});
