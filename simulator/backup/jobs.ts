// backupJobs: list with its filter, one job with its tasks, cancel, export.
import { jobId, jobKey, keyOfVault, vaultId } from '../state/keys.ts';
import type { Job, Vault } from '../state/model.ts';
import { putBlob } from '../storage/blobs.ts';
import { sasUrl } from '../storage/sas.ts';
import { type Answer, invalidInput, objectNotFound, ok, serviceRefusal } from '../wire/answer.ts';
import { type Call, param, workMs } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { filterTime } from '../wire/times.ts';
import { accepted } from './accepted.ts';
import { isOver, statusOf } from './job-model.ts';
import { jobView } from './job-view.ts';
import { cancelSeconds } from './kinds.ts';
import { V, vaultRoute } from './lookups.ts';
import { putJob, startOperation } from './start-job.ts';

const names = ['status', 'backupManagementType', 'operation', 'jobId', 'startTime', 'endTime'];

/** Of these jobs, those that the request's filter names. */
export function filteredJobs(call: Call, jobs: Job[]): Job[] | { refused: Answer } {
  const parsed = parseFilter(call.query.$filter, names);
  if ('refused' in parsed) return parsed;
  const { filter } = parsed;
  const [from, until] = [filter.startTime, filter.endTime].map((text) => (text === undefined ? undefined : filterTime(text)));
  if (from === null || until === null) return { refused: invalidInput('$filter') };
  return jobs.filter(
    (job) =>
      matches(filter.status, statusOf(job, call.at)) &&
      matches(filter.backupManagementType, job.management) &&
      matches(filter.operation, job.operation.replace(/ \(.*/, '')) &&
      matches(filter.jobId, job.id) &&
      (from === undefined || job.startAt >= from) &&
      (until === undefined || job.startAt <= until),
  );
}

/** The vault's own jobs, newest first; restores in the paired region are listed there. */
const selected = (call: Call, vault: Vault): Job[] | { refused: Answer } =>
  filteredJobs(
    call,
    call.store.list('job', keyOfVault(vault)).flatMap(({ doc }) => (doc.region ? [] : [doc])),
  );

const list = (call: Call, vault: Vault): Answer => {
  const jobs = selected(call, vault);
  if ('refused' in jobs) return jobs.refused;
  return page(call, jobs, (job) => jobView(vault, job, call.at, { full: false, quirks: call.quirks }));
};

const findJob = (call: Call, vault: Vault) => call.store.get('job', jobKey(keyOfVault(vault), param(call, 'job')));

const get = (call: Call, vault: Vault): Answer => {
  const job = findJob(call, vault);
  return job ? ok(jobView(vault, job, call.at, { full: true, quirks: call.quirks })) : objectNotFound(param(call, 'job'));
};

const cancel = (call: Call, vault: Vault): Answer => {
  const job = findJob(call, vault);
  if (!job) return objectNotFound(param(call, 'job'));
  const able = /^(Backup|Restore)/.test(job.operation) && job.management !== 'MAB';
  if (!able || isOver(job, call.at)) {
    const state = `The job is in state ${statusOf(job, call.at)}.`;
    return serviceRefusal(400, 'BMSUserErrorJobNotCancellable', `Cancellation of this job is not possible. ${state}`, 'jobName');
  }
  if (!job.cancel) putJob(call, { ...job, cancel: { at: call.at, doneAt: call.at + workMs(call, cancelSeconds) } });
  const operation = startOperation(call, job.vault, { jobId: job.id });
  return accepted(call, {
    location: `${jobId(vault, job)}/operationResults/${operation.id}`,
    status: `${jobId(vault, job)}/operationsStatus/${operation.id}`,
    statusVersion: '2019-05-13',
  });
};

/** Where the service puts exports, and how long the link to one works. */
const exportAccount = 'practicejobexport';
const linkMs = 3_600_000;

const exportJobs = (call: Call, vault: Vault): Answer => {
  const jobs = selected(call, vault);
  if ('refused' in jobs) return jobs.refused;
  const place = { account: exportAccount, container: vault.name.toLowerCase(), name: `exportjobs-${call.newId()}.json` };
  const shown = jobs.map((job) => jobView(vault, job, call.at, { full: true, quirks: call.quirks }));
  putBlob(call, place, JSON.stringify({ vault: vaultId(vault), jobs: shown }), 'application/json', call.at);
  const [blobUrl = '', key] = sasUrl(call.store, place, call.at + linkMs).split('?');
  const body = {
    operation: { objectType: 'ExportJobsOperationResultInfo', blobUrl, blobSasKey: `?${key}` },
    statusCode: 'OK',
    headers: {},
  };
  const operation = startOperation(call, keyOfVault(vault), { result: { kind: 'body', body, key: '' } });
  return accepted(call, {
    location: `${vaultId(vault)}/backupJobs/operationResults/${operation.id}`,
    status: `${vaultId(vault)}/backupOperations/${operation.id}`,
  });
};

export const jobRoutes: Route[] = [
  vaultRoute('GET', `${V}/backupJobs`, list),
  vaultRoute('GET', `${V}/backupJobs/{job}`, get),
  vaultRoute('POST', `${V}/backupJobs/{job}/cancel`, cancel),
  vaultRoute('POST', `${V}/backupJobsExport`, exportJobs),
];
