// Stops the backup of a MARS agent for good. Its recovery points stay, or are deleted: that needs the security PIN of the vault, and
// nothing brings them back.
import { z } from 'zod';
import { fail } from '../kit/errors.ts';
import { flag, secret } from '../kit/fields.ts';
import { arcMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { whatField } from './policy.ts';
import { removePolicy } from './scripts/policies.ts';
import { handedOver, variableField } from './transport/where.ts';

const estate = marsEstate();
const deleting = { when: { param: 'deleteBackups', in: [true] } } as const;

export default marsNode({
  type: 'mars.remove-policy',
  section: 'Policy',
  title: 'Remove MARS policy',
  summary: 'Stops a MARS agent’s scheduled backups. With “Delete the backups” all its recovery points in the vault are lost as well.',
  icon: 'shield-dismiss',
  keywords: ['stop protection', 'delete backup data', 'Remove-OBPolicy'],
  line: '{machine} · {what}',
  operation: removePolicy,
  effect: ({ deleteBackups }) => (deleteBackups ? 'destroy' : 'write'),
  params: {
    what: whatField,
    deleteBackups: flag({ title: 'Delete the backups', description: 'All recovery points of this policy are lost.' }).default(false),
    securityPin: secret({
      title: 'Security PIN',
      description: 'Of the vault’s properties; valid for five minutes.',
      ui: { when: [deleting.when, handedOver] },
    }).optional(),
    securityPinVariable: variableField('Variable with the security PIN', { also: [deleting.when] }),
  },
  request: ({ what, deleteBackups, securityPin, securityPinVariable }) => {
    if (deleteBackups && !securityPin && !securityPinVariable)
      throw fail('param_missing', 'Deleting backups needs the security PIN of the vault.', {
        advice: ['Make it a secret input of the flow: a PIN is valid for five minutes.'],
      });
    return { what, deleteBackups };
  },
  secrets: ({ securityPin }) => ({ SecurityPin: securityPin }),
  variables: ({ securityPinVariable }) => ({ SecurityPin: securityPinVariable }),
  result: { removed: z.boolean(), deletedBackups: z.boolean(), items: z.array(z.string()) },
  examples: [
    {
      name: 'The recovery points stay',
      given: { estate },
      params: { machine: vmMachine },
      expect: { port: 'done', data: { removed: true, deletedBackups: false, items: ['D:\\'] } },
    },
    {
      name: 'Deleting needs the security PIN',
      given: { estate },
      params: { machine: vmMachine, deleteBackups: true },
      expect: { failed: { code: 'param_missing' } },
    },
    {
      name: 'No backup of the system state is set up',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, what: 'systemState' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'NoSystemStatePolicy' } } },
    },
  ],
});
