// Names of the events that the ends of jobs deliver. They carry all that a watcher needs after a restart: through which
// connection to look, in which vault, for which job. Vault ids are folded, so one vault has one name.
import { folded } from './ids.ts';

export const jobEventPrefix = 'job:';

export interface WatchedJob {
  readonly connectionId: string;
  readonly vaultId: string;
  readonly jobId: string;
}

export const jobEventName = (connectionId: string, vaultId: string, jobId: string): string =>
  `${jobEventPrefix}${connectionId}:${folded(vaultId)}:${jobId.toLowerCase()}`;

export function readJobEvent(event: string): WatchedJob | null {
  const [, connectionId, vaultId, jobId] = /^job:([^:]+):(\/subscriptions\/[^:]+):([^:]+)$/.exec(event) ?? [];
  return connectionId && vaultId && jobId ? { connectionId, vaultId, jobId } : null;
}
