// Registers a fake agent with a vault, by the vault credentials file of the portal; lists certificates and the vaults they open.
import { containerKey, marsContainer } from '../../state/keys.ts';
import type { Vault } from '../../state/model.ts';
import { type AgentCall, type AgentOperation, complaint } from './answer.ts';

/** Of the file's XML only the name of the vault and its subscription count here. */
const field = (text: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`, 'i').exec(text)?.[1] ?? '';

function vaultOf({ world }: AgentCall, credentials: string): { key: string; doc: Vault } | null {
  const [name, subscription] = [field(credentials, 'ResourceName'), field(credentials, 'SubscriptionId')];
  const found = world.store.list('vault').find(({ doc }) => doc.name.toLowerCase() === name.toLowerCase());
  return found && (subscription === '' || found.doc.subscription.toLowerCase() === subscription.toLowerCase()) ? found : null;
}

const invalid = () =>
  complaint(
    'InvalidVaultCredentials,Microsoft.Internal.CloudBackup.Commands.StartOBRegistration',
    'Vault credentials validation failed. The file is either corrupted or does not have the latest credentials associated with the recovery service.',
    'SecurityError',
  );

const register: AgentOperation = (call) => {
  const { world, agent, host, at, input, secrets } = call;
  const certificate = String(input.thumbprint ?? '');
  const credentials = secrets.VaultCredentials ?? '';
  if (certificate === '' && credentials === '' && String(input.credentialsFile ?? '') === '') return invalid();
  const vault =
    certificate === '' && credentials !== ''
      ? vaultOf(call, credentials)
      : (world.store.list('vault').find(({ doc }) => doc.name.toLowerCase() === String(input.vaultName ?? '').toLowerCase()) ?? null);
  if (!vault) return invalid();
  if ((secrets.Passphrase ?? '') !== '' && (secrets.Passphrase ?? '').length < 16)
    return complaint(
      'PassphraseTooShort,Microsoft.Internal.CloudBackup.Commands.SetOBMachineSetting',
      'The encryption passphrase must have at least 16 characters.',
      'InvalidData',
    );
  const computer = agent.computer || host.name;
  const name = marsContainer(computer);
  const key = containerKey(vault.key, name);
  if (!world.store.get('container', key)) {
    const container = {
      vault: vault.key,
      name,
      management: 'MAB' as const,
      friendlyName: computer,
      sourceId: '',
      workload: null,
      registeredAt: at,
      containerId: Number(world.newNumber().slice(0, 7)),
      agentVersion: agent.version,
    };
    world.store.put('container', key, container, { parent: vault.key });
  }
  const moved = agent.vault !== null && agent.vault !== vault.key;
  const next = {
    ...agent,
    vault: vault.key,
    container: name,
    ...(moved ? { policy: null, systemState: null } : {}),
    settings: { ...agent.settings, passphraseSet: agent.settings.passphraseSet || (secrets.Passphrase ?? '') !== '' },
  };
  const { doc } = vault;
  return {
    data: {
      vault: { name: doc.name, subscriptionId: doc.subscription, resourceGroup: doc.resourceGroup },
      computer,
      passphraseSet: next.settings.passphraseSet,
    },
    agent: next,
  };
};

/** The machine's store holds one certificate that opens vaults. */
const thumbprint = '9F2C4E7A1B3D5F60718293A4B5C6D7E8F9012345';

const certificates: AgentOperation = () => ({
  data: { items: [{ thumbprint, subject: 'CN=Windows Azure Tools', expires: '2030-01-01T00:00:00Z' }] },
});

const services: AgentOperation = ({ world, input }) => {
  if (String(input.thumbprint).toUpperCase() !== thumbprint)
    return complaint(
      'CertificateNotFound',
      `There is no certificate ${String(input.thumbprint)} in the machine's store.`,
      'ObjectNotFound',
    );
  return { data: { items: world.store.list('vault').map(({ doc }) => ({ name: doc.name, region: doc.location })) } };
};

export const registrationOperations: Record<string, AgentOperation> = {
  register,
  'list-certificates': certificates,
  'list-recovery-services': services,
};
