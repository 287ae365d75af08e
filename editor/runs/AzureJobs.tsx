// What Azure still works at when a run was cancelled or has failed: the backup jobs that its steps started, with their progress
// and the way to end them there. Shown while there is such a job, and on until it is said how it ended.
import { Button } from '@fluentui/react-components';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../nodes/kit/records.ts';
import type { AzureJob } from '../../nodes/kit/wire/runs.ts';
import { call, keys, queryClient } from '../api.ts';
import { confirm } from '../ui/confirm.ts';
import { clock, count, exact, percent } from '../ui/format.ts';
import { toastError } from '../ui/toast.ts';
import './AzureJobs.css';

/** Azure allows few reads; the practice subscription any number. */
const lookEvery = { practice: 1_000, real: 60_000 } as const;

const goesOn = ({ status }: Pick<AzureJob, 'status'>): boolean => status === 'InProgress' || status === 'Cancelling';

export function AzureJobs({ run }: { readonly run: Run }) {
  const left = run.status === 'cancelling' || run.status === 'cancelled' || run.status === 'failed';
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const { data } = useQuery({
    // A run that is ending may start one more: looked at once again when it has ended.
    queryKey: [...keys.jobs(run.id), run.status],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call('listRunJobs', { params: { id: run.id }, query: { limit: 200 }, signal }),
    enabled: left,
    refetchInterval: ({ state }) => (run.status === 'cancelling' || state.data?.items.some(goesOn) ? lookEvery[run.world] : false),
  });
  if (!left || !data) return null;
  const unseen = data.items.filter((job) => goesOn(job) && !seen.has(job.jobId));
  if (unseen.length > 0) setSeen(new Set([...seen, ...unseen.map(({ jobId }) => jobId)]));
  const shown = data.items.filter((job) => goesOn(job) || seen.has(job.jobId));
  if (shown.length === 0 && data.trouble === null) return null;
  const going = shown.filter(goesOn).length;
  return (
    <section className="azure-jobs" aria-label="Azure jobs of this run" data-testid="azure-jobs">
      <p className="azure-jobs-title" role="status">
        {data.trouble !== null
          ? `Azure could not be asked about the jobs of this run: ${data.trouble}`
          : going > 0
            ? `Azure goes on with ${count(going, 'job')}`
            : `Azure has ended ${count(shown.length, 'job')} of this run`}
      </p>
      {shown.length === 0 ? null : (
        <ul className="azure-jobs-list">
          {shown.map((job) => (
            <Job key={job.jobId} run={run} job={job} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Job({ run, job }: { readonly run: Run; readonly job: AzureJob }) {
  const { jobId, itemName, operation, startTime, url } = job;
  const cancel = useMutation({
    mutationFn: () => call('cancelRunJob', { params: { id: run.id, jobId } }),
    onError: (error) => toastError('The job was not cancelled', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.jobs(run.id) }),
  });
  const ask = async () => {
    const sure = await confirm({
      title: `Cancel the job of “${itemName}” in Azure?`,
      text: `Azure ends its ${operation.toLowerCase()}; there will be no recovery point of it. Another one has to be started anew.`,
      action: 'Cancel in Azure',
      destructive: true,
    });
    if (sure) cancel.mutate();
  };
  return (
    <li className="azure-jobs-job" data-testid={`azure-job-${job.stepKey}`} data-status={job.status}>
      <strong>{itemName}</strong>
      <span className="azure-jobs-about numbers" title={`${exact(startTime)} · job ${jobId}`}>
        {operation} since {clock(startTime)} · {stateOf(job)}
      </span>
      {job.status === 'InProgress' ? (
        <Button size="small" disabled={cancel.isPending} onClick={ask} aria-label={`Cancel in Azure: ${itemName}`}>
          {cancel.isPending ? 'Cancelling …' : 'Cancel in Azure'}
        </Button>
      ) : null}
      {url === undefined ? null : (
        <a href={url} target="_blank" rel="noreferrer">
          vault in the portal
        </a>
      )}
    </li>
  );
}

/** @example 'in progress, 40 %', 'cancelled' */
function stateOf({ status, progress }: AzureJob): string {
  if (status === 'InProgress') return progress === null ? 'in progress' : `in progress, ${percent(progress)}`;
  if (status === 'CompletedWithWarnings') return 'completed with warnings';
  return status.toLowerCase();
}
