// What the simulator remembers of compute besides the machines themselves: run commands with what they came to, snapshots,
// disks that were made by hand, operations under way. Times are milliseconds since 1970.
import type { Json } from '../state/model.ts';

/** What running a script on a machine came to; decided when it starts, shown when its time has come. */
export interface Execution {
  exitCode: number;
  output: string;
  error: string;
  endAt: number;
}

export interface RunCommand {
  /** ARM id of the machine, as it was asked for. */
  host: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  script: string;
  parameters: { name: string; value: string }[];
  timeoutSeconds: number;
  asyncExecution: boolean;
  outputBlobUri: string | null;
  startAt: number;
  /** Null: the machine is not connected; the command waits for it until its time-out. */
  execution: Execution | null;
}

export interface Snapshot {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  sku: string;
  incremental: boolean;
  sourceId: string;
  sizeGb: number;
  os: 'Windows' | 'Linux' | null;
  createdAt: number;
  uniqueId: string;
}

export interface ComputeOperation {
  id: string;
  subscription: string;
  location: string;
  startAt: number;
  endAt: number;
  error: { code: string; message: string } | null;
  /** What the Location answers in the end. */
  output: Json | null;
}

export interface ComputeShapes {
  runCommand: RunCommand;
  snapshot: Snapshot;
  computeOperation: ComputeOperation;
}
