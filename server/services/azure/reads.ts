// What nodes read of Azure: vaults, items, jobs, policies, recovery points, VMs. Lists come page by page; across vaults they are
// read one vault after the other, in the order of their names.
import type { AzureBackup, AzureVault, JobFilter } from '../../../nodes/kit/capabilities-azure.ts';
import { itemOf, pathOf, vaultOf } from './ids.ts';
import type { AzureSession } from './session.ts';
import { itemView, jobView, pointView, policyView, vaultView, vmView } from './views.ts';
import { object, text, words } from './wire.ts';

const apiVersions = {
  backup: '2023-06-01',
  vaults: '2023-06-01',
  subscriptions: '2022-12-01',
  compute: '2023-09-01',
} as const;

type Reads = Pick<AzureBackup, 'vaults' | 'items' | 'item' | 'jobs' | 'job' | 'policies' | 'recoveryPoints' | 'vms' | 'backupStatus'>;

/** Subscriptions of a connection: the ones it names, else all that its identity sees. */
export async function subscriptionsOf(
  session: AzureSession,
  signal?: AbortSignal,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const named = session.settings.subscriptionIds;
  if (named && named.length > 0) return named.map((id) => ({ id, name: id }));
  const found = [];
  for await (const raw of session.list({
    path: '/subscriptions',
    apiVersion: apiVersions.subscriptions,
    effect: 'read',
    ...(signal ? { signal } : {}),
  })) {
    const { subscriptionId, displayName, state } = object(raw);
    if (text(state) === null || /enabled|warned|pastdue/i.test(words(state)))
      found.push({ id: words(subscriptionId), name: words(displayName) });
  }
  return found;
}

export function reads(session: AzureSession, signal: AbortSignal): Reads {
  const list = (path: string, filter = '', apiVersion: string = apiVersions.backup) =>
    session.list({ path, apiVersion, effect: 'read', signal, ...(filter === '' ? {} : { query: { $filter: filter } }) });
  const get = async (path: string) =>
    (await session.send({ method: 'GET', path, apiVersion: apiVersions.backup, effect: 'read', signal })).body;

  async function* vaults(): AsyncGenerator<AzureVault> {
    const all: AzureVault[] = [];
    for (const { id } of await subscriptionsOf(session, signal)) {
      for await (const raw of list(`/subscriptions/${id}/providers/Microsoft.RecoveryServices/vaults`, '', apiVersions.vaults))
        all.push(vaultView(raw));
    }
    yield* all.sort((a, b) => a.name.localeCompare(b.name));
  }

  async function* within(vaultId: string | null): AsyncGenerator<string> {
    if (vaultId !== null) yield pathOf(vaultOf(vaultId).id);
    else for await (const vault of vaults()) yield pathOf(vault.id);
  }

  return {
    vaults,
    async *items(vaultId, filter = {}) {
      const where = filterText({
        backupManagementType: filter.managementType,
        itemType: filter.workloadType,
        policyName: filter.policyName,
      });
      for await (const vault of within(vaultId)) for await (const raw of list(`${vault}/backupProtectedItems`, where)) yield itemView(raw);
    },
    item: async (itemId) => itemView(await get(pathOf(itemOf(itemId).itemId))),
    async *jobs(vaultId, filter = {}) {
      const where = jobFilterText(filter);
      for await (const vault of within(vaultId)) for await (const raw of list(`${vault}/backupJobs`, where)) yield jobView(raw);
    },
    job: async (vaultId, jobId) => jobView(await get(`${pathOf(vaultOf(vaultId).id)}/backupJobs/${encodeURIComponent(jobId)}`)),
    async *policies(vaultId) {
      for await (const raw of list(`${pathOf(vaultOf(vaultId).id)}/backupPolicies`)) yield policyView(raw);
    },
    async *recoveryPoints(itemId, range = {}) {
      const where = filterText({
        startDate: range.from && azureTime(range.from),
        endDate: (range.to || range.from) && azureTime(range.to ?? new Date(Date.now() + 86_400_000).toISOString()),
      });
      for await (const raw of list(`${pathOf(itemOf(itemId).itemId)}/recoveryPoints`, where)) yield pointView(raw);
    },
    async *vms(filter = {}) {
      for (const { id } of await subscriptionsOf(session, signal)) {
        for await (const raw of list(`/subscriptions/${id}/providers/Microsoft.Compute/virtualMachines`, '', apiVersions.compute)) {
          const vm = vmView(raw);
          if (!filter.tag || tagged(vm.tags, filter.tag)) yield vm;
        }
      }
    },
    async backupStatus({ id, location }) {
      const subscription = /\/subscriptions\/([^/]+)/i.exec(id)?.[1] ?? '';
      const { body } = await session.send({
        method: 'POST',
        path: `/subscriptions/${subscription}/providers/Microsoft.RecoveryServices/locations/${encodeURIComponent(location)}/backupStatus`,
        apiVersion: apiVersions.backup,
        body: { resourceType: 'VM', resourceId: id },
        effect: 'read',
        signal,
      });
      const { protectionStatus, vaultId, containerName, protectedItemName, policyName } = object(body);
      const vault = text(vaultId);
      const there = /^protected$/i.test(words(protectionStatus)) && vault !== null;
      const container = text(containerName);
      const item = text(protectedItemName);
      const itemId =
        there && container && item ? `${vault}/backupFabrics/Azure/protectionContainers/${container}/protectedItems/${item}` : null;
      return { protected: there, vaultId: there ? vault : null, itemId, policyName: there ? text(policyName) : null };
    },
  };
}

/** Tag names do not mind case in Azure; values do, people rarely. */
const tagged = (tags: { readonly [name: string]: string }, wanted: { readonly name: string; readonly value?: string }): boolean =>
  Object.entries(tags).some(
    ([name, value]) =>
      name.toLowerCase() === wanted.name.toLowerCase() &&
      (wanted.value === undefined || value.toLowerCase() === wanted.value.toLowerCase()),
  );

/** The one form that the service reads: `name eq 'value' and …`. A quote in a value is doubled. */
const filterText = (names: { readonly [name: string]: string | undefined }): string =>
  Object.entries(names)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name} eq '${(value as string).replaceAll("'", "''")}'`)
    .join(' and ');

const jobFilterText = ({ status, operation, managementType, since, until }: JobFilter): string =>
  filterText({
    status,
    operation,
    backupManagementType: managementType,
    startTime: since && azureTime(since),
    // The service wants both ends of a range.
    endTime: since || until ? azureTime(until ?? new Date(Date.now() + 86_400_000).toISOString()) : undefined,
  });

/** `yyyy-MM-dd hh:mm:ss tt` in UTC, as filters want it. @example azureTime('2026-03-02T15:04:05Z') // '2026-03-02 03:04:05 PM' */
function azureTime(iso: string): string {
  const at = new Date(iso);
  const hours = at.getUTCHours();
  const text = at.toISOString();
  return `${text.slice(0, 10)} ${String(hours % 12 || 12).padStart(2, '0')}${text.slice(13, 19)} ${hours < 12 ? 'AM' : 'PM'}`;
}
