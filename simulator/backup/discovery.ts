// Discovery: asking a registered machine or account what is on it now. What it finds becomes protectable; databases of an
// instance under auto-protection become protected at once. It happens at registration, at each inquiry, and every eight hours.

import { putItem } from '../state/items.ts';
import { armParts, containerKey, databaseItem, itemKey, lastName, policyKey, resourceKey } from '../state/keys.ts';
import type { Container, Intent, Item } from '../state/model.ts';
import type { World } from '../wire/call.ts';
import { nextRun } from './policy-times.ts';
import { startJob } from './start-job.ts';

const everyMs = 8 * 3_600_000;

const instanceOf = (itemId: string) => lastName(itemId).split(';').at(-1)?.toLowerCase() ?? '';
/** Group and machine: the service writes a container with its type in front and without. */
const machineOf = (container: string) => container.toLowerCase().split(';').slice(-2).join(';');
const containerOf = (id: string) => /\/protectioncontainers\/([^/]+)/i.exec(id)?.[1] ?? '';

/** The intent that covers a database of this container: of its instance or group, or of the whole container. */
export function intentFor(world: Pick<World, 'store'>, container: Container, holders: string[]): Intent | null {
  const covers = ({ properties }: Intent) => {
    const target = decodeURIComponent(String(properties.itemId ?? properties.sourceResourceId ?? ''));
    if (machineOf(containerOf(target)) !== machineOf(container.name)) return false;
    return /\/protectableItems\//i.test(target) ? holders.some((one) => one.toLowerCase() === instanceOf(target)) : true;
  };
  const found = world.store
    .list('intent', container.vault)
    .find(({ doc }) => doc.properties.backupManagementType === 'AzureWorkload' && covers(doc));
  return found?.doc ?? null;
}

/** Protects a database that discovery has found, as its intent says. */
function protect(
  world: World,
  container: Container,
  intent: Intent,
  database: { kind: 'sql' | 'hana'; name: string; instance: string },
  now: number,
) {
  const policy = world.store.get('policy', policyKey(container.vault, lastName(String(intent.properties.policyId))));
  if (!policy) return;
  const item: Item = {
    vault: container.vault,
    container: container.name,
    name: databaseItem(database.kind, database.instance, database.name),
    kind: database.kind,
    friendlyName: database.name,
    sourceId: container.sourceId,
    server: container.friendlyName,
    parent: database.instance,
    policy: policy.name,
    state: 'IRPending',
    lastBackup: null,
    newestPoint: null,
    deleted: null,
    dataId: world.newNumber(),
    createdAt: now,
    offline: false,
    behaviour: {},
    extendedProperties: null,
    nextBackupAt: world.store.setting('scheduledBackups') === 'yes' ? nextRun(policy, now) : null,
  };
  putItem(world, item);
  startJob(world, item, { operation: 'ConfigureBackup', startAt: now, activityId: world.newId(), userTriggered: false });
}

export function discover(world: World, container: Container, now: number): Container {
  const { store } = world;
  const source = armParts(container.sourceId);
  const machine = source && store.get('machine', resourceKey(source.subscription, source.resourceGroup, source.name));
  const fits = (machine?.databases ?? []).filter((one) => (container.workload === 'SAPHanaDatabase') === (one.kind === 'hana'));
  const seen = fits.map((one) => databaseItem(one.kind, one.instance, one.name));
  const next: Container = { ...container, inquiredAt: now, ...(container.management === 'AzureWorkload' ? { seen } : {}) };
  const due = container.management === 'AzureWorkload' ? now + everyMs : null;
  store.put('container', containerKey(container.vault, container.name), next, { parent: container.vault, due });
  for (const [index, database] of fits.entries()) {
    const intent = intentFor(world, container, [database.instance, ...(database.group ? [database.group] : [])]);
    if (intent && !store.get('item', itemKey(container.vault, container.name, seen[index] ?? '')))
      protect(world, next, intent, database, now);
  }
  return next;
}
