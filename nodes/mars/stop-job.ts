// Stops the job that a MARS agent is running.
import { text } from '../kit/fields.ts';
import { arcMachine, marsEstate, vmMachine } from './example-estate.ts';
import { jobAnswer, jobShape } from './job.ts';
import { marsNode } from './mars-node.ts';
import { stopJob } from './scripts/jobs.ts';

const id = '5e0f6d8a-1111-4a6b-8a01-2f6c1d9be011';
const estate = marsEstate();
const busy = {
  ...estate,
  vaults: (estate.vaults ?? []).map((vault) => ({
    ...vault,
    jobs: [{ id, item: 'D:\\', machine: 'srv-app-01', status: 'InProgress' as const, at: '-PT1M', seconds: 7_200 }],
  })),
};

export default marsNode({
  type: 'mars.stop-job',
  section: 'Backup',
  title: 'Stop MARS job',
  summary: 'Stops the backup or recovery that a MARS agent is running. What was transferred so far is kept for the next one.',
  icon: 'stop',
  keywords: ['cancel', 'abort', 'Stop-OBJob'],
  line: '{machine} · {job}',
  operation: stopJob,
  params: {
    job: text({ title: 'Job', description: 'Empty: whatever is running.', ui: { placeholder: '{{ steps.backUpNow.job.id }}' } }).optional(),
  },
  request: ({ job = '' }) => ({ jobId: job }),
  result: { job: jobShape.nullable() },
  answer: jobAnswer,
  examples: [
    {
      name: 'Whatever is running',
      given: { estate: busy },
      params: { machine: vmMachine },
      expect: { port: 'done', data: { job: { id, status: 'InProgress', state: 'Aborting' } } },
    },
    {
      name: 'Another job than the one that was meant',
      given: { estate: busy },
      params: { machine: vmMachine, job: '5e0f6d8a-2222-4a6b-8a01-2f6c1d9be012' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'OtherJobRunning' } } },
    },
    {
      name: 'Nothing is running',
      given: { estate: busy },
      params: { where: 'arc', machine: arcMachine },
      expect: { failed: { code: 'mars_failed', azure: { code: 'NoRunningJob' } } },
    },
  ],
});
