// Smaller things below a vault: the servers of Data Protection Manager and Azure Backup Server registered with it, the
// security PIN for critical operations on agents, the list of the provider's operations.
import { randomInt } from 'node:crypto';
import { checkBody } from '../requests/check.ts';
import { securityPinRequest } from '../requests/guard.ts';
import { keyOfVault, vaultId } from '../state/keys.ts';
import type { Engine, Json, Vault } from '../state/model.ts';
import { type Answer, objectNotFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { instant } from '../wire/times.ts';
import { guarded } from './guard.ts';
import { V, vaultRoute } from './lookups.ts';

const newestAgent = '2.0.9262.0';
const managementOf = (engine: Engine) => (engine.kind === 'DpmBackupEngine' ? 'DPM' : 'AzureBackupServer');

const engineView = (call: Call, vault: Vault, engine: Engine): Json => ({
  id: `${vaultId(vault)}/backupEngines/${engine.name}`,
  name: engine.name,
  type: 'Microsoft.RecoveryServices/vaults/backupEngines',
  properties: {
    backupEngineType: engine.kind,
    backupManagementType: managementOf(engine),
    friendlyName: engine.name,
    registrationStatus: 'Registered',
    backupEngineState: 'Active',
    healthStatus: 'Healthy',
    canReRegister: false,
    backupEngineId: engine.name,
    dpmVersion: engine.version,
    isDpmUpgradeAvailable: false,
    azureBackupAgentVersion: engine.agentVersion,
    isAzureBackupAgentUpgradeAvailable: engine.agentVersion !== newestAgent,
    extendedInfo: {
      databaseName: `DPMDB_${engine.name.split('.')[0]?.toUpperCase()}`,
      protectedItemsCount: engine.items,
      protectedServersCount: engine.servers,
      diskCount: 2,
      usedDiskSpace: 1450,
      availableDiskSpace: 2650,
      refreshedAt: instant(call.at - 3_600_000),
      azureProtectedInstances: engine.servers,
    },
  },
});

const engines = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, ['backupManagementType', 'friendlyName', 'expand']);
  if ('refused' in parsed) return parsed.refused;
  const { backupManagementType, friendlyName } = parsed.filter;
  const found = call.store
    .list('engine', keyOfVault(vault))
    .map(({ doc }) => doc)
    .filter((engine) => matches(backupManagementType, managementOf(engine)) && matches(friendlyName, engine.name));
  return page(call, found, (engine) => engineView(call, vault, engine));
};

const engine = (call: Call, vault: Vault): Answer => {
  const found = call.store.get('engine', `${keyOfVault(vault)}|${param(call, 'engine')}`.toLowerCase());
  return found ? ok(engineView(call, vault, found)) : objectNotFound(param(call, 'engine'));
};

/** .NET counts ticks of 100 ns from the year 1. */
const ticks = (ms: number) => (ms + 62_135_596_800_000) * 10_000;
const pinMs = 300_000;

const pin = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(securityPinRequest, call.body ?? {});
  if ('refused' in checked) return checked.refused;
  const refused = guarded(call, vault, 'securityPin', checked.value.resourceGuardOperationRequests);
  if (refused) return refused;
  const securityPIN = String(randomInt(100_000, 999_999));
  return ok({ token: securityPIN, expiryTimeInUtcTicks: ticks(call.at + pinMs), securityPIN });
};

const known: [string, string, string][] = [
  ['Vaults/read', 'Vaults', 'Get Vault'],
  ['Vaults/write', 'Vaults', 'Create or update Vault'],
  ['Vaults/delete', 'Vaults', 'Delete Vault'],
  ['Vaults/backupJobs/read', 'Backup Jobs', 'Get Backup Jobs'],
  ['Vaults/backupJobs/cancel/action', 'Backup Jobs', 'Cancel a Backup Job'],
  ['Vaults/backupPolicies/read', 'Backup Policies', 'Get Backup Policies'],
  ['Vaults/backupPolicies/write', 'Backup Policies', 'Create or update a Backup Policy'],
  ['Vaults/backupFabrics/protectionContainers/protectedItems/read', 'Protected Items', 'Get a protected item'],
  ['Vaults/backupFabrics/protectionContainers/protectedItems/write', 'Protected Items', 'Create or change a protected item'],
  ['Vaults/backupFabrics/protectionContainers/protectedItems/delete', 'Protected Items', 'Delete a protected item'],
  ['Vaults/backupFabrics/protectionContainers/protectedItems/backup/action', 'Protected Items', 'Back up a protected item'],
  ['Vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action', 'Recovery Points', 'Restore'],
];

const operations = (): Answer => {
  const provider = 'Microsoft Recovery Services';
  return ok({
    value: known.map(([name, resource, operation]) => ({
      name: `Microsoft.RecoveryServices/${name}`,
      display: { provider, resource, operation, description: operation },
      origin: 'user',
    })),
  });
};

export const vaultServiceRoutes: Route[] = [
  vaultRoute('GET', `${V}/backupEngines`, engines),
  vaultRoute('GET', `${V}/backupEngines/{engine}`, engine),
  vaultRoute('POST', `${V}/backupSecurityPIN`, pin),
  route('GET', '/providers/Microsoft.RecoveryServices/operations', operations),
];
