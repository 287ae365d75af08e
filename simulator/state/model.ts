// What the simulator remembers, in its own words. Nothing here knows the wire format: `backup/*View.ts` and `arm/` render it.
// Times are milliseconds since 1970; keys are lower-case (see keys.ts), names keep the case they were created with.
import type { ItemBehaviour, ItemKind, JobError } from '../../nodes/kit/estate.ts';
import type { AutomationShapes } from '../automation/model.ts';
import type { ComputeShapes } from '../compute/model.ts';
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
  databases: { kind: 'sql' | 'hana'; name: string; instance: string }[];
}

export interface StorageAccount {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  shares: string[];
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
}

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
  point: { type: string; expiresAt: number } | null;
  /** Restores to another place: what exists when it has succeeded. */
  makes: { machine: Machine } | { account: string; share: string } | null;
  /** Its end has had its consequences. */
  settled: boolean;
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

/** Which shape lies under which kind of document. */
export interface Shapes extends ComputeShapes, HybridShapes, AutomationShapes {
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
}
export type Kind = keyof Shapes;
