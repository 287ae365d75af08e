// Sets the passphrase that a MARS agent encrypts its backups with. It is the only key to them: it travels as a protected parameter, and
// this flow never sees it.
import { fail } from '../kit/errors.ts';
import { secret } from '../kit/fields.ts';
import { automationAccount, marsEstate, vmMachine } from './example-estate.ts';
import { settingsShape } from './get-settings.ts';
import { marsNode } from './mars-node.ts';
import { setPassphrase } from './scripts/settings.ts';
import { handedOver, variableField } from './transport/where.ts';

const estate = marsEstate([], {
  automationAccounts: [
    {
      name: 'aa-ops',
      workerGroups: [{ name: 'branch-01', machines: ['srv-branch-01'] }],
      variables: [
        { name: 'mars-passphrase', value: 'correct horse battery staple', encrypted: true },
        { name: 'mars-pin', value: '482913', encrypted: true },
        { name: 'mars-short', value: 'too short', encrypted: true },
      ],
    },
  ],
});
const onWorker = { where: 'automation', automationAccount, workerGroup: 'branch-01' };

export default marsNode({
  type: 'mars.set-passphrase',
  section: 'Settings',
  title: 'Set passphrase of MARS agent',
  summary: 'Sets the passphrase that a MARS agent encrypts its backups with. Without it nothing can be restored: keep it in a Key Vault.',
  icon: 'key',
  keywords: ['encryption', 'Set-OBMachineSetting', 'EncryptionPassphrase'],
  line: '{machine}',
  operation: setPassphrase,
  params: {
    passphrase: secret({
      title: 'Passphrase',
      description: 'At least 16 characters, from a Key Vault or a secret input.',
      ui: { when: handedOver },
    }).optional(),
    passphraseVariable: variableField('Variable with the passphrase'),
    securityPin: secret({
      title: 'Security PIN',
      description: 'Needed when a passphrase is set already: of the vault’s properties, valid for five minutes.',
      ui: { when: handedOver },
    }).optional(),
    securityPinVariable: variableField('Variable with the security PIN'),
  },
  request: ({ passphrase, passphraseVariable }) => {
    if (!passphrase && !passphraseVariable)
      throw fail('param_missing', 'Give the passphrase: from a Key Vault or a secret input of the flow.');
    return {};
  },
  secrets: ({ passphrase, securityPin }) => ({ Passphrase: passphrase, SecurityPin: securityPin }),
  variables: ({ passphraseVariable, securityPinVariable }) => ({ Passphrase: passphraseVariable, SecurityPin: securityPinVariable }),
  result: settingsShape,
  examples: [
    {
      name: 'From encrypted variables of the Automation account',
      given: { estate },
      params: { ...onWorker, passphraseVariable: 'mars-passphrase', securityPinVariable: 'mars-pin' },
      expect: { port: 'done', data: { machine: 'branch-01', passphraseSet: true } },
    },
    {
      name: 'Too short a passphrase',
      given: { estate },
      params: { ...onWorker, passphraseVariable: 'mars-short', securityPinVariable: 'mars-pin' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'PassphraseTooShort' } } },
    },
    {
      name: 'A new passphrase needs the security PIN',
      given: { estate },
      params: { ...onWorker, passphraseVariable: 'mars-passphrase' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'InvalidSecurityPin' } } },
    },
    { name: 'No passphrase', given: { estate }, params: { machine: vmMachine }, expect: { failed: { code: 'param_missing' } } },
  ],
});
