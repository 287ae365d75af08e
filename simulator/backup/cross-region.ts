// Cross-region restore, as API version 2018-12-20 has it: lists of what has arrived in the paired region, an access token for
// one recovery point given by the vault, the restore started in the other region with it, and the jobs of that region.
import { createHmac } from 'node:crypto';
import { checkBody } from '../requests/check.ts';
import { accessRequest, crossRegionJobRequest, crossRegionRequest } from '../requests/cross-region.ts';
import { armParts, keyOfVault, pointKey, vaultKey } from '../state/keys.ts';
import type { Item, Job, Json, Point, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound, ok, serviceRefusal } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { dotNetDate } from '../wire/times.ts';
import { accepted } from './accepted.ts';
import { jobView } from './job-view.ts';
import { filteredJobs } from './jobs.ts';
import { kinds } from './kinds.ts';
import { findSubscription, I, itemRoute } from './lookups.ts';
import { asAsked } from './older-version.ts';
import { operationResult, operationStatus } from './operations.ts';
import { findPoint } from './points.ts';
import { plainRegion } from './regions.ts';
import { hasArrived, secondaryRegion } from './replica.ts';
import { restoreProblem } from './restore-rules.ts';
import { restoreWork } from './restore-work.ts';
import { startJob, startOperation } from './start-job.ts';

const tokenMs = 24 * 3_600_000;
/** Recorded: a restore in the other region takes most of an hour. */
/** Recorded: 3,276. Shorter here, so that a test of the paired region ends while somebody watches. */
const crossRegionSeconds = 1_320;

const noReplica = (vault: Vault) =>
  serviceRefusal(
    400,
    'BMSUserErrorInvalidInput',
    `Cross Region Restore is not enabled for the vault '${vault.name}'.`,
    'crossRegionRestoreFlag',
  );

/** Which point of which item somebody may restore elsewhere, until when; signed, so that it cannot be made up. */
const sign = (call: Call, text: string) =>
  createHmac('sha256', call.store.setting('tokenKey') ?? '')
    .update(text)
    .digest('base64url');

function issue(call: Call, point: Point): string {
  const text = Buffer.from(JSON.stringify({ point: pointKey(point.item, point.id), until: call.at + tokenMs })).toString('base64url');
  return `${text}.${sign(call, text)}`;
}

function redeem(call: Call, token: string): Point | null {
  const [text = '', signature] = token.split('.');
  if (signature !== sign(call, text)) return null;
  const { point, until } = JSON.parse(Buffer.from(text, 'base64url').toString());
  return until > call.at ? call.store.get('point', String(point)) : null;
}

const aadProperties = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const parsed = parseFilter(call.query.$filter, ['backupManagementType']);
  if ('refused' in parsed) return parsed.refused;
  const properties = {
    tenantId: call.store.setting('tenantId') ?? '',
    audience: `https://RecoveryServices/IaasCoord/aadmgmt/${plainRegion(param(call, 'region')).slice(0, 3)}`,
    servicePrincipalObjectId: call.store.setting('clientId') ?? '',
  };
  return ok({ properties });
};

const accessToken = (call: Call, vault: Vault, item: Item): Answer => {
  const checked = checkBody(accessRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const region = secondaryRegion(vault);
  if (!region) return noReplica(vault);
  const point = findPoint(call, item);
  if (!point || !hasArrived(call, item, point)) return objectNotFound(param(call, 'point'));
  const name = item.container.replace(/^IaasVMContainer;/i, '');
  const properties: Json = {
    objectType: 'WorkloadCrrAccessToken',
    accessTokenString: issue(call, point),
    subscriptionId: vault.subscription,
    resourceGroupName: vault.resourceGroup,
    resourceName: vault.name,
    resourceId: item.dataId,
    recoveryPointId: point.id,
    recoveryPointTime: dotNetDate(point.at),
    containerName: name,
    containerType: item.kind === 'vm' ? 'IaasVMContainer' : 'VMAppContainer',
    backupManagementType: kinds[item.kind].management,
    datasourceType: kinds[item.kind].workload,
    datasourceName: item.friendlyName,
    datasourceId: item.dataId,
    datasourceContainerName: name,
    coordinatorServiceStampUri: `https://pod01-coord1.${region.slice(0, 3)}.backup.windowsazure.com`,
    protectionServiceStampUri: `https://pod01-prot1.${region.slice(0, 3)}.backup.windowsazure.com`,
    rpTierInformation: { HardenedRP: 'Valid' },
    bMSActiveRegion: vault.location,
    ...(item.kind === 'vm'
      ? { rpOriginalSAOption: false, rpIsManagedVirtualMachine: true }
      : { protectableObjectFriendlyName: item.friendlyName }),
  };
  return ok({ properties });
};

const scope = (call: Call) => `crr|${param(call, 'sub')}|${plainRegion(param(call, 'region'))}`.toLowerCase();
const locationPath = (call: Call) =>
  `/subscriptions/${param(call, 'sub')}/providers/Microsoft.RecoveryServices/locations/${plainRegion(param(call, 'region'))}`;

const trigger = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const checked = checkBody(crossRegionRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { crossRegionRestoreAccessDetails: access, restoreRequest } = checked.value;
  const point = redeem(call, access.accessTokenString ?? '');
  const item = point && call.store.get('item', point.item);
  const vault = item && call.store.get('vault', item.vault);
  if (!point || !item || !vault) {
    return invalidInput(
      'crossRegionRestoreAccessDetails.accessTokenString',
      'The access token is not valid for a recovery point, or has expired.',
    );
  }
  const region = secondaryRegion(vault);
  if (region !== plainRegion(param(call, 'region'))) return region ? invalidInput('azureRegion') : noReplica(vault);
  const problem = restoreProblem(call, item, restoreRequest, { point, region });
  if (problem) return problem;
  const work = restoreWork(call, item, point, restoreRequest);
  const job = startJob(call, item, {
    operation: 'CrossRegionRestore',
    startAt: call.at,
    activityId: call.activityId,
    userTriggered: true,
    seconds: crossRegionSeconds,
    region,
    ...work,
    bag: { ...work.bag, 'Resource Group Name of the vault': vault.resourceGroup, 'Vault name': vault.name },
    internalBag: { AdHoc: 'AdHoc', ...work.internalBag },
  });
  const id = Buffer.from(`${item.dataId};${call.newId()}`).toString('base64');
  const operation = startOperation(call, scope(call), { id, jobId: job.id });
  return accepted(call, {
    location: `${locationPath(call)}/backupCrrOperationResults/${operation.id}`,
    status: `${locationPath(call)}/backupCrrOperationsStatus/${operation.id}`,
  });
};

/** The vault that a question about jobs is about, and its jobs in this region. */
function asked(call: Call): { vault: Vault; jobs: Job[]; jobName: string | undefined } | Answer {
  const gone = findSubscription(call);
  if (gone) return gone;
  const checked = checkBody(crossRegionJobRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const parts = armParts(checked.value.resourceId ?? '');
  const vault = parts && call.store.get('vault', vaultKey(parts.subscription, parts.resourceGroup, parts.name));
  if (!vault) return objectNotFound(checked.value.resourceId ?? 'resourceId');
  const region = plainRegion(param(call, 'region'));
  const jobs = call.store.list('job', keyOfVault(vault)).flatMap(({ doc }) => (doc.region === region ? [doc] : []));
  return { vault, jobs, jobName: checked.value.jobName };
}

const view = (call: Call, vault: Vault, job: Job, full: boolean): Json =>
  asAsked(call, { ...jobView(vault, job, call.at, { full, quirks: call.quirks }), id: `${locationPath(call)}/backupJobs/${job.id}` });

const jobDetails = (call: Call): Answer => {
  const found = asked(call);
  if ('status' in found) return found;
  const job = found.jobs.find(({ id }) => id.toLowerCase() === found.jobName?.toLowerCase());
  return job ? ok(view(call, found.vault, job, true)) : objectNotFound(found.jobName ?? 'jobName');
};

const jobList = (call: Call): Answer => {
  const found = asked(call);
  if ('status' in found) return found;
  const jobs = filteredJobs(call, found.jobs);
  return 'refused' in jobs ? jobs.refused : page(call, jobs, (job) => view(call, found.vault, job, false));
};

const L = '/subscriptions/{sub}/providers/Microsoft.RecoveryServices/locations/{region}';
const inRegion = (handler: (call: Call, scope: string) => Answer) => (call: Call) => findSubscription(call) ?? handler(call, scope(call));

/** Here the end is a plain 200. */
const finished = (call: Call, where: string): Answer => {
  const answer = operationResult(call, where);
  return answer.status === 204 ? { status: 200 } : answer;
};

export const crossRegionRoutes: Route[] = [
  route('GET', `${L}/backupAadProperties`, aadProperties),
  itemRoute('POST', `${I}/recoveryPoints/{point}/accessToken`, accessToken),
  route('POST', `${L}/backupCrossRegionRestore`, trigger),
  route('POST', `${L}/backupCrrJob`, jobDetails),
  route('POST', `${L}/backupCrrJobs`, jobList),
  route('GET', `${L}/backupCrrOperationsStatus/{operation}`, inRegion(operationStatus)),
  route('GET', `${L}/backupCrrOperationResults/{operation}`, inRegion(finished)),
];
