// Limits the bandwidth of a MARS agent in and outside working hours, or lifts the limit.
import { z } from 'zod';
import { flag } from '../kit/fields.ts';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { settingsShape } from './get-settings.ts';
import { marsNode } from './mars-node.ts';
import { weekDays } from './policy.ts';
import { setBandwidth } from './scripts/settings.ts';

const estate = marsEstate();
const limited = { when: { param: 'limit', in: [true] } } as const;
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 08:00');
const speed = (title: string) =>
  z
    .int()
    .min(512)
    .max(1_047_552)
    .meta({ title, ui: { widget: 'number', unit: 'Kbps', ...limited } });

export default marsNode({
  type: 'mars.set-bandwidth',
  section: 'Settings',
  title: 'Limit bandwidth of MARS agent',
  summary: 'Limits how fast a MARS agent sends to Azure in and outside working hours, or lifts the limit.',
  icon: 'timer',
  keywords: ['throttling', 'network', 'Set-OBMachineSetting', 'NoThrottle', 'WorkHourBandwidth'],
  line: '{machine} · {workKbps} Kbps',
  operation: setBandwidth,
  params: {
    limit: flag({ title: 'Limit the bandwidth' }).default(true),
    workKbps: speed('In working hours').default(2_048),
    otherKbps: speed('Outside them').default(20_480),
    days: z
      .array(z.enum(weekDays))
      .min(1)
      .default(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])
      .meta({ title: 'Working days', ui: { widget: 'list', ...limited } }),
    from: clock.default('08:00').meta({ title: 'From', ui: { widget: 'text', ...limited } }),
    to: clock.default('18:00').meta({ title: 'To', ui: { widget: 'text', ...limited } }),
  },
  request: ({ limit, workKbps, otherKbps, days, from, to }) =>
    limit ? { limit: { days: [...days], from, to, workKbps, otherKbps } } : { limit: null },
  result: settingsShape,
  examples: [
    {
      name: 'Slow during the day',
      given: { estate },
      params: { machine: vmMachine, workKbps: 1_024 },
      expect: { port: 'done', data: { bandwidth: { from: '08:00', to: '18:00', workKbps: 1_024, otherKbps: 20_480 } } },
    },
    {
      name: 'No limit',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, limit: false },
      expect: { port: 'done', data: { machine: 'srv-branch-01', bandwidth: null } },
    },
    { name: 'Not a time', given: { estate }, params: { machine: vmMachine, from: '8 am' }, expect: { failed: { code: 'param_invalid' } } },
    {
      name: 'The agent is not installed',
      given: { estate },
      params: { machine: bareMachine },
      expect: { failed: { code: 'mars_failed', azure: { code: 'Modules_ModuleNotFound' } } },
    },
  ],
});
