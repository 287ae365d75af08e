// Sets the proxy of a MARS agent, or lets it go straight to the internet.
import { z } from 'zod';
import { fail } from '../kit/errors.ts';
import { flag, secret, text } from '../kit/fields.ts';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { settingsShape } from './get-settings.ts';
import { marsNode } from './mars-node.ts';
import { setProxy } from './scripts/settings.ts';
import { handedOver, variableField } from './transport/where.ts';

const estate = marsEstate();
const used = { when: { param: 'use', in: [true] } } as const;

export default marsNode({
  type: 'mars.set-proxy',
  section: 'Settings',
  title: 'Set proxy of MARS agent',
  summary: 'Sets the proxy that a MARS agent reaches Azure through, or none.',
  icon: 'globe',
  keywords: ['internet', 'Set-OBMachineSetting', 'NoProxy'],
  line: '{machine} · {server}',
  operation: setProxy,
  params: {
    use: flag({ title: 'Use a proxy' }).default(true),
    server: text({ title: 'Proxy', ui: { placeholder: 'http://proxy.contoso.local', ...used } }).optional(),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .meta({ title: 'Port', ui: { widget: 'number', ...used } }),
    user: text({ title: 'User name', description: 'Empty: the proxy asks for none.', ui: used }).optional(),
    password: secret({ title: 'Password', ui: { when: [used.when, handedOver] } }).optional(),
    passwordVariable: variableField('Variable with the password', { also: [used.when] }),
  },
  request: ({ use, server, port, user = '', password, passwordVariable }) => {
    if (use && (!server || port === undefined)) throw fail('param_missing', 'A proxy needs an address and a port.');
    if (use && user !== '' && !password && !passwordVariable) throw fail('param_missing', `The proxy user ${user} needs a password.`);
    return use ? { use, server: server ?? '', port: port ?? 0, user } : { use };
  },
  secrets: ({ password }) => ({ ProxyPassword: password }),
  variables: ({ passwordVariable }) => ({ ProxyPassword: passwordVariable }),
  result: settingsShape,
  examples: [
    {
      name: 'A proxy without a user',
      given: { estate },
      params: { machine: vmMachine, server: 'http://proxy.contoso.local', port: 8080 },
      expect: { port: 'done', data: { proxy: { server: 'http://proxy.contoso.local', port: 8080, user: null } } },
    },
    {
      name: 'None',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, use: false },
      expect: { port: 'done', data: { machine: 'srv-branch-01', proxy: null } },
    },
    {
      name: 'A user without a password',
      given: { estate },
      params: { machine: vmMachine, server: 'http://proxy.contoso.local', port: 8080, user: 'svc-backup' },
      expect: { failed: { code: 'param_missing' } },
    },
    {
      name: 'The agent is not installed',
      given: { estate },
      params: { machine: bareMachine, use: false },
      expect: { failed: { code: 'mars_failed', azure: { code: 'Modules_ModuleNotFound' } } },
    },
  ],
});
