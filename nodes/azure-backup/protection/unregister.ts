// Takes a server or storage account off a vault. A machine with databases and a storage account can go only when nothing in them is
// protected any more; a MARS or DPM server takes all of its backup data along, and that is never sent a second time by itself.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode, type Outcome } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice } from '../../kit/fields.ts';
import { closeByJob } from '../accepted.ts';
import { entries, object, text, words } from '../answer.ts';
import { vaultChoices } from '../choices.ts';
import { type ContainerKind, containersOf, findContainer } from '../containers.ts';
import { vaultId } from '../find.ts';
import { containerPlace, lastPart } from '../place.ts';
import { acceptedShape } from '../shapes.ts';
import { resumeStart, started } from '../start.ts';
import { containerChoices } from './choices.ts';

const apiVersion = '2024-04-01';
const kinds = ['databases', 'storage', 'mars', 'dpm'] as const;
type Kind = (typeof kinds)[number];

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      registered: [{ name: 'sql-02' }],
      engines: [{ name: 'dpm-01' }],
      policies: [{ name: 'sql-full-log', kind: 'sql' as const }],
      items: [
        { kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log' },
        { kind: 'mars' as const, name: 'C:\\', machine: 'srv-old-01', points: { count: 3 } },
      ],
    },
  ],
  machines: [{ name: 'sql-01' }, { name: 'sql-02' }],
};

const marsServer =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod/backupFabrics/Azure/protectionContainers/Windows;srv-old-01';

export default defineNode({
  type: 'azure-backup.unregister',
  version: 1,
  group: 'azure-backup',
  section: 'Discover and register',
  title: 'Unregister a server or storage account',
  summary: 'Takes a server or storage account off a vault. A MARS or DPM server loses all of its backup data.',
  icon: 'shield-dismiss',
  keywords: ['unregister container', 'delete server', 'az backup container unregister', 'Unregister-AzRecoveryServicesBackupContainer'],
  connection: 'azure',
  effect: ({ kind }) => (kind === 'mars' || kind === 'dpm' ? 'destroy' : 'write'),
  waits: true,
  params: z.object({
    kind: choice(kinds, {
      title: 'What',
      description: 'With a MARS or DPM server all backup data of the server is deleted.',
      ui: {
        labels: {
          databases: 'A SQL or SAP HANA server',
          storage: 'A storage account',
          mars: 'A server with the MARS agent, with its backup data',
          dpm: 'A DPM or MABS server, with its backup data',
        },
      },
    }),
    vault: azureId('vault', { title: 'Vault' }),
    container: azureId('container', { title: 'Server or storage account' }),
  }),
  ports: ['done'],
  result: acceptedShape,
  line: '{container} · off {vault}',
  async run({ params, azure, key }): Promise<Outcome> {
    const vault = await vaultId(azure, params.vault);
    if (params.kind === 'databases' || params.kind === 'storage') {
      const { id, kind, friendlyName } = await findContainer(azure, params.container, vault, [params.kind]);
      // An id may be of any kind, and a server with an agent would take its backup data along.
      if (kind !== params.kind)
        throw fail('param_invalid', `${friendlyName} is of another kind: choose “What” accordingly.`, { refused: true });
      const answer = await azure.operation({ id: 'ProtectionContainers_Unregister', ...containerPlace(id), key });
      return started(answer, { vaultId: vault, itemId: id });
    }
    const server = (await servers(azure, vault, params.kind)).find(is(params.container));
    if (!server) throw fail('not_found', `${params.container} is not registered with ${lastPart(vault)}.`);
    const path = `${vault}/registeredIdentities/${encodeURIComponent(server.identity)}`;
    const answer = await azure.arm({ method: 'DELETE', path, apiVersion, key });
    return started(answer, { vaultId: vault, itemId: server.id });
  },
  resume: resumeStart,
  async recover(open) {
    const { azure, params } = open;
    const vault = await vaultId(azure, params.vault);
    const left = await servers(azure, vault, params.kind);
    return closeByJob(open, vault, left.find(is(params.container))?.id ?? params.container, async () => !left.some(is(params.container)));
  },
  choices: {
    vault: vaultChoices,
    container: async (ask) => {
      const { kind, vault } = ask.params;
      if (kind !== 'dpm') return containerChoices([(kind as ContainerKind) ?? 'databases'])(ask);
      if (typeof vault !== 'string' || vault === '' || vault.includes('{{')) return [];
      const engines = await servers(ask.azure, await vaultId(ask.azure, vault), 'dpm');
      return engines.map(({ id, names }) => ({ value: id, label: names[0] ?? id }));
    },
  },
  examples: [
    {
      name: 'A server on which nothing is protected',
      given: { estate },
      params: { kind: 'databases', vault: 'vault-weu-prod', container: 'sql-02' },
      expect: { port: 'done', data: { itemId: { $like: ';sql-02$' } } },
    },
    {
      name: 'A DPM server, with its backup data',
      given: { estate },
      params: { kind: 'dpm', vault: 'vault-weu-prod', container: 'dpm-01' },
      expect: { port: 'done', data: { itemId: { $like: '/backupEngines/dpm-01$' } } },
    },
    {
      name: 'A server that still has protected databases',
      given: { estate },
      params: { kind: 'databases', vault: 'vault-weu-prod', container: 'sql-01' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorContainerHasDatasources', status: 400 }, refused: true } },
    },
    {
      name: 'An old MARS server, with its backup data',
      given: { estate },
      params: { kind: 'mars', vault: 'vault-weu-prod', container: 'srv-old-01' },
      expect: { port: 'done', data: { itemId: { $like: ';srv-old-01$' } } },
    },
    {
      name: 'The id of a server with an agent, where a database server was meant',
      given: { estate },
      params: { kind: 'databases', vault: 'vault-weu-prod', container: marsServer },
      expect: { failed: { code: 'param_invalid', refused: true } },
    },
    {
      name: 'A server that is not registered',
      given: { estate },
      params: { kind: 'mars', vault: 'vault-weu-prod', container: 'srv-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

interface Server {
  readonly id: string;
  readonly names: readonly string[];
  /** By what the vault knows a server that registered itself: its own name, without the kind in front. */
  readonly identity: string;
}

const is =
  (wanted: string) =>
  ({ id, names }: Server): boolean =>
    [id, ...names].some((name) => name.toLowerCase() === wanted.toLowerCase());

async function servers(azure: AzureBackup, vault: string, kind: Kind): Promise<Server[]> {
  if (kind !== 'dpm') {
    const found = await containersOf(azure, vault, [kind]);
    return found.map(({ id, name, friendlyName }) => ({ id, names: [friendlyName, name], identity: name.split(';').at(-1) ?? name }));
  }
  const { body } = await azure.operation({ id: 'BackupEngines_List', scope: vault });
  return entries(body).map(({ id, name, properties }) => ({
    id: words(id),
    names: [text(object(properties).friendlyName) ?? words(name), words(name)],
    identity: words(name),
  }));
}
