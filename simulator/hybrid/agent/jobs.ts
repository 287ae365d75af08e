// The fake agent's jobs: they are the vault's own jobs of this machine, in the words of Get-OBJob. A backup that is started here is
// a job in the vault, with a recovery point at its end.

import { isOver, statusOf } from '../../backup/job-model.ts';
import { cancelSeconds } from '../../backup/kinds.ts';
import { putJob, startJob } from '../../backup/start-job.ts';
import { putItem } from '../../state/items.ts';
import { keyOfItem, marsItem } from '../../state/keys.ts';
import type { Item, Job, Json } from '../../state/model.ts';
import { type World, workMs } from '../../wire/call.ts';
import type { MarsAgent } from '../model.ts';
import { type AgentAnswer, type AgentCall, type AgentOperation, complaint } from './answer.ts';
import { nextRunOf } from './schedule.ts';
import { itemsOf, newestAgent, systemStateName } from './state.ts';

const dayMs = 86_400_000;
const second = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const words: Record<string, string> = {
  InProgress: 'TransferringData',
  Cancelling: 'Aborting',
  Completed: 'Completed',
  CompletedWithWarnings: 'CompletedWithWarning',
  Failed: 'Aborted',
  Cancelled: 'Cancelled',
};

export function jobView(job: Job, now: number): Json {
  const state = words[statusOf(job, now)] ?? 'Unknown';
  const bytes = Number(job.doneBag['Data Transferred (in MB)'] ?? 0) * 1_048_576;
  const error = state === 'Aborted' ? (job.error?.number ?? 0) : 0;
  const over = isOver(job, now);
  return {
    id: job.id,
    type: job.operation === 'Restore' ? 'Recovery' : 'Backup',
    state,
    startTime: second(job.startAt),
    endTime: over ? second(job.cancel?.doneAt ?? job.endAt) : null,
    items: [{ name: job.friendlyName, state, bytes: over ? bytes : Math.round(bytes / 3), errorCode: error }],
    errorCode: error,
    detailedErrorCode: error,
    error: state === 'Aborted' ? (job.error?.message ?? null) : null,
  };
}

/** Newest first. */
export function jobsOf(world: Pick<World, 'store'>, agent: MarsAgent): Job[] {
  if (agent.vault === null) return [];
  const mine = new Set(itemsOf(world, agent).map(keyOfItem));
  return world.store
    .list('job', agent.vault)
    .map(({ doc }) => doc)
    .filter((job) => job.item !== null && mine.has(job.item) && /^(Backup|Restore)/.test(job.operation));
}

const running = (call: AgentCall) => jobsOf(call.world, call.agent).find((job) => !isOver(job, call.at));

/** Items of what a policy covers; a volume that was never backed up gets its item now. */
function itemsFor({ world, agent, at }: AgentCall, volumes: readonly string[]): Item[] {
  const known = itemsOf(world, agent);
  return volumes.map((volume) => {
    const old = known.find(({ friendlyName }) => friendlyName.toLowerCase() === volume.toLowerCase());
    if (old) return old;
    const item: Item = {
      vault: agent.vault ?? '',
      container: agent.container ?? '',
      name: marsItem(volume === systemStateName ? '' : volume),
      kind: 'mars',
      friendlyName: volume,
      sourceId: '',
      server: agent.computer,
      parent: '',
      policy: known[0]?.policy ?? null,
      state: 'IRPending',
      lastBackup: null,
      newestPoint: null,
      deleted: null,
      dataId: world.newNumber(),
      createdAt: at,
      offline: false,
      behaviour: {},
      extendedProperties: null,
      nextBackupAt: null,
    };
    putItem(world, item);
    return item;
  });
}

const volumeOf = (path: string) => `${path.slice(0, 1).toUpperCase()}:\\`;

const startBackup: AgentOperation = (call) => {
  const system = call.input.what === 'systemState';
  const policy = system ? call.agent.systemState : call.agent.policy;
  if (!policy)
    return system
      ? complaint('NoSystemStatePolicy', 'No backup of the system state is set up on this server.')
      : complaint('NoPolicy', 'No backup policy is set up on this server.');
  if (running(call))
    return complaint(
      'OperationInProgress,Microsoft.Internal.CloudBackup.Commands.StartOBBackup',
      'The operation could not be started because another backup or recovery operation is in progress on this server.',
      'ResourceBusy',
    );
  const volumes = system ? [systemStateName] : [...new Set(policy.include.map(({ path }) => volumeOf(path)))];
  const jobs = itemsFor(call, volumes).map((item) =>
    startJob(call.world, item, {
      operation: 'Backup',
      startAt: call.at,
      activityId: call.world.newId(),
      userTriggered: true,
      point: { type: 'FileSystemConsistent', expiresAt: call.at + policy.retention.days * dayMs },
    }),
  );
  const [first] = jobs as [Job, ...Job[]];
  const endAt = Math.max(...jobs.map((job) => job.endAt));
  if (call.input.wait !== true) return { data: { job: jobView(first, call.at) } };
  return { data: { job: jobView(first, endAt) }, endAt };
};

const listJobs: AgentOperation = ({ world, agent, at, input }) => {
  const wanted = typeof input.status === 'string' && input.status !== 'All' ? input.status : null;
  const fits = (view: Json) =>
    wanted === null ||
    (wanted === 'InProgress'
      ? view.endTime === null
      : wanted === 'Failed'
        ? view.state === 'Aborted'
        : wanted === 'Succeeded' && /^Completed/.test(String(view.state)));
  const views = jobsOf(world, agent).map((job) => jobView(job, at));
  return { data: { items: views.slice(0, Number(input.count ?? 20)).filter(fits) } };
};

const stopJob: AgentOperation = (call) => {
  const job = running(call);
  if (!job) return complaint('NoRunningJob', 'No job is running on this server.');
  const wanted = call.input.jobId;
  if (typeof wanted === 'string' && wanted !== '' && wanted.toLowerCase() !== job.id.toLowerCase())
    return complaint('OtherJobRunning', `The job that is running is ${job.id}.`);
  const stopped = { ...job, cancel: { at: call.at, doneAt: call.at + workMs(call.world, cancelSeconds) } };
  putJob(call.world, stopped);
  return { data: { job: jobView(stopped, call.at) } };
};

const waitForJob: AgentOperation = ({ world, agent, at, input }) => {
  const all = jobsOf(world, agent);
  const wanted = typeof input.jobId === 'string' ? input.jobId.toLowerCase() : '';
  const job = wanted === '' ? all[0] : all.find(({ id }) => id.toLowerCase() === wanted);
  if (!job) return complaint('JobNotFound', wanted === '' ? 'The server has no job.' : `The server knows no job ${wanted}.`);
  const endAt = Math.max(at, job.cancel?.doneAt ?? job.endAt);
  return { data: { job: jobView(job, endAt) }, endAt };
};

const status: AgentOperation = ({ world, agent, at }): AgentAnswer => {
  const all = jobsOf(world, agent);
  const items = itemsOf(world, agent);
  const last = all.find((job) => job.operation.startsWith('Backup') && isOver(job, at));
  const now = all.find((job) => !isOver(job, at));
  const points = items.flatMap((item) => world.store.list('point', keyOfItem(item)).map(({ doc }) => doc.at));
  const vault = agent.vault === null ? null : world.store.get('vault', agent.vault);
  return {
    data: {
      registered: agent.vault !== null,
      vault: vault ? { name: vault.name, subscriptionId: vault.subscription, resourceGroup: vault.resourceGroup } : null,
      policyState: agent.policy?.state ?? null,
      systemStatePolicyState: agent.systemState?.state ?? null,
      protects: (agent.policy?.include ?? []).map(({ path }) => path),
      nextBackup: agent.policy ? nextRunOf(agent.policy, at) : null,
      lastBackup: last ? jobView(last, at) : null,
      running: now ? jobView(now, at) : null,
      storageBytes: points.length * 1_610_612_736,
      recoveryPoints: points.length,
      newestRecoveryPoint: points.length > 0 ? second(Math.max(...points)) : null,
      oldestRecoveryPoint: points.length > 0 ? second(Math.min(...points)) : null,
      updateAvailable: agent.version !== newestAgent,
    },
  };
};

export const jobOperations: Record<string, AgentOperation> = {
  'get-status': status,
  'list-jobs': listJobs,
  'start-backup': startBackup,
  'stop-job': stopJob,
  'wait-for-job': waitForJob,
};
