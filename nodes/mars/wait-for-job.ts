// Waits until a job of a MARS agent has ended. The script waits on the machine and the step is parked, so nobody asks again and again.
import { fail } from '../kit/errors.ts';
import { flag, text } from '../kit/fields.ts';
import type { JsonObject } from '../kit/json.ts';
import { marsEstate, vmMachine } from './example-estate.ts';
import { jobOf, jobShape } from './job.ts';
import { marsNode } from './mars-node.ts';
import { waitForJob } from './scripts/jobs.ts';

const [running, failed] = ['5e0f6d8a-3333-4a6b-8a01-2f6c1d9be013', '5e0f6d8a-4444-4a6b-8a01-2f6c1d9be014'];
const estate = marsEstate();
const withJobs = {
  ...estate,
  vaults: (estate.vaults ?? []).map((vault) => ({
    ...vault,
    jobs: [
      { id: running, item: 'D:\\', machine: 'srv-app-01', status: 'InProgress' as const, at: '-PT1M', seconds: 61 },
      {
        id: failed,
        item: 'D:\\',
        machine: 'srv-app-01',
        status: 'Failed' as const,
        at: '-PT9H',
        error: { code: 'UserErrorVssFreeze', number: 130001, message: 'The snapshot of the volume could not be taken.' },
      },
    ],
  })),
};

export default marsNode({
  type: 'mars.wait-for-job',
  section: 'Backup',
  title: 'Wait for MARS job',
  summary: 'Waits until a backup or recovery of a MARS agent has ended. One that failed fails this step.',
  icon: 'clock',
  keywords: ['finished', 'Get-OBJob'],
  line: '{machine} · {job}',
  operation: waitForJob,
  looks: true,
  timeLimit: 'PT12H',
  params: {
    job: text({
      title: 'Job',
      description: 'Empty: the one that runs, or the last one.',
      ui: { placeholder: '{{ steps.backUpNow.job.id }}' },
    }).optional(),
    acceptWarnings: flag({ title: '"Completed with warnings" is good enough' }).default(true),
  },
  request: ({ job = '' }) => ({ jobId: job }),
  result: { job: jobShape.nullable() },
  answer: (data, { acceptWarnings }) => {
    const job = jobOf(data.job);
    if (job && (job.status === 'Failed' || job.status === 'Cancelled' || (job.status === 'CompletedWithWarnings' && !acceptWarnings)))
      throw fail(
        'azure_job_failed',
        `${job.type} of ${job.items.map(({ name }) => name).join(', ')} ${job.status === 'Cancelled' ? 'was cancelled' : 'did not succeed'}.`,
        {
          azure: { code: job.errorCode === 0 ? job.status : String(job.errorCode) },
          ...(job.error ? { cause: job.error } : {}),
          advice: ['The agent’s log is on the machine, in “Temp” below its installation folder: CBEngineCurr.errlog.'],
        },
      );
    return { job: job as unknown as JsonObject | null };
  },
  examples: [
    {
      name: 'The backup is done',
      given: { estate: withJobs },
      params: { machine: vmMachine, job: running },
      expect: { port: 'done', data: { job: { id: running, status: 'Completed' } } },
    },
    {
      name: 'The backup failed',
      given: { estate: withJobs },
      params: { machine: vmMachine, job: failed },
      expect: { failed: { code: 'azure_job_failed', azure: { code: '130001' }, cause: 'The snapshot of the volume could not be taken.' } },
    },
    {
      name: 'A job that the agent does not know',
      given: { estate: withJobs },
      params: { machine: vmMachine, job: '5e0f6d8a-5555-4a6b-8a01-2f6c1d9be015' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'JobNotFound' } } },
    },
  ],
});
