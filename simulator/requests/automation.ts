// Bodies of the Azure Automation requests that change something, as the specification of 2023-11-01 has them.
import { z } from 'zod';

const tags = z.record(z.string(), z.string());
const link = z.strictObject({
  uri: z.string().optional(),
  version: z.string().optional(),
  contentHash: z.strictObject({ algorithm: z.string(), value: z.string() }).optional(),
});
const runbookType = z.enum([
  'Script',
  'Graph',
  'PowerShellWorkflow',
  'PowerShell',
  'GraphPowerShellWorkflow',
  'GraphPowerShell',
  'Python2',
  'Python3',
  'PowerShell72',
]);

export const runbookRequest = z.strictObject({
  name: z.string().optional(),
  location: z.string().optional(),
  tags: tags.optional(),
  properties: z.strictObject({
    logVerbose: z.boolean().optional(),
    logProgress: z.boolean().optional(),
    runbookType,
    draft: z.strictObject({ inEdit: z.boolean().optional(), draftContentLink: link.optional() }).optional(),
    publishContentLink: link.optional(),
    description: z.string().optional(),
    logActivityTrace: z.int().optional(),
  }),
});

export const runbookPatch = z.strictObject({
  name: z.string().optional(),
  location: z.string().optional(),
  tags: tags.optional(),
  properties: z
    .strictObject({
      description: z.string().optional(),
      logVerbose: z.boolean().optional(),
      logProgress: z.boolean().optional(),
      logActivityTrace: z.int().optional(),
    })
    .optional(),
});

export const jobRequest = z.strictObject({
  properties: z.strictObject({
    runbook: z.strictObject({ name: z.string().min(1) }),
    parameters: z.record(z.string(), z.string()).optional(),
    runOn: z.string().optional(),
  }),
});

export const variableRequest = z.strictObject({
  name: z.string().min(1),
  properties: z.strictObject({ value: z.string().optional(), description: z.string().optional(), isEncrypted: z.boolean().optional() }),
});
