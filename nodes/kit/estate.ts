// An estate: what a subscription with Azure Backup in it holds, as plain JSON. It seeds the simulator, and the examples of
// nodes are written in it. Almost everything has a default, so a small estate stays small. It holds no wire format.
// A moment is an ISO time, or a duration before the moment of seeding: "-PT26H" is 26 hours ago.
import { z } from 'zod';
import { automationAccount, hybridMachine, marsAgent } from './estate-hybrid.ts';

const moment = z
  .string()
  .regex(/^(-P(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?|\d{4}-\d\d-\d\dT[\d:.]+Z)$/, 'an ISO time or a duration like -PT26H');
const tags = z.record(z.string(), z.string()).default({});
const days = z.enum(['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']);

/** Why a job fails, as Azure reports it. `code` is the symbolic one (UserError…), `number` the one in errorDetails. */
const jobError = z.object({
  code: z.string(),
  number: z.int().default(400001),
  message: z.string().default('The operation failed.'),
  recommendations: z.array(z.string()).default([]),
});

/** How work on an item goes from now on: it succeeds unless told otherwise. `times` limits it to the next n jobs. */
const outcome = z.object({
  ends: z.enum(['Failed', 'CompletedWithWarnings']).default('Failed'),
  error: jobError.prefault({ code: 'InternalError' }),
  times: z.int().min(1).optional(),
});

const behaviour = z.object({
  backup: outcome.optional(),
  restore: outcome.optional(),
  /** How long a backup works, in simulated seconds; the default depends on the kind of item. */
  backupSeconds: z.number().positive().optional(),
  restoreSeconds: z.number().positive().optional(),
});

const item = z.object({
  kind: z.enum(['vm', 'share', 'sql', 'hana', 'mars']).default('vm'),
  /** VM name, share name, database name, or volume ("C:\\") on a MARS machine. */
  name: z.string(),
  /** The machine of a database or volume. */
  machine: z.string().optional(),
  /** The storage account of a share. */
  account: z.string().optional(),
  /** SQL instance or HANA system id. */
  instance: z.string().optional(),
  /** Resource group of the VM or storage account; default: the machine's own, else the vault's. */
  resourceGroup: z.string().optional(),
  policy: z.string().optional(),
  state: z.enum(['Protected', 'IRPending', 'ProtectionStopped', 'ProtectionError', 'SoftDeleted']).optional(),
  lastBackup: z.object({ at: moment, status: z.enum(['Completed', 'Failed']).default('Completed'), error: jobError.optional() }).optional(),
  /** Recovery points: how many, when the newest was made, how far apart they are. */
  points: z
    .object({
      count: z.int().min(0),
      newest: moment.default('-PT8H'),
      everyHours: z.number().positive().default(24),
      /** Names of the newest ones, newest first; the rest get names of their own. */
      ids: z.array(z.string().regex(/^\d+$/)).default([]),
      /** For how many days each is kept; default: as the policy says. */
      keepDays: z.int().min(1).optional(),
      /** So many before those, a month apart and kept for three years. */
      monthly: z.int().min(0).default(0),
      /** So many of the oldest lie in the archive tier. */
      archived: z.int().min(0).default(0),
    })
    .optional(),
  /** The newest point of a VM is mounted for file recovery: the id of the operation that did it. */
  mount: z.guid().optional(),
  /** When it was deleted; only for SoftDeleted. */
  deletedAt: moment.optional(),
  /** The machine is off: its scheduled backups do not happen. */
  offline: z.boolean().default(false),
  behaviour: behaviour.prefault({}),
});

const policy = z.object({
  name: z.string(),
  kind: z.enum(['vm', 'share', 'sql', 'hana', 'mars']).default('vm'),
  /** "Hourly" makes an Enhanced (V2) policy for VMs. */
  frequency: z.enum(['Daily', 'Weekly', 'Hourly']).default('Daily'),
  days: z.array(days).default(['Sunday']),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):(00|30)$/)
    .default('22:00'),
  keepDays: z.int().min(1).default(30),
  keepWeeks: z.int().min(1).optional(),
  keepMonths: z.int().min(1).optional(),
  keepYears: z.int().min(1).optional(),
  instantDays: z.int().min(1).max(30).default(2),
  logMinutes: z.int().min(15).max(1440).default(60),
});

const job = z.object({
  id: z.guid().optional(),
  /** Friendly name of an item of the same vault. */
  item: z.string(),
  /** Where two items share a name (databases called "master"): their machine or account. */
  machine: z.string().optional(),
  operation: z
    .enum([
      'Backup',
      'Restore',
      'CrossRegionRestore',
      'ConfigureBackup',
      'DisableBackup',
      'DeleteBackupData',
      'Undelete',
      'Register',
      'UnRegister',
    ])
    .default('Backup'),
  /** Of a CrossRegionRestore: the paired region, which lists it instead of the vault. */
  region: z.string().optional(),
  status: z.enum(['InProgress', 'Completed', 'CompletedWithWarnings', 'Failed', 'Cancelled']).default('Completed'),
  at: moment.default('-PT8H'),
  seconds: z.number().positive().optional(),
  userTriggered: z.boolean().default(false),
  activityId: z.string().optional(),
  error: jobError.optional(),
});

const vault = z.object({
  name: z.string(),
  resourceGroup: z.string().default('rg-backup'),
  location: z.string().default('westeurope'),
  subscription: z.guid().optional(),
  tags,
  redundancy: z.enum(['GeoRedundant', 'LocallyRedundant', 'ZoneRedundant']).default('GeoRedundant'),
  crossRegionRestore: z.boolean().default(false),
  softDelete: z.enum(['Enabled', 'Disabled', 'AlwaysON']).default('Enabled'),
  softDeleteDays: z.int().min(14).max(180).default(14),
  /** It was deleted then, with the soft-deleted items that were in it. */
  deletedAt: moment.optional(),
  immutability: z.enum(['Disabled', 'Unlocked', 'Locked']).default('Disabled'),
  /** Name of a guard of `resourceGuards`: multi-user authorization. */
  resourceGuard: z.string().optional(),
  /** The guard has let the end of its own protection through, for an hour. */
  guardUnlocked: z.boolean().default(false),
  privateEndpoints: z
    .array(z.object({ name: z.string(), state: z.enum(['Pending', 'Approved', 'Rejected', 'Disconnected']).default('Approved') }))
    .default([]),
  /** Machines with databases and storage accounts that are registered although nothing on them need be protected. */
  registered: z.array(z.object({ name: z.string(), kind: z.enum(['sql', 'hana', 'share']).default('sql') })).default([]),
  /** Servers of System Center DPM or Azure Backup Server. */
  engines: z
    .array(
      z.object({
        name: z.string(),
        kind: z.enum(['DPM', 'AzureBackupServer']).default('DPM'),
        version: z.string().default('10.22.148.0'),
        agentVersion: z.string().default('2.0.9262.0'),
        items: z.int().min(0).default(12),
        servers: z.int().min(0).default(4),
      }),
    )
    .default([]),
  policies: z.array(policy).default([]),
  items: z.array(item).default([]),
  jobs: z.array(job).default([]),
});

/** A Resource Guard (Microsoft.DataProtection) in the region of the vaults that it protects. */
const resourceGuard = z.object({
  name: z.string(),
  resourceGroup: z.string().default('rg-security'),
  location: z.string().default('westeurope'),
  subscription: z.guid().optional(),
  tags,
  /** Critical operations it does not protect, as Azure names them. */
  excludes: z.array(z.string()).default([]),
  /** False: whoever signs in has no right on it, as when the security team owns it. */
  allows: z.boolean().default(true),
});

const database = z.object({
  kind: z.enum(['sql', 'hana']).default('sql'),
  name: z.string(),
  instance: z.string().optional(),
  /** The SQL availability group that holds it. */
  group: z.string().optional(),
});

const machine = z.object({
  name: z.string(),
  resourceGroup: z.string().default('rg-workloads'),
  location: z.string().default('westeurope'),
  subscription: z.guid().optional(),
  tags,
  os: z.enum(['Windows', 'Linux']).default('Windows'),
  size: z.string().default('Standard_D2s_v5'),
  power: z.enum(['running', 'deallocated', 'stopped']).default('running'),
  dataDisks: z.int().min(0).max(32).default(0),
  zone: z.string().optional(),
  /** Databases on it that can be protected. */
  databases: z.array(database).default([]),
});

const storageAccount = z.object({
  name: z.string().regex(/^[a-z0-9]{3,24}$/),
  resourceGroup: z.string().default('rg-storage'),
  location: z.string().default('westeurope'),
  subscription: z.guid().optional(),
  tags,
  shares: z.array(z.string()).default([]),
  /** Files of its shares, and of shares that items name. A share without any holds a few usual ones. */
  files: z
    .array(
      z.object({
        share: z.string(),
        path: z.string().regex(/^[^/\\].*[^/\\]$|^[^/\\]$/, 'a path like reports/plan.xlsx'),
        size: z.int().min(0).default(12_288),
        modified: moment.default('-P40D'),
        /** Gone since then; recovery points from before hold it. */
        deleted: moment.optional(),
      }),
    )
    .default([]),
  containers: z
    .array(
      z.object({
        name: z.string(),
        blobs: z.array(z.object({ name: z.string(), text: z.string(), contentType: z.string().default('text/plain') })).default([]),
      }),
    )
    .default([]),
});

const keyVault = z.object({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{2,23}$/),
  resourceGroup: z.string().default('rg-shared'),
  location: z.string().default('westeurope'),
  subscription: z.guid().optional(),
  tags,
  secrets: z
    .array(
      z.object({
        name: z.string().regex(/^[A-Za-z0-9-]{1,127}$/),
        value: z.string(),
        contentType: z.string().optional(),
        enabled: z.boolean().default(true),
        /** Days from the moment of seeding; may be past. */
        expiresInDays: z.int().optional(),
      }),
    )
    .default([]),
});

const workspace = z.object({
  name: z.string(),
  resourceGroup: z.string().default('rg-shared'),
  location: z.string().default('westeurope'),
  subscription: z.guid().optional(),
  tags,
  customerId: z.guid(),
});

const network = z.object({
  name: z.string(),
  resourceGroup: z.string().default('rg-network'),
  location: z.string().default('westeurope'),
  subscription: z.guid().optional(),
  tags,
  subnets: z.array(z.string()).default(['default']),
});

const lock = z.object({ name: z.string(), level: z.enum(['CanNotDelete', 'ReadOnly']), scope: z.string(), notes: z.string().optional() });

const sourceKind = z.enum(['disk', 'blob', 'postgres', 'aks']);

/** A Backup vault (Microsoft.DataProtection): disks, blobs, PostgreSQL, Kubernetes. */
const backupVault = z.object({
  name: z.string(),
  resourceGroup: z.string().default('rg-backup'),
  location: z.string().default('westeurope'),
  subscription: z.guid().optional(),
  tags,
  redundancy: z.enum(['GeoRedundant', 'LocallyRedundant', 'ZoneRedundant']).default('ZoneRedundant'),
  softDelete: z.enum(['Off', 'On', 'AlwaysOn']).default('On'),
  immutability: z.enum(['Disabled', 'Unlocked', 'Locked']).default('Disabled'),
  policies: z
    .array(z.object({ name: z.string(), kind: sourceKind, keepDays: z.int().min(1).default(7), everyHours: z.int().min(4).default(24) }))
    .default([]),
  instances: z
    .array(
      z.object({
        kind: sourceKind,
        /** Of a PostgreSQL database: `server/database`. */
        name: z.string(),
        resourceGroup: z.string().default('rg-workloads'),
        policy: z.string().default(''),
        state: z
          .enum(['ProtectionConfigured', 'ProtectionStopped', 'BackupSchedulesSuspended', 'ProtectionError'])
          .default('ProtectionConfigured'),
        deleted: z.boolean().default(false),
        /** Daily recovery points of the past; none for blobs, which are kept continuously. */
        points: z.int().min(0).default(7),
        /** Id of the job that made the newest point. */
        job: z.guid().optional(),
      }),
    )
    .default([]),
});

export const estateSchema = z.object({
  tenantId: z.guid().default('3f6b1f0e-9a52-4c1e-8d27-5b0c9e4a7d11'),
  clientId: z.guid().default('b7d9c2a4-61fe-4f0b-a3d8-2c5e7f901b36'),
  /** Made at random when the estate is loaded, if not given. */
  clientSecret: z.string().optional(),
  subscriptions: z
    .array(z.object({ id: z.guid(), name: z.string() }))
    .min(1)
    .default([{ id: '0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6', name: 'Practice' }]),
  resourceGroups: z
    .array(
      z.object({ name: z.string(), location: z.string().default('westeurope'), subscription: z.guid().optional(), tags: tags.optional() }),
    )
    .default([]),
  vaults: z.array(vault).default([]),
  resourceGuards: z.array(resourceGuard).default([]),
  /** Moves of backup data from vault to vault (by name) that the source has prepared. */
  dataMoves: z.array(z.object({ from: z.string(), to: z.string(), correlationId: z.string() })).default([]),
  backupVaults: z.array(backupVault).default([]),
  machines: z.array(machine).default([]),
  hybridMachines: z.array(hybridMachine).default([]),
  marsAgents: z.array(marsAgent).default([]),
  automationAccounts: z.array(automationAccount).default([]),
  storageAccounts: z.array(storageAccount).default([]),
  keyVaults: z.array(keyVault).default([]),
  workspaces: z.array(workspace).default([]),
  networks: z.array(network).default([]),
  /** Snapshots of the system disks of machines. */
  snapshots: z.array(z.object({ name: z.string(), machine: z.string(), resourceGroup: z.string().default('rg-workloads') })).default([]),
  /** Scopes are full ARM ids. */
  locks: z.array(lock).default([]),
  /** Built-in roles of the application that signs in; none: it may do everything. Without a scope: on every subscription. */
  roles: z.array(z.object({ role: z.string(), scope: z.string().optional() })).default([]),
  /** Scheduled backups happen by themselves while time goes on. */
  scheduledBackups: z.boolean().default(false),
});

export type Estate = z.output<typeof estateSchema>;
export type EstateInput = z.input<typeof estateSchema>;
export type EstateVault = Estate['vaults'][number];
export type EstateItem = EstateVault['items'][number];
export type EstatePolicy = EstateVault['policies'][number];
export type EstateJob = EstateVault['jobs'][number];
export type ItemKind = EstateItem['kind'];
export type JobError = z.output<typeof jobError>;
export type ItemBehaviour = z.output<typeof behaviour>;

/** Fills the defaults of a small estate; throws a ZodError when it is not one. */
export function estate(input: EstateInput): Estate {
  return estateSchema.parse(input);
}

const part = (match: RegExpExecArray, index: number) => Number(match[index] ?? 0);

/** A moment of an estate as milliseconds since 1970, seen from the moment of seeding. */
export function momentOf(text: string, now: number): number {
  const match = /^-P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (!match) return Date.parse(text);
  const hours = (part(match, 1) * 7 + part(match, 2)) * 24 + part(match, 3);
  return now - ((hours * 60 + part(match, 4)) * 60 + part(match, 5)) * 1000;
}
