// Registers a server with a Recovery Services vault: by the vault credentials file of the portal, or by a certificate of the machine that
// the vault knows.
import { z } from 'zod';
import { fail } from '../kit/errors.ts';
import { choice, type ShownWhen, secret, text } from '../kit/fields.ts';
import { automationAccount, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { register } from './scripts/registration.ts';
import { handedOver, variableField } from './transport/where.ts';

const credentials = (vault: string) =>
  `<?xml version="1.0" encoding="utf-8"?><RSBackupVaultAADCreds><ResourceName>${vault}</ResourceName></RSBackupVaultAADCreds>`;
const estate = marsEstate([], {
  marsAgents: [{ machine: 'srv-new-01' }],
  hybridMachines: [
    { name: 'srv-branch-01', fqdn: 'srv-branch-01.contoso.local' },
    { name: 'srv-new-01', fqdn: 'srv-new-01.contoso.local' },
  ],
  automationAccounts: [
    {
      name: 'aa-ops',
      workerGroups: [{ name: 'new-01', machines: ['srv-new-01'] }],
      variables: [
        { name: 'vault-credentials', value: credentials('vault-branch'), encrypted: true },
        { name: 'old-credentials', value: credentials('vault-gone'), encrypted: true },
        { name: 'mars-passphrase', value: 'correct horse battery staple', encrypted: true },
      ],
    },
  ],
});
const onWorker = { where: 'automation', automationAccount, workerGroup: 'new-01' };
const way = (...ways: string[]): ShownWhen => ({ param: 'by', in: ways });
const by = (...ways: string[]) => ({ when: way(...ways) });

export default marsNode({
  type: 'mars.register-server',
  section: 'Agents',
  title: 'Register MARS server',
  summary: 'Registers a server with a Recovery Services vault and sets its passphrase, so that its files can be backed up.',
  icon: 'shield-add',
  keywords: ['vault credentials', 'onboarding', 'Start-OBRegistration', 'Get-AzRecoveryServicesVaultSettingsFile'],
  line: '{machine} · {vaultName}',
  operation: register,
  params: {
    by: choice(['credentials', 'file', 'certificate'], {
      title: 'Register with',
      ui: {
        labels: {
          credentials: 'The vault credentials file’s text',
          file: 'A vault credentials file on the machine',
          certificate: 'A certificate of the machine',
        },
      },
    }).default('credentials'),
    vaultCredentials: secret({
      title: 'Vault credentials',
      description: 'The text of the file that the vault’s properties offer, from a Key Vault or a secret input. Valid for ten days.',
      ui: { when: [way('credentials'), handedOver] },
    }).optional(),
    vaultCredentialsVariable: variableField('Variable with the vault credentials', { also: [way('credentials')] }),
    credentialsFile: text({ title: 'File', ui: { placeholder: 'C:\\Temp\\vault.VaultCredentials', ...by('file') } }).optional(),
    thumbprint: text({ title: 'Thumbprint of the certificate', ui: by('certificate') }).optional(),
    vaultName: text({ title: 'Vault', description: 'Its name.', ui: by('certificate', 'file') }).optional(),
    passphrase: secret({
      title: 'Passphrase',
      description: 'At least 16 characters. The only key to the backups.',
      ui: { when: handedOver },
    }).optional(),
    passphraseVariable: variableField('Variable with the passphrase'),
    securityPin: secret({
      title: 'Security PIN',
      description: 'Where the vault asks for one.',
      ui: { advanced: true, when: handedOver },
    }).optional(),
    securityPinVariable: variableField('Variable with the security PIN', { advanced: true }),
  },
  request: ({ by: way, vaultCredentials, vaultCredentialsVariable, credentialsFile = '', thumbprint = '', vaultName = '' }) => {
    if (way === 'credentials' && !vaultCredentials && !vaultCredentialsVariable)
      throw fail('param_missing', 'Give the vault credentials: from a Key Vault or a secret input of the flow.');
    if (way === 'file' && credentialsFile === '') throw fail('param_missing', 'Name the vault credentials file on the machine.');
    if (way === 'certificate' && (thumbprint === '' || vaultName === ''))
      throw fail('param_missing', 'Name the certificate and the vault.');
    return {
      credentialsFile: way === 'file' ? credentialsFile : '',
      thumbprint: way === 'certificate' ? thumbprint : '',
      vaultName,
    };
  },
  secrets: ({ vaultCredentials, passphrase, securityPin }) => ({
    VaultCredentials: vaultCredentials,
    Passphrase: passphrase,
    SecurityPin: securityPin,
  }),
  variables: ({ vaultCredentialsVariable, passphraseVariable, securityPinVariable }) => ({
    VaultCredentials: vaultCredentialsVariable,
    Passphrase: passphraseVariable,
    SecurityPin: securityPinVariable,
  }),
  result: {
    vault: z.object({ name: z.string(), subscriptionId: z.string(), resourceGroup: z.string() }),
    computer: z.string(),
    passphraseSet: z.boolean(),
  },
  examples: [
    {
      name: 'A new server, with its passphrase',
      given: { estate },
      params: { ...onWorker, vaultCredentialsVariable: 'vault-credentials', passphraseVariable: 'mars-passphrase' },
      expect: { port: 'done', data: { vault: { name: 'vault-branch' }, computer: 'srv-new-01.contoso.local', passphraseSet: true } },
    },
    {
      name: 'By a certificate of the machine',
      given: { estate },
      params: { ...onWorker, by: 'certificate', thumbprint: '9F2C4E7A1B3D5F60718293A4B5C6D7E8F9012345', vaultName: 'vault-branch' },
      expect: { port: 'done', data: { vault: { name: 'vault-branch' }, passphraseSet: false } },
    },
    {
      name: 'Credentials of a vault that is gone',
      given: { estate },
      params: { ...onWorker, vaultCredentialsVariable: 'old-credentials' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'InvalidVaultCredentials' } } },
    },
    { name: 'No credentials', given: { estate }, params: { machine: vmMachine }, expect: { failed: { code: 'param_missing' } } },
  ],
});
