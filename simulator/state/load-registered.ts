// What else is registered with a vault of an estate: machines and accounts on which nothing need be protected yet, and backup
// servers that report to the vault.
import type { EstateVault } from '../../nodes/kit/estate.ts';
import { accountId, containerKey, keyOfVault, machineId, storageContainer, workloadContainer } from './keys.ts';
import type { Loading } from './load.ts';
import type { Container, Engine, Vault } from './model.ts';

const dayMs = 86_400_000;

function container(loading: Loading, vault: Vault, wanted: EstateVault['registered'][number]): Container {
  const common = {
    vault: keyOfVault(vault),
    friendlyName: wanted.name,
    registeredAt: loading.now - 30 * dayMs,
    containerId: 0,
    agentVersion: null,
  };
  const where = `${vault.subscription}|${wanted.name}`.toLowerCase();
  if (wanted.kind === 'share') {
    const account = loading.accounts.get(where);
    if (!account) throw new Error(`The estate registers the storage account ${wanted.name}, but has none of that name.`);
    const name = storageContainer(account.resourceGroup, account.name);
    return { ...common, name, management: 'AzureStorage', sourceId: accountId(account), workload: null };
  }
  const machine = loading.machines.get(where)?.[0];
  if (!machine) throw new Error(`The estate registers the machine ${wanted.name}, but has none of that name.`);
  const name = workloadContainer(machine.resourceGroup, machine.name);
  const workload = wanted.kind === 'hana' ? 'SAPHanaDatabase' : 'SQLDataBase';
  return { ...common, name, management: 'AzureWorkload', sourceId: machineId(machine), workload };
}

export function loadRegistered(loading: Loading, vault: Vault, wanted: EstateVault) {
  const key = keyOfVault(vault);
  for (const one of wanted.registered) {
    const made = container(loading, vault, one);
    if (!loading.store.get('container', containerKey(key, made.name))) {
      loading.store.put('container', containerKey(key, made.name), made, {
        parent: key,
        due: made.workload ? loading.now + dayMs / 3 : null,
      });
    }
  }
  for (const { name, kind, version, agentVersion, items, servers } of wanted.engines) {
    const engine: Engine = {
      vault: key,
      name,
      kind: kind === 'DPM' ? 'DpmBackupEngine' : 'AzureBackupServerEngine',
      version,
      agentVersion,
      registeredAt: loading.now - 200 * dayMs,
      items,
      servers,
    };
    loading.store.put('engine', `${key}|${name}`.toLowerCase(), engine, { parent: key });
  }
}
