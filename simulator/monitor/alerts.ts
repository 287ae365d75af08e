// Microsoft.AlertsManagement: the built-in alerts of Azure Backup, as they follow from the jobs: a failed backup or restore, and
// the deletion of backup data. What people do with an alert (acknowledge, close) is kept.
import { statusOf } from '../backup/job-model.ts';
import { findSubscription } from '../backup/lookups.ts';
import { keyOfVault, vaultId } from '../state/keys.ts';
import type { Json, Vault } from '../state/model.ts';
import { type Answer, invalidInput, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';

interface Alert {
  readonly id: string;
  readonly rule: string;
  readonly severity: 'Sev0' | 'Sev1';
  readonly vault: Vault;
  readonly firedAt: number;
  readonly description: string;
}

function ruleOf(operation: string, failed: boolean): Pick<Alert, 'rule' | 'severity'> | null {
  if (operation === 'DeleteBackupData') return failed ? null : { rule: 'Delete Backup Data', severity: 'Sev0' };
  if (!failed) return null;
  if (operation.startsWith('Backup')) return { rule: 'Backup Failure', severity: 'Sev1' };
  return operation.startsWith('Restore') ? { rule: 'Restore Failure', severity: 'Sev1' } : null;
}

/** Newest first. */
function alertsOf(call: Call): Alert[] {
  const found: Alert[] = [];
  for (const { doc: vault } of call.store.list('vault', param(call, 'sub').toLowerCase())) {
    for (const { doc: job } of call.store.list('job', keyOfVault(vault))) {
      const status = statusOf(job, call.at);
      const rule = status === 'Failed' || status === 'Completed' ? ruleOf(job.operation, status === 'Failed') : null;
      if (!rule) continue;
      const description = job.error?.message ?? `${rule.rule}: ${job.friendlyName}`;
      found.push({ ...rule, id: job.id, vault, firedAt: job.endAt, description: `${job.friendlyName}: ${description}` });
    }
  }
  return found.sort((a, b) => b.firedAt - a.firedAt);
}

function view(call: Call, alert: Alert): Json {
  const kept = call.store.get('alertState', alert.id.toLowerCase());
  const target = vaultId(alert.vault);
  return {
    id: `${target}/providers/Microsoft.AlertsManagement/alerts/${alert.id}`,
    name: alert.rule,
    type: 'Microsoft.AlertsManagement/alerts',
    properties: {
      essentials: {
        severity: alert.severity,
        signalType: 'Log',
        alertState: kept?.state ?? 'New',
        monitorCondition: 'Fired',
        targetResource: target,
        targetResourceName: alert.vault.name,
        targetResourceGroup: alert.vault.resourceGroup,
        targetResourceType: 'microsoft.recoveryservices/vaults',
        monitorService: 'Azure Backup',
        alertRule: alert.rule,
        startDateTime: new Date(alert.firedAt).toISOString(),
        lastModifiedDateTime: new Date(kept?.changedAt ?? alert.firedAt).toISOString(),
        lastModifiedUserName: kept ? (call.store.setting('clientId') ?? '') : 'System',
        description: alert.description,
      },
    },
  };
}

const ranges: Record<string, number> = { '1h': 3_600_000, '1d': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 };

const list = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const { timerange = '1d', alertstate, severity, targetresource, alertrule } = call.query;
  const range = ranges[timerange];
  if (range === undefined) return invalidInput('timeRange');
  const found = alertsOf(call)
    .filter(({ firedAt }) => firedAt >= call.at - range)
    .map((alert) => view(call, alert))
    .filter((shown) => {
      const essentials = (shown.properties as { essentials: Record<string, string> }).essentials;
      const fits = (wanted: string | undefined, name: string) =>
        wanted === undefined || essentials[name]?.toLowerCase() === wanted.toLowerCase();
      return (
        fits(alertstate, 'alertState') &&
        fits(severity, 'severity') &&
        fits(targetresource, 'targetResource') &&
        fits(alertrule, 'alertRule')
      );
    });
  return page(call, found, (shown) => shown);
};

const find = (call: Call) => alertsOf(call).find(({ id }) => id.toLowerCase() === param(call, 'alert').toLowerCase());
const missing = (call: Call) => refuse(404, 'NotFound', `The alert with id '${param(call, 'alert')}' was not found.`);

const change = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const alert = find(call);
  if (!alert) return missing(call);
  const wanted = (['New', 'Acknowledged', 'Closed'] as const).find((state) => state.toLowerCase() === call.query.newstate?.toLowerCase());
  if (!wanted) return invalidInput('newState');
  call.store.put('alertState', alert.id.toLowerCase(), { id: alert.id, state: wanted, changedAt: call.at });
  return ok(view(call, alert));
};

const get = (call: Call): Answer => {
  const gone = findSubscription(call);
  const alert = gone ? null : find(call);
  return gone ?? (alert ? ok(view(call, alert)) : missing(call));
};

const A = '/subscriptions/{sub}/providers/Microsoft.AlertsManagement/alerts';

export const alertRoutes: Route[] = [
  route('GET', A, list),
  route('GET', `${A}/{alert}`, get),
  route('POST', `${A}/{alert}/changestate`, change),
];
