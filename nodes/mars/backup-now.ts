// Starts a backup by a MARS agent, of files and folders or of the system state. The run may wait on the machine until it is over: the
// step is parked meanwhile.
import { choice, flag } from '../kit/fields.ts';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { jobAnswer, jobShape } from './job.ts';
import { marsNode } from './mars-node.ts';
import { startBackup } from './scripts/jobs.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.backup-now',
  section: 'Backup',
  title: 'Back up now (MARS)',
  summary: 'Starts a backup of what a MARS agent’s policy covers, outside its schedule.',
  icon: 'shield',
  keywords: ['on demand', 'ad hoc', 'system state', 'Start-OBBackup', 'Start-OBSystemStateBackup'],
  line: '{machine} · {what}',
  operation: startBackup,
  timeLimit: 'PT12H',
  params: {
    what: choice(['files', 'systemState'], {
      title: 'What',
      ui: { labels: { files: 'Files and folders', systemState: 'System state' } },
    }).default('files'),
    wait: flag({ title: 'Wait until it is over', description: 'A backup of the system state is always awaited.' }).default(true),
  },
  request: ({ what, wait }) => ({ what, wait: wait || what === 'systemState' }),
  result: { job: jobShape.nullable() },
  answer: jobAnswer,
  examples: [
    {
      name: 'Waits until it is over',
      given: { estate: marsEstate([{ behaviour: { backupSeconds: 15 } }]) },
      params: { machine: vmMachine },
      expect: { port: 'done', data: { job: { type: 'Backup', status: 'Completed', items: [{ name: 'D:\\' }] } } },
    },
    {
      name: 'Only started',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, wait: false },
      expect: { port: 'done', data: { job: { id: { $uuid: true }, status: 'InProgress', endTime: null } } },
    },
    {
      name: 'Another job is running',
      given: {
        estate: {
          ...estate,
          vaults: (estate.vaults ?? []).map((vault) => ({
            ...vault,
            jobs: [{ item: 'D:\\', machine: 'srv-app-01', status: 'InProgress' as const, at: '-PT1M', seconds: 7_200 }],
          })),
        },
      },
      params: { machine: vmMachine },
      expect: { failed: { code: 'mars_failed', azure: { code: 'OperationInProgress', target: 'ResourceBusy' } } },
    },
    {
      name: 'No backup of the system state is set up',
      given: { estate },
      params: { machine: vmMachine, what: 'systemState' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'NoSystemStatePolicy' } } },
    },
    {
      name: 'The agent is not installed',
      given: { estate },
      params: { machine: bareMachine },
      expect: { failed: { code: 'mars_failed', azure: { code: 'Modules_ModuleNotFound' } } },
    },
  ],
});
