// After a crash: did the operation happen? A job with the step's key proves it; else the resource itself, where it shows what was
// asked for. Where neither can, nobody knows.
import type { AzureBackup, BackupOperationRequest } from '../../kit/capabilities-azure.ts';
import { FailureError } from '../../kit/errors.ts';
import type { Json } from '../../kit/json.ts';
import { object, words } from '../answer.ts';
import { operationOf, operations } from './catalogue.ts';

interface Proof {
  readonly azure: AzureBackup;
  readonly request: BackupOperationRequest;
  readonly key: string;
  readonly at: number;
}

/** `body`: what the resource looks like now. */
type Found = { readonly jobId: string | null; readonly body: Json } | 'didNot' | 'unknown';

/** Always start a job: without one it did not happen. */
const startJobs = ['Backups_Trigger', 'Restores_Trigger'];
/** Only look for something; asking twice does no harm. */
const harmless = ['ProtectionContainers_Refresh', 'ProtectionContainers_Inquire'];

export async function proofOf({ azure, request, key, at }: Proof): Promise<Found> {
  const operation = operationOf(request.id);
  if (!operation) return 'unknown';
  const job = operation.scope === 'vault' ? await azure.findJobByKey(request.scope, key, at) : null;
  if (job) return { jobId: job.jobId, body: null };
  if (startJobs.includes(request.id) || harmless.includes(request.id)) return 'didNot';
  if (request.id === 'JobCancellations_Trigger') {
    const { status } = await azure.job(request.scope, request.path?.jobName ?? '');
    return /^cancell/i.test(status) ? { jobId: null, body: null } : 'unknown';
  }
  const reader = Object.entries(operations).find(([, { method, path }]) => method === 'GET' && path === operation.path)?.[0];
  if (!reader || operation.method === 'POST') return 'unknown';
  const { body: wanted = null, query: _, key: __, ...where } = request;
  const now = await readBack(azure, { ...where, id: reader });
  if (operation.method === 'DELETE') {
    const gone = now === null || object(object(now).properties).isScheduledForDeferredDelete === true;
    // Still there may mean: not yet. A person decides; the machine deletes nothing twice.
    return gone ? { jobId: null, body: null } : 'unknown';
  }
  return now !== null && holds(now, wanted) ? { jobId: null, body: now } : 'didNot';
}

/** Null: it is not there. */
async function readBack(azure: AzureBackup, request: BackupOperationRequest): Promise<Json> {
  try {
    return (await azure.operation(request)).body;
  } catch (error) {
    if (error instanceof FailureError && error.failure.azure?.status === 404) return null;
    throw error;
  }
}

/** All that was wanted is there; Azure may have added more, and writes times and ids in its own way. */
function holds(now: Json | undefined, wanted: Json): boolean {
  if (wanted === null) return true;
  if (Array.isArray(wanted))
    return Array.isArray(now) && now.length === wanted.length && wanted.every((entry, index) => holds(now[index], entry));
  if (typeof wanted === 'object')
    return Object.entries(wanted).every(([name, entry]) => holds(object(now)[name] as Json | undefined, entry));
  if (typeof wanted === 'string' && typeof now === 'string')
    return now.toLowerCase() === wanted.toLowerCase() || (/^\d{4}-\d\d-\d\dT/.test(wanted) && Date.parse(now) === Date.parse(wanted));
  return now === wanted || words(now) === words(wanted);
}
