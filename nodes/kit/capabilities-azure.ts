// Azure Backup as nodes see it: plain objects, full ARM ids, every call one request or one paged list. What answers 202 gives
// back the job that Azure started; what waits is done by `jobEvent` and the vault's watcher, never by polling in a node.
import type { Json } from './json.ts';

export interface AzureVault {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly subscriptionId: string;
}

export interface ProtectedItem {
  readonly id: string;
  readonly name: string;
  /** What people call it: `vm-sql-03`. */
  readonly friendlyName: string;
  readonly vaultId: string;
  readonly vaultName: string;
  readonly containerName: string;
  /** The machine of a database, as its jobs name it; null for the rest. */
  readonly serverName: string | null;
  /** AzureIaasVM, AzureStorage, AzureWorkload, MAB … */
  readonly managementType: string;
  /** VM, AzureFileShare, SQLDataBase, SAPHanaDatabase, FileFolder … */
  readonly workloadType: string;
  readonly sourceResourceId: string | null;
  readonly policyId: string | null;
  readonly policyName: string | null;
  readonly protectionState: string;
  readonly healthStatus: string | null;
  readonly lastBackupStatus: string | null;
  /** ISO 8601, null before the first backup. */
  readonly lastBackupTime: string | null;
  readonly lastRecoveryPoint: string | null;
  readonly softDeleted: boolean;
  readonly lastError: { readonly code: string; readonly message: string; readonly advice: readonly string[] } | null;
}

export interface BackupJob {
  readonly id: string;
  /** The GUID that other calls want. */
  readonly jobId: string;
  readonly vaultId: string;
  readonly vaultName: string;
  readonly itemName: string;
  /** Where the item lives: container, storage account or server; null when Azure does not say. */
  readonly containerName: string | null;
  readonly managementType: string;
  /** Backup, Restore, ConfigureBackup … */
  readonly operation: string;
  /** InProgress, Completed, CompletedWithWarnings, Failed, Cancelling, Cancelled. */
  readonly status: string;
  readonly startTime: string;
  readonly endTime: string | null;
  readonly durationSeconds: number | null;
  /** 0..1, null when Azure does not say. */
  readonly progress: number | null;
  readonly activityId: string | null;
  readonly tasks: readonly { readonly name: string; readonly status: string }[];
  readonly properties: { readonly [name: string]: string };
  readonly errors: readonly {
    readonly code: string;
    readonly title: string;
    readonly message: string;
    readonly advice: readonly string[];
  }[];
}

export interface BackupPolicy {
  readonly id: string;
  readonly name: string;
  readonly vaultId: string;
  readonly managementType: string;
  readonly workloadType: string | null;
  readonly itemCount: number;
  readonly summary: string;
  readonly properties: Json;
}

export interface RecoveryPoint {
  readonly id: string;
  readonly name: string;
  readonly time: string;
  /** AppConsistent, CrashConsistent, FileSystemConsistent, Full, Log … */
  readonly kind: string;
  readonly tiers: readonly string[];
}

export interface AzureVm {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly tags: { readonly [name: string]: string };
  readonly powerState: string | null;
}

/** A mutating call that Azure accepted. `jobId` is null only when Azure starts no job for it. */
export interface AcceptedJob {
  readonly jobId: string | null;
  readonly vaultId: string;
  readonly operationId: string | null;
  readonly requestId: string | null;
}

export interface JobFilter {
  readonly status?: string;
  readonly operation?: string;
  readonly managementType?: string;
  /** ISO 8601. */
  readonly since?: string;
  readonly until?: string;
}

export interface AzureBackup {
  /** What Azure's own clock shows, as its last answer told; the practice subscription's runs ahead when somebody moved it. */
  now(): Promise<number>;
  /** Those the connection is limited to, else all that the identity sees. */
  subscriptions(): Promise<readonly { readonly id: string; readonly name: string }[]>;
  vaults(): AsyncIterable<AzureVault>;
  /** Of one vault, or of all vaults when `vaultId` is null. */
  items(
    vaultId: string | null,
    filter?: { readonly managementType?: string; readonly workloadType?: string; readonly policyName?: string },
  ): AsyncIterable<ProtectedItem>;
  item(itemId: string): Promise<ProtectedItem>;
  jobs(vaultId: string | null, filter?: JobFilter): AsyncIterable<BackupJob>;
  job(vaultId: string, jobId: string): Promise<BackupJob>;
  policies(vaultId: string): AsyncIterable<BackupPolicy>;
  recoveryPoints(itemId: string, range?: { readonly from?: string; readonly to?: string }): AsyncIterable<RecoveryPoint>;
  vms(filter?: { readonly tag?: { readonly name: string; readonly value?: string } }): AsyncIterable<AzureVm>;
  /** Is a VM protected, and where? */
  backupStatus(vm: { readonly id: string; readonly location: string }): Promise<{
    readonly protected: boolean;
    readonly vaultId: string | null;
    readonly itemId: string | null;
    readonly policyName: string | null;
  }>;
  /** `key` is the step's key: it becomes the client request id, and Azure gives it back as the job's activityId. */
  backUpNow(
    itemId: string,
    options: { readonly key: string; readonly retainUntil?: string; readonly backupType?: string },
  ): Promise<AcceptedJob>;
  protectVm(options: {
    readonly key: string;
    readonly vmId: string;
    readonly vaultId: string;
    readonly policyId: string;
  }): Promise<AcceptedJob>;
  /** Stops protection and deletes the backup data (soft delete keeps it for 14 days). */
  deleteBackupData(itemId: string, options: { readonly key: string }): Promise<AcceptedJob>;
  resumeProtection(itemId: string, options: { readonly key: string; readonly policyId: string }): Promise<AcceptedJob>;
  undelete(itemId: string, options: { readonly key: string }): Promise<AcceptedJob>;
  /** The job that a request with this key started, if any: how an open intent is closed. Null: Azure knows none (yet). */
  findJobByKey(vaultId: string, key: string, since: number): Promise<BackupJob | null>;
  cancelJob(vaultId: string, jobId: string): Promise<void>;
  /** Name of the event that the vault's watcher delivers when the job ends; payload is the {@link BackupJob}. */
  jobEvent(vaultId: string, jobId: string): Promise<string>;
  /** One operation of Azure Backup by its published name (`Backups_Trigger`), through the official SDK. Sent once. */
  operation(request: BackupOperationRequest): Promise<AzureAnswer>;
  /** Any ARM request on the same pipeline. Pages of a GET are followed and joined; a long-running operation is not (`pending`). */
  arm(request: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    readonly path: string;
    readonly apiVersion: string;
    readonly body?: Json;
    readonly key?: string;
    readonly headers?: { readonly [name: string]: string };
  }): Promise<AzureAnswer>;
  /** Where a long-running operation stands: one read. Throws the operation's own failure, with Azure's code, once it has failed. */
  poll(pending: PendingOperation): Promise<OperationProgress>;
  /** A request to a data plane of Azure (not Resource Manager), signed in for that service. */
  data(request: AzureDataRequest): Promise<AzureDataAnswer>;
}

/** A long-running operation as its 202 describes it: plain JSON that waits in a step's state. */
export interface PendingOperation {
  /** `Azure-AsyncOperation`: answers with a status. */
  readonly statusUrl: string | null;
  /** `Location`: answers 202 until the result is there. */
  readonly resultUrl: string | null;
  readonly retryAfterSeconds: number;
}

export interface AzureAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** A list that was followed comes as `{ value: [...] }` with all pages. */
  readonly body: Json;
  readonly requestId: string | null;
  /** Set while Azure is still at it. */
  readonly pending: PendingOperation | null;
}

export type OperationProgress =
  | { readonly done: false; readonly retryAfterSeconds: number; readonly status: string }
  /** `jobId`: the operation succeeded by starting a job, which may well be running still. */
  | { readonly done: true; readonly body: Json; readonly jobId: string | null };

export interface BackupOperationRequest {
  /** operationId of the specification: `ProtectionPolicies_CreateOrUpdate`. */
  readonly id: string;
  /** Full id of the vault; for operations of a region: `/subscriptions/{id}`. */
  readonly scope: string;
  /** The remaining parts of the path by their published names: `{ policyName: 'daily' }`. */
  readonly path?: { readonly [name: string]: string };
  /** Query by published names: `{ $filter: "backupManagementType eq 'MAB'" }`. */
  readonly query?: { readonly [name: string]: string };
  readonly headers?: { readonly [name: string]: string };
  /** As on the wire. */
  readonly body?: Json;
  /** The step's key, with everything that changes something. */
  readonly key?: string;
}

export type AzureDataService = 'keyVault' | 'storage' | 'logAnalytics';

export interface AzureDataRequest {
  readonly service: AzureDataService;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /**
   * Absolute, on a host of that service: `https://reports.blob.core.windows.net/daily/report.csv`. Other hosts are refused. Log
   * Analytics, which has one host in each cloud, is asked by its path.
   */
  readonly url: string;
  readonly headers?: { readonly [name: string]: string };
  /** JSON, or a string sent as it is. */
  readonly body?: Json;
  readonly key?: string;
}

export interface AzureDataAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** Parsed when the answer is JSON, else text. At most 8 MB. */
  readonly body: Json;
}
