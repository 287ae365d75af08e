// Installs the MARS agent on a server, or updates it. The installer is fetched by the machine itself and must be signed by Microsoft.
import { z } from 'zod';
import { text } from '../kit/fields.ts';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { installAgent } from './scripts/registration.ts';

const estate = marsEstate([], { marsAgents: [{ machine: 'srv-branch-01', version: '2.0.9200.0' }] });

export default marsNode({
  type: 'mars.install-agent',
  section: 'Agents',
  title: 'Install or update MARS agent',
  summary: 'Installs the newest MARS agent on a server, or updates the one that is there. Settings and backups stay.',
  icon: 'arrow-reset',
  keywords: ['upgrade', 'MARSAgentInstaller', 'onboarding'],
  line: '{machine}',
  operation: installAgent,
  timeLimit: 'PT1H',
  params: {
    url: text({ title: 'Installer', description: 'It must be signed by Microsoft Corporation.', ui: { advanced: true } })
      .regex(/^https:\/\//, 'must start with https://')
      .default('https://aka.ms/azurebackup_agent'),
  },
  request: ({ url }) => ({ url }),
  result: { before: z.string().nullable().describe('Null: there was none'), after: z.string().nullable(), registered: z.boolean() },
  examples: [
    {
      name: 'A server without an agent',
      given: { estate },
      params: { machine: bareMachine },
      expect: { port: 'done', data: { machine: 'srv-bare-01', before: null, after: '2.0.9262.0', registered: false } },
    },
    {
      name: 'An old agent is updated',
      given: { estate },
      params: { where: 'arc', machine: arcMachine },
      expect: { port: 'done', data: { before: '2.0.9200.0', after: '2.0.9262.0', registered: true } },
    },
    {
      name: 'An installer that Microsoft did not sign is not started',
      given: { estate },
      params: { machine: vmMachine, url: 'https://downloads.contoso.net/unsigned/MARSAgentInstaller.exe' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'InstallerNotSigned' } } },
    },
    {
      name: 'Not over https',
      given: { estate },
      params: { machine: vmMachine, url: 'http://example.com/a.exe' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
