// Backup vaults (Microsoft.DataProtection) in the simulator's own words: vaults, their policies, what they protect, its jobs
// and recovery points. Times are milliseconds since 1970. Nothing here knows the wire format.
import type { Json } from '../state/model.ts';

export type SourceKind = 'disk' | 'blob' | 'postgres' | 'aks';

export interface BackupVault {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  redundancy: 'GeoRedundant' | 'LocallyRedundant' | 'ZoneRedundant';
  softDelete: 'Off' | 'On' | 'AlwaysOn';
  softDeleteDays: number;
  immutability: 'Disabled' | 'Unlocked' | 'Locked';
  crossRegionRestore: boolean;
  identity: Json | null;
  monitoring: Json | null;
  etag: string;
}

export interface DataPolicy {
  vault: string;
  name: string;
  /** As a client put it: datasourceTypes, policyRules, objectType. */
  properties: Json;
}

export type InstanceState =
  | 'ConfiguringProtection'
  | 'ProtectionConfigured'
  | 'ProtectionStopped'
  | 'BackupSchedulesSuspended'
  | 'ProtectionError';

export interface BackupInstance {
  vault: string;
  name: string;
  friendlyName: string;
  kind: SourceKind;
  /** Datasource and its set, as given. */
  source: Json;
  sourceSet: Json | null;
  policy: string;
  policyParameters: Json | null;
  tags: Record<string, string>;
  state: InstanceState;
  /** Until then it is being configured. */
  readyAt: number;
  createdAt: number;
  deleted: { at: number; purgeAt: number; activityId: string } | null;
  nextBackupAt: number | null;
}

export interface DataJob {
  vault: string;
  id: string;
  instance: string;
  operation: 'Backup' | 'Restore';
  activityId: string;
  userTriggered: boolean;
  startAt: number;
  endAt: number;
  ruleName: string;
  /** Name of the retention rule that decides how long the point is kept. */
  tag: string;
  restore: { pointId: string; target: string } | null;
  settled: boolean;
}

export interface DataPoint {
  instance: string;
  id: string;
  at: number;
  expiresAt: number;
  tag: string;
  store: 'OperationalStore' | 'VaultStore';
}

/** An operation of a Backup vault; it is known under its vault and its location. */
export interface DataOperation {
  vault: string;
  id: string;
  startAt: number;
  endAt: number;
  jobId: string | null;
  error: { code: string; message: string } | null;
}

export interface DataProtectionShapes {
  backupVault: BackupVault;
  dataPolicy: DataPolicy;
  backupInstance: BackupInstance;
  dataJob: DataJob;
  dataPoint: DataPoint;
  dataOperation: DataOperation;
}
