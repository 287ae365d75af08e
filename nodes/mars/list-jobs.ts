// Lists the jobs of a MARS agent, running ones first.
import { z } from 'zod';
import { choice, number } from '../kit/fields.ts';
import { arcMachine, automationAccount, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { jobOf, jobShape } from './job.ts';
import { marsNode } from './mars-node.ts';
import { listJobs } from './scripts/jobs.ts';

const failing = { code: 'UserErrorVssFreeze', number: 130001, message: 'The snapshot of the volume could not be taken.' };
const estate = marsEstate([{ lastBackup: { at: '-PT9H', status: 'Failed', error: failing } }]);
const history = (machine: string) => ({
  ...estate,
  vaults:
    estate.vaults?.map((vault) => ({
      ...vault,
      jobs: [
        { item: 'D:\\', machine, at: '-PT9H', status: 'Failed' as const, error: failing },
        { item: 'D:\\', machine, at: '-PT33H' },
      ],
    })) ?? [],
});

export default marsNode({
  type: 'mars.list-jobs',
  section: 'Backup',
  title: 'List MARS jobs',
  summary: 'Lists backup and recovery jobs of a MARS agent, newest first, as the agent itself knows them.',
  icon: 'list',
  keywords: ['jobs', 'history', 'Get-OBJob'],
  line: '{machine} · {status}',
  operation: listJobs,
  looks: true,
  params: {
    status: choice(['All', 'InProgress', 'Succeeded', 'Failed'], {
      title: 'Status',
      ui: { labels: { All: 'All', InProgress: 'In progress', Succeeded: 'Completed', Failed: 'Failed' } },
    }).default('All'),
    count: number({ title: 'Look back over', ui: { unit: 'jobs' } })
      .int()
      .min(1)
      .max(1_000)
      .default(20),
  },
  request: ({ status, count }) => ({ status, count }),
  result: { items: z.array(jobShape), total: z.number(), next: z.number().nullable().describe('Jobs that did not fit begin here') },
  answer: ({ items, total = 0, next = null }) => ({ items: (Array.isArray(items) ? items : []).map(jobOf) as never, total, next }),
  examples: [
    {
      name: 'The nightly backup failed',
      given: { estate: history('srv-app-01') },
      params: { machine: vmMachine, status: 'Failed' },
      expect: { port: 'done', data: { machine: 'srv-app-01', total: 1, items: [{ type: 'Backup', status: 'Failed', errorCode: 130001 }] } },
    },
    {
      name: 'On an Arc machine',
      given: { estate: history('srv-branch-01.contoso.local') },
      params: { where: 'arc', machine: arcMachine },
      expect: { port: 'done', data: { machine: 'srv-branch-01', total: 2, next: null } },
    },
    {
      name: 'By an Automation job on the hybrid worker',
      given: { estate: history('srv-branch-01.contoso.local') },
      params: { where: 'automation', automationAccount, workerGroup: 'branch-01' },
      expect: { port: 'done', data: { machine: 'branch-01', total: 2 } },
    },
    {
      name: 'The agent is not installed',
      given: { estate },
      params: { machine: bareMachine },
      expect: { failed: { code: 'mars_failed', azure: { code: 'Modules_ModuleNotFound' } } },
    },
    {
      name: 'The Arc machine is not connected',
      given: { estate: { ...estate, hybridMachines: [{ name: 'srv-branch-01', status: 'Disconnected' }], automationAccounts: [] } },
      params: { where: 'arc', machine: arcMachine },
      expect: { failed: { code: 'machine_unreachable' } },
    },
  ],
});
