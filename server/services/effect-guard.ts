// The last look at a request before it leaves: does it do more than its step may? The request decides, not the label on the
// node. Methods say what they do; a few POSTs of Azure only ask, and are known by their path.
import type { AzureDataService } from '../../nodes/kit/capabilities-azure.ts';
import { type Effect, effectOrder } from '../../nodes/kit/define.ts';
import { fail } from '../../nodes/kit/errors.ts';

const byMethod: { readonly [method: string]: Effect } = {
  GET: 'read',
  HEAD: 'read',
  OPTIONS: 'read',
  POST: 'write',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'destroy',
};

/**
 * POSTs to Azure Resource Manager that change nothing: they ask, check, estimate, or hand out a short-lived PIN or report. POSTs
 * that hand out keys (`listKeys`) are not among them: a step that may only read gets no key to everything.
 */
const askingPosts: readonly RegExp[] = [
  /\/providers\/Microsoft\.ResourceGraph\/(resources|resourcesHistory)$/i,
  /\/providers\/Microsoft\.Authorization\/checkAccess$/i,
  /\/providers\/Microsoft\.CostManagement\/(query|forecast)$/i,
  /\/providers\/Microsoft\.PolicyInsights\/.+\/(queryResults|summarize)$/i,
  /\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+(\/api)?\/query$/i,
  // Azure Backup, by region and by vault
  /\/providers\/Microsoft\.RecoveryServices\/locations\/[^/]+\/(backupStatus|backupPreValidateProtection|backupValidateFeatures|backupCrrJobs?|backupAadProperties|checkNameAvailability|capabilities)$/i,
  /\/Microsoft\.RecoveryServices\/vaults\/[^/]+\/(backupValidateOperation|backupTriggerValidateOperation|backupSecurityPIN|backupJobsExport)$/i,
  /\/Microsoft\.RecoveryServices\/vaults\/[^/]+\/backupTieringCost\/default\/fetchTieringCost$/i,
  /\/protectedItems\/[^/]+\/(recoveryPointsRecommendedForMove|recoveryPoints\/[^/]+\/accessToken)$/i,
  // Backup vaults
  /\/providers\/Microsoft\.DataProtection\/locations\/[^/]+\/(checkFeatureSupport|fetchSecondaryRecoveryPoints|fetchCrossRegionRestoreJobs?|validateCrossRegionRestore)$/i,
  /\/Microsoft\.DataProtection\/(.+\/)?(checkNameAvailability|validateForBackup|validateRestore|validateForModifyBackup|findRestorableTimeRanges|exportBackupJobs)$/i,
];

/** DELETEs that lose no backup data: what they take away is made again as easily. Azure refuses them while data depends on it. */
const mildDeletes: readonly RegExp[] = [
  /\/backupFabrics\/[^/]+\/backupProtectionIntent\/[^/]+$/i,
  /\/backupFabrics\/[^/]+\/protectionContainers\/[^/]+$/i,
  /\/vaults\/[^/]+\/backupPolicies\/[^/]+$/i,
  // Run commands of our own that have ended: a machine holds only 25.
  /\/(Microsoft\.Compute\/virtualMachines|Microsoft\.HybridCompute\/machines)\/[^/]+\/runCommands\/vaultflow-[0-9a-f-]{36}$/i,
];

/** What a request to Azure does. */
export function azureEffect(method: string, path: string): Effect {
  const clean = decoded(path.split('?')[0] ?? '');
  if (method.toUpperCase() === 'POST' && askingPosts.some((pattern) => pattern.test(clean))) return 'read';
  if (method.toUpperCase() === 'DELETE' && mildDeletes.some((pattern) => pattern.test(clean))) return 'write';
  return httpEffect(method);
}

/** A path that cannot be decoded is none of those that only ask. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

/** What a request to a service with a host of its own does. A query of Log Analytics is a POST that only asks. */
export function dataEffect(service: AzureDataService, method: string, path: string): Effect {
  return service === 'logAnalytics' && method === 'POST' && /\/query$/i.test(path) ? 'read' : httpEffect(method);
}

/** What any other request does. An unknown method counts as the strongest. */
export const httpEffect = (method: string): Effect => byMethod[method.toUpperCase()] ?? 'destroy';

/** Refuses what is stronger than the step's effect. Nothing has been sent then. */
export function guardEffect(allowed: Effect, wanted: Effect, what: string): void {
  if (effectOrder.indexOf(wanted) <= effectOrder.indexOf(allowed)) return;
  throw fail('effect_exceeded', `This step may ${verbs[allowed]}, but it tried to ${verbs[wanted]}: ${what}.`, { refused: true });
}

const verbs: { readonly [effect in Effect]: string } = {
  none: 'only compute',
  read: 'only read',
  write: 'change things',
  destroy: 'delete things',
};
