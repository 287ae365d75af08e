// The parts of an estate outside Azure's own machines: servers that Azure Arc knows, MARS agents, and Azure Automation with the
// workers that run on those servers.
import { z } from 'zod';

const tags = z.record(z.string(), z.string()).default({});

export const hybridMachine = z.object({
  name: z.string(),
  resourceGroup: z.string().default('rg-arc'),
  location: z.string().default('westeurope'),
  subscription: z.guid().optional(),
  tags,
  /** Full computer name; default: the name alone. */
  fqdn: z.string().optional(),
  os: z.enum(['Windows', 'Linux']).default('Windows'),
  osName: z.string().default('Windows Server 2022 Standard'),
  status: z.enum(['Connected', 'Disconnected']).default('Connected'),
  /** Days since it was last heard of, when it is disconnected. */
  silentDays: z.number().min(0).default(3),
});

/** A MARS agent of another version than its vault implies, or one that is not registered with any vault. */
export const marsAgent = z.object({
  /** Name of a VM or of an Arc machine. */
  machine: z.string(),
  version: z.string().default('2.0.9262.0'),
});

export const automationAccount = z.object({
  name: z.string(),
  resourceGroup: z.string().default('rg-automation'),
  location: z.string().default('westeurope'),
  subscription: z.guid().optional(),
  tags,
  /** Hybrid worker groups, and the VMs or Arc machines in them by name. */
  workerGroups: z.array(z.object({ name: z.string(), machines: z.array(z.string()).default([]) })).default([]),
  /** Published runbooks. `script` is what practice understands of PowerShell: Write-Output 'text', throw 'text'. */
  runbooks: z.array(z.object({ name: z.string(), script: z.string().default("Write-Output 'done'") })).default([]),
  variables: z.array(z.object({ name: z.string(), value: z.string(), encrypted: z.boolean().default(false) })).default([]),
});
