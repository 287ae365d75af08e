// Log Analytics, the query API: `https://api.loganalytics.io/v1/workspaces/{id}/query`. Four tables, filled from what the
// simulator knows: AzureActivity, AddonAzureBackupJobs, CoreAzureBackup, Heartbeat.
import { statusOf } from '../backup/job-model.ts';
import { bearerProblem } from '../identity/bearer.ts';
import type { Plane } from '../planes.ts';
import { logsRequest } from '../requests/monitor.ts';
import { keyOfVault, machineId, vaultId } from '../state/keys.ts';
import type { Json } from '../state/model.ts';
import type { Answer } from '../wire/answer.ts';
import { ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { changes, outcomeOf, resourceOf } from './activity-log.ts';
import { kql, type Tables } from './kql.ts';

const refuse = (status: number, code: string, message: string, inner?: { code: string; message: string }): Answer => ({
  status,
  body: { error: { message, code, ...(inner ? { innererror: inner } : {}) } },
});

const iso = (at: number) => new Date(at).toISOString();

/** Everything older than the window is out of sight, as retention and `timespan` have it. */
function tables(call: Call, from: number): Tables {
  const vaults = call.store.list('vault').map(({ doc }) => doc);
  return {
    AzureActivity: () =>
      call.store.list('subscription').flatMap(({ doc }) =>
        changes(call, doc.id, from, call.at).map((change) => ({
          TimeGenerated: iso(change.at),
          OperationNameValue: change.path.split('/providers/').at(-1) ?? change.path,
          ActivityStatusValue: outcomeOf(change.status),
          Caller: call.store.setting('clientId') ?? '',
          _ResourceId: resourceOf(change).toLowerCase(),
          SubscriptionId: doc.id,
          HTTPRequest: change.method,
          CorrelationId: change.key,
        })),
      ),
    AddonAzureBackupJobs: () =>
      vaults.flatMap((vault) =>
        call.store
          .list('job', keyOfVault(vault))
          .map(({ doc }) => doc)
          .filter(({ startAt }) => startAt >= from)
          .map((job) => ({
            TimeGenerated: iso(job.startAt),
            ResourceId: vaultId(vault).toLowerCase(),
            OperationName: 'Job',
            JobUniqueId: job.id,
            JobOperation: job.operation.replace(/ \(.*$/, ''),
            JobStatus: statusOf(job, call.at),
            JobFailureCode: job.error?.code ?? (statusOf(job, call.at) === 'Completed' ? 'Success' : ''),
            JobStartDateTime: iso(job.startAt),
            JobDurationInSecs: Math.max(0, Math.round((Math.min(job.endAt, call.at) - job.startAt) / 1000)),
            BackupItemFriendlyName: job.friendlyName,
            BackupManagementType: job.management,
            AdHocOrScheduledJob: job.userTriggered ? 'AdHoc' : 'Scheduled',
          })),
      ),
    CoreAzureBackup: () =>
      vaults.flatMap((vault) =>
        call.store.list('item', keyOfVault(vault)).map(({ doc }) => ({
          TimeGenerated: iso(call.at - 3_600_000),
          ResourceId: vaultId(vault).toLowerCase(),
          OperationName: 'BackupItem',
          BackupItemUniqueId: doc.dataId,
          BackupItemFriendlyName: doc.friendlyName,
          BackupItemType: doc.kind,
          BackupItemProtectionState: doc.state,
          OldestRecoveryPointTime: null,
          LatestRecoveryPointTime: doc.newestPoint === null ? null : iso(doc.newestPoint),
        })),
      ),
    Heartbeat: () =>
      call.store
        .list('machine')
        .map(({ doc }) => doc)
        .filter(({ power }) => power === 'running')
        .map((machine) => ({
          TimeGenerated: iso(Math.floor(call.at / 60_000) * 60_000),
          Computer: machine.name,
          OSType: machine.os,
          _ResourceId: machineId(machine).toLowerCase(),
          Category: 'Azure Monitor Agent',
        })),
  };
}

const typeOf = (name: string, values: readonly unknown[]): string => {
  const known = values.find((value) => value !== null && value !== undefined);
  if (typeof known === 'number') return Number.isInteger(known) ? 'long' : 'real';
  if (typeof known === 'boolean') return 'bool';
  if (typeof known === 'object') return 'dynamic';
  return /Time/.test(name) && !Number.isNaN(Date.parse(String(known))) ? 'datetime' : 'string';
};

/** `P1D`, `PT1H`, or `from/to`: where the window starts. */
function startOf(timespan: string | undefined, now: number): number {
  if (!timespan) return now - 30 * 86_400_000;
  const [first = '', second] = timespan.split('/');
  if (second !== undefined && !Number.isNaN(Date.parse(first))) return Date.parse(first);
  const [, days = 0, hours = 0, minutes = 0] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(first) ?? [];
  return now - ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000;
}

const query = (call: Call): Answer => {
  const workspace = call.store.list('workspace').find(({ doc }) => doc.customerId.toLowerCase() === param(call, 'workspace').toLowerCase());
  if (!workspace) return refuse(404, 'WorkspaceNotFoundError', 'The workspace could not be found');
  const parsed = logsRequest.safeParse(call.body);
  if (!parsed.success) return refuse(400, 'BadArgumentError', 'The request had some invalid properties');
  const outcome = kql(parsed.data.query, tables(call, startOf(parsed.data.timespan, call.at)), call.at);
  if ('problem' in outcome)
    return refuse(400, 'BadArgumentError', 'The request had some invalid properties', {
      code: 'SemanticError',
      message: `A semantic error occurred: ${outcome.problem}.`,
    });
  const rows: readonly Json[] = outcome.rows;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => ({
    name,
    type: typeOf(
      name,
      rows.map((row) => row[name]),
    ),
  }));
  return ok({ tables: [{ name: 'PrimaryResult', columns, rows: rows.map((row) => names.map((name) => row[name] ?? null)) }] });
};

const routes: Route[] = [route('POST', '/v1/workspaces/{workspace}/query', query)];

export const logsPlane: Plane = {
  host: /^api\.loganalytics\.(io|azure\.com)$/i,
  routes,
  admit({ identity, headers, now }) {
    const problem = bearerProblem(headers.get('authorization'), identity, now, /^https:\/\/api\.loganalytics\.(io|azure\.com)\/?$/i);
    return problem ? refuse(401, 'AuthorizationRequiredError', `Valid authentication was not provided: ${problem}.`) : null;
  },
  exists: () => true,
  noRoute: () => refuse(404, 'PathNotFoundError', 'The requested path does not exist'),
};
