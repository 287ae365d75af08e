// Sets up the backup of a MARS agent, or changes it: files and folders with exclusions, or the system state; schedule and retention. A
// policy that exists is changed, so its recovery points stay.
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import {
  needsFiles,
  pathsField,
  policyShape,
  retentionFields,
  retentionOf,
  rulesOf,
  scheduleFields,
  scheduleOf,
  whatField,
} from './policy.ts';
import { setPolicy } from './scripts/policies.ts';

const estate = marsEstate();
const onlyFiles = { when: { param: 'what', in: ['files'] } } as const;

export default marsNode({
  type: 'mars.set-policy',
  section: 'Policy',
  title: 'Set MARS policy',
  summary: 'Sets what a MARS agent backs up, when, and how long it keeps it. Replaces the files, the schedule and the retention it had.',
  icon: 'calendar',
  keywords: [
    'schedule',
    'retention',
    'exclude',
    'New-OBPolicy',
    'Set-OBPolicy',
    'New-OBSchedule',
    'Set-OBSchedule',
    'New-OBRetentionPolicy',
    'Set-OBRetentionPolicy',
    'New-OBFileSpec',
    'Add-OBFileSpec',
    'Add-OBSystemState',
    'Set-OBSystemStatePolicy',
  ],
  line: '{machine} · {include} · {times}',
  operation: setPolicy,
  params: {
    what: whatField,
    include: pathsField('Back up', 'Volumes, folders or files of the machine: D:\\, C:\\Data', onlyFiles),
    exclude: pathsField('Leave out', 'Folders or files inside these.', onlyFiles),
    ...scheduleFields,
    ...retentionFields,
  },
  request: (params) => {
    if (params.what === 'files') needsFiles(params.include);
    return {
      what: params.what,
      ...(params.what === 'files' ? { include: rulesOf(params.include), exclude: rulesOf(params.exclude) } : {}),
      schedule: scheduleOf(params),
      retention: retentionOf(params),
    };
  },
  result: { policy: policyShape },
  examples: [
    {
      name: 'Two volumes without the temporary files',
      given: { estate },
      params: {
        machine: vmMachine,
        include: ['C:\\', 'D:\\'],
        exclude: ['C:\\Windows\\Temp'],
        times: ['21:30', '12:00'],
        keepDays: 60,
        keepWeeks: 12,
      },
      expect: {
        port: 'done',
        data: {
          policy: {
            state: 'Valid',
            include: [{ path: 'C:\\' }, { path: 'D:\\' }],
            exclude: [{ path: 'C:\\Windows\\Temp' }],
            schedule: { times: ['12:00', '21:30'] },
            retention: { days: 60, weeks: 12, months: null },
          },
        },
      },
    },
    {
      name: 'The system state, on Sundays',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, what: 'systemState', days: ['Sunday'], times: ['02:00'] },
      expect: {
        port: 'done',
        data: { policy: { what: 'systemState', include: [{ path: 'System State' }], schedule: { days: ['Sunday'] } } },
      },
    },
    { name: 'Nothing to back up', given: { estate }, params: { machine: vmMachine }, expect: { failed: { code: 'param_missing' } } },
    {
      name: 'A quarter past is no time for a schedule',
      given: { estate },
      params: { machine: vmMachine, include: ['D:\\'], times: ['21:15'] },
      expect: { failed: { code: 'param_invalid' } },
    },
    {
      name: 'The server is not registered',
      given: { estate: marsEstate([], { marsAgents: [{ machine: 'srv-bare-01' }] }) },
      params: { machine: bareMachine, include: ['D:\\'] },
      expect: { failed: { code: 'mars_failed', azure: { code: 'MachineNotRegistered' } } },
    },
  ],
});
