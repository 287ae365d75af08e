// What the simulator remembers, in its own words. Nothing here knows the wire format: `backup/*View.ts` and `arm/` render it.
// Times are milliseconds since 1970; keys are lower-case (see keys.ts), names keep the case they were created with.

import type { ItemBehaviour, ItemKind, JobError } from '../../nodes/kit/estate.ts';
import type { AutomationShapes } from '../automation/model.ts';
import type { ComputeShapes } from '../compute/model.ts';
import type { DataProtectionShapes } from '../data-protection/model.ts';
import type { HybridShapes } from '../hybrid/model.ts';

export type { ItemKind };
export type ManagementType = 'AzureIaasVM' | 'AzureStorage' | 'AzureWorkload' | 'MAB';
export type Json = { [key: string]: unknown };

export interface Subscription {
  id: string;
  name: string;
}

export interface ResourceGroup {
  subscription: string;
  name: string;
  location: string;
  tags: Record<string, string>;
}

export interface Vault {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  sku: Json;
  identity: Json | null;
  /** Properties a client has put (encryption, monitoring, security settings …), shown back as they came. */
  extra: Json;
  etag: string;
  redundancy: string;
  crossRegionRestore: boolean;
  softDelete: 'Enabled' | 'Disabled' | 'AlwaysON';
  softDeleteDays: number;
  enhancedSecurity: 'Enabled' | 'Disabled';
  /** When policies were made or changed lately: the service counts a day. */
  policyChanges?: number[];
  /** The move of its data that it has prepared, and the key of the vault that may take it. */
  dataMove?: { correlationId: string; target: string };
}

/** A vault that was deleted with soft-deleted items in it. */
export interface DeletedVault {
  vault: Vault;
  deletedAt: number;
  purgeAt: number;
}

export interface Machine {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  os: 'Windows' | 'Linux';
  size: string;
  power: 'running' | 'deallocated' | 'stopped';
  dataDisks: number;
  zone: string | null;
  vmId: string;
  databases: { kind: 'sql' | 'hana'; name: string; instance: string; group?: string }[];
}

export interface StorageAccount {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  shares: string[];
}

/** A file of a share, for as long as it was as it is: snapshots show what was there at their moment. */
export interface ShareFile {
  account: string;
  share: string;
  /** `reports/2026/plan.xlsx` */
  path: string;
  size: number;
  modifiedAt: number;
  from: number;
  /** When it was changed or deleted. */
  to: number | null;
}

interface BlobContainer {
  account: string;
  name: string;
  modifiedAt: number;
  etag: string;
}

export interface Blob {
  account: string;
  container: string;
  name: string;
  contentType: string;
  modifiedAt: number;
  etag: string;
  size: number;
  md5: string;
  metadata: Record<string, string>;
  /** Base64. */
  content: string;
}

export interface KeyVault {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
}

/** One version of a secret. */
export interface SecretVersion {
  vault: string;
  name: string;
  version: string;
  value: string;
  contentType: string | null;
  enabled: boolean;
  createdAt: number;
  expiresAt: number | null;
  tags: Record<string, string>;
}

/** One version of an RSA key. */
export interface KeyVersion {
  vault: string;
  name: string;
  version: string;
  pem: string;
  size: number;
  ops: string[];
  enabled: boolean;
  createdAt: number;
}

/** A Log Analytics workspace. */
interface Workspace {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  customerId: string;
}

interface Network {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  subnets: string[];
}

export interface Lock {
  /** What it protects, as it was written. */
  scope: string;
  name: string;
  level: 'CanNotDelete' | 'ReadOnly';
  notes: string | null;
}

/** What people have done with an alert; the alert itself follows from what happened. */
interface AlertState {
  id: string;
  state: 'New' | 'Acknowledged' | 'Closed';
  changedAt: number;
}

/** A long-running operation of a provider besides backup. */
interface ArmOperation {
  id: string;
  endAt: number;
  error: { code: string; message: string } | null;
  body: Json | null;
}

export interface Policy {
  vault: string;
  name: string;
  /** The properties as a client would put them; protectedItemsCount is counted when shown. */
  properties: Json;
}

export interface Container {
  vault: string;
  name: string;
  management: ManagementType;
  friendlyName: string;
  /** ARM id of the machine or storage account; empty for MARS. */
  sourceId: string;
  workload: 'SQLDataBase' | 'SAPHanaDatabase' | null;
  registeredAt: number;
  /** MARS: decimal id and agent version. */
  containerId: number;
  agentVersion: string | null;
  /** Databases that the last discovery saw, as item names; absent: all that are there. */
  seen?: string[];
  /** When discovery last asked the machine or account. */
  inquiredAt?: number;
}

type ItemState = 'Protected' | 'IRPending' | 'ProtectionStopped' | 'ProtectionError' | 'BackupsSuspended';

export interface Item {
  vault: string;
  /** Name of the container as it stands in the item's id. */
  container: string;
  name: string;
  kind: ItemKind;
  friendlyName: string;
  sourceId: string;
  /** Host of a database or volume, account of a share. */
  server: string;
  /** SQL instance or HANA system. */
  parent: string;
  policy: string | null;
  state: ItemState;
  lastBackup: { at: number; status: 'Completed' | 'Failed'; error: JobError | null } | null;
  newestPoint: number | null;
  deleted: { at: number; purgeAt: number } | null;
  dataId: string;
  createdAt: number;
  offline: boolean;
  behaviour: ItemBehaviour;
  extendedProperties: Json | null;
  /** When the schedule backs it up next; null when no schedule runs. */
  nextBackupAt: number | null;
  /** Databases: unbroken chains of log backups; `to` is null while logs are still taken, `upTo` the last one by hand. */
  logs?: { from: number; to: number | null; upTo?: number }[];
}

/** Data disks by LUN: only those listed, or all but those. The system disk is always in. */
interface DiskSelection {
  listed: number[];
  inclusion: boolean;
}

export interface Point {
  item: string;
  id: string;
  at: number;
  /** AppConsistent … for machines and shares; Full, Differential … for databases. */
  type: string;
  /** Until when the snapshot (instant restore) tier keeps it. */
  instantUntil: number;
  expiresAt: number;
  /** The rule of the policy that keeps it longest. */
  rule?: string;
  /** False while only the snapshot exists: the transfer to the vault runs, or was cancelled. */
  inVault?: boolean;
  /** Moved to the archive tier; its vault copy is gone since. */
  archivedAt?: number;
  /** A copy brought back from the archive, and until when it stays. */
  rehydrated?: { from: number; until: number };
  /** A session of item-level recovery has it mounted until then. */
  mountedUntil?: number;
  /** The selection of disks that the backup followed. */
  luns?: DiskSelection;
}

export interface JobFate {
  ends: 'Failed' | 'CompletedWithWarnings';
  error: JobError;
}

/** The recovery point that a backup is to leave. */
export interface PointWish {
  type: string;
  expiresAt: number;
  rule?: string;
  luns?: DiskSelection;
  /** Shares: the copy goes to the vault too. */
  vaulted?: boolean;
}

/** What a job that has succeeded leaves behind, besides a recovery point. */
export type Makes =
  | { machine: Machine }
  | { files: { path: string; size: number; modifiedAt: number }[]; account: string; share: string }
  | { host: string; database: Machine['databases'][number] }
  | { archive: string }
  | { rehydrate: string; until: number }
  | { blobs: { account: string; container: string; files: { name: string; content: string }[] } };

export type JobStatus = 'InProgress' | 'Completed' | 'CompletedWithWarnings' | 'Failed' | 'Cancelling' | 'Cancelled';

export interface Job {
  id: string;
  vault: string;
  item: string | null;
  kind: ItemKind;
  management: ManagementType;
  operation: string;
  friendlyName: string;
  containerName: string;
  startAt: number;
  /** When its work ends if nobody cancels it. */
  endAt: number;
  ends: 'Completed' | 'CompletedWithWarnings' | 'Failed';
  error: JobError | null;
  /** When a cancel was accepted, and when it takes effect. */
  cancel: { at: number; doneAt: number } | null;
  activityId: string;
  userTriggered: boolean;
  tasks: string[];
  bag: Record<string, string>;
  doneBag: Record<string, string>;
  internalBag: Record<string, string>;
  /** Backups: what the recovery point will be. */
  point: PointWish | null;
  /** Restores to another place: what exists when it has succeeded. */
  makes: Makes | null;
  also?: Makes[];
  /** Its end has had its consequences. */
  settled: boolean;
  /** Backups of machines: when the snapshot is done, and the point it left. */
  snapshotAt?: number;
  pointId?: string;
  /** Cross-region restores run in the paired region and are listed there, not in the vault. */
  region?: string;
}

export interface Operation {
  id: string;
  vault: string;
  startAt: number;
  endAt: number;
  jobId: string | null;
  error: { code: string; message: string } | null;
  /** What operationResults answers in the end: a resource to show, or nothing. */
  result: { kind: 'item' | 'container' | 'policy'; key: string } | { kind: 'body'; body: Json; key: '' } | null;
  /** `properties` of the status besides the job. */
  details: Json | null;
}

export interface Intent {
  vault: string;
  name: string;
  properties: Json;
}

/** Microsoft.DataProtection/resourceGuards: which critical operations of the vaults mapped to it need its consent. */
export interface Guard {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  /** Operations it does not protect. */
  excluded: string[];
  /** False: whoever asks has no right on the guard, as when the security team owns it. */
  allows: boolean;
}

/** The mapping of a vault to its guard. */
export interface GuardProxy {
  vault: string;
  name: string;
  guardId: string;
  description: string;
  updatedAt: number;
  /** Deletions let through: the resource named, until then. */
  unlocked: { resource: string; until: number }[];
}

export interface PrivateConnection {
  vault: string;
  name: string;
  endpointId: string;
  groupIds: string[];
  status: 'Pending' | 'Approved' | 'Rejected' | 'Disconnected';
  description: string;
}

/** A System Center DPM or Azure Backup Server registered with the vault. */
export interface Engine {
  vault: string;
  name: string;
  kind: 'DpmBackupEngine' | 'AzureBackupServerEngine';
  version: string;
  agentVersion: string;
  registeredAt: number;
  items: number;
  servers: number;
}

/** Which shape lies under which kind of document. */
export interface Shapes extends ComputeShapes, DataProtectionShapes, HybridShapes, AutomationShapes {
  subscription: Subscription;
  resourceGroup: ResourceGroup;
  vault: Vault;
  machine: Machine;
  storageAccount: StorageAccount;
  policy: Policy;
  container: Container;
  item: Item;
  point: Point;
  job: Job;
  operation: Operation;
  intent: Intent;
  shareFile: ShareFile;
  blobContainer: BlobContainer;
  blob: Blob;
  keyVault: KeyVault;
  secretVersion: SecretVersion;
  keyVersion: KeyVersion;
  workspace: Workspace;
  network: Network;
  lock: Lock;
  alertState: AlertState;
  armOperation: ArmOperation;
  deletedVault: DeletedVault;
  guard: Guard;
  guardProxy: GuardProxy;
  privateConnection: PrivateConnection;
  engine: Engine;
}
export type Kind = keyof Shapes;
