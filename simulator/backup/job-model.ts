// The life of a job as a pure function of what was stored when it started and the time now: its status, its tasks, how far
// it is. Nothing ticks; a job that ended while the simulator was off has ended.
import type { Job, JobStatus } from '../state/model.ts';

export function statusOf(job: Job, now: number): JobStatus {
  if (job.cancel) return now < job.cancel.doneAt ? 'Cancelling' : 'Cancelled';
  return now < job.endAt ? 'InProgress' : job.ends;
}

/** When it ended or will end. */
export const endOf = (job: Job) => job.cancel?.doneAt ?? job.endAt;
/** A backup whose snapshot has not been recorded yet. */
export const awaitsSnapshot = (job: Job) => job.snapshotAt !== undefined && job.pointId === undefined && job.cancel === null;
export const isOver = (job: Job, now: number) => now >= endOf(job);

/** 0 … 100. A failed job stops at 60 %. */
export function progressOf(job: Job, now: number): number {
  const status = statusOf(job, now);
  if (status === 'Completed' || status === 'CompletedWithWarnings') return 100;
  const until = Math.min(now, endOf(job));
  const share = (until - job.startAt) / Math.max(1, job.endAt - job.startAt);
  const whole = Math.max(0, Math.min(1, share)) * 100;
  return Math.round((job.ends === 'Failed' ? whole * 0.6 : Math.min(99, whole)) * 10) / 10;
}

export interface Task {
  id: string;
  status: 'NotStarted' | 'InProgress' | 'Completed' | 'Failed' | 'Cancelled';
  startAt: number | null;
  endAt: number | null;
}

/** The first task takes a tenth of the time, the rest share what is left. */
export function tasksOf(job: Job, now: number): Task[] {
  const status = statusOf(job, now);
  const length = job.endAt - job.startAt;
  const bounds = job.tasks.map((_, index) =>
    index === 0 ? 0 : job.tasks.length === 1 ? 1 : 0.1 + (0.9 * (index - 1)) / (job.tasks.length - 1),
  );
  return job.tasks.map((id, index) => {
    const startAt = job.startAt + length * (bounds[index] ?? 0);
    const plannedEnd = job.startAt + length * (bounds[index + 1] ?? 1);
    const over = isOver(job, now);
    const broken = over && (status === 'Failed' || status === 'Cancelled');
    if (startAt > Math.min(now, endOf(job)) && index > 0) return { id, status: 'NotStarted', startAt: null, endAt: null };
    if (broken && plannedEnd >= endOf(job)) return { id, status: status === 'Failed' ? 'Failed' : 'Cancelled', startAt, endAt: endOf(job) };
    if (now < plannedEnd && !over) return { id, status: 'InProgress', startAt, endAt: null };
    return { id, status: 'Completed', startAt, endAt: Math.min(plannedEnd, endOf(job)) };
  });
}
