// The api-version that a request gets when nobody names one: by the last provider and type in its path. Versions that are
// published and stable; a type that is not here wants to be told.

const versions: { readonly [type: string]: string } = {
  'microsoft.alertsmanagement': '2019-03-01',
  'microsoft.authorization': '2022-04-01',
  'microsoft.authorization/locks': '2020-05-01',
  'microsoft.automation': '2023-11-01',
  'microsoft.compute': '2024-03-01',
  'microsoft.compute/disks': '2023-10-02',
  'microsoft.compute/snapshots': '2023-10-02',
  'microsoft.dataprotection': '2024-04-01',
  'microsoft.hybridcompute': '2025-01-13',
  'microsoft.insights': '2018-01-01',
  'microsoft.insights/eventtypes': '2015-04-01',
  'microsoft.insights/metricdefinitions': '2018-01-01',
  'microsoft.keyvault': '2023-07-01',
  'microsoft.network': '2023-11-01',
  'microsoft.operationalinsights': '2022-10-01',
  'microsoft.recoveryservices': '2024-04-01',
  'microsoft.resourcegraph': '2022-10-01',
  'microsoft.resources': '2021-04-01',
  'microsoft.sql': '2021-11-01',
  'microsoft.storage': '2023-01-01',
};

/** Below a vault the backup service speaks, with a version of its own. */
const backupPath = /\/providers\/Microsoft\.RecoveryServices\/(vaults\/[^/]+\/backup|locations\/[^/]+\/backup)/i;

/** Null: the caller has to name it. */
export function apiVersionFor(path: string): string | null {
  if (backupPath.test(path)) return '2023-06-01';
  const [, namespace, type] = /^.*\/providers\/([^/?]+)(?:\/([^/?]+))?/i.exec(path) ?? [];
  if (namespace === undefined) return versions['microsoft.resources'] ?? null;
  const provider = namespace.toLowerCase();
  return versions[`${provider}/${type?.toLowerCase()}`] ?? versions[provider] ?? null;
}
