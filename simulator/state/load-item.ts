// One protected item of an estate: its container, the machine or account it implies, its recovery points.
import { type EstateItem, momentOf } from '../../nodes/kit/estate.ts';
import { kinds } from '../backup/kinds.ts';
import { isVaulted, retained, snapshotMs } from '../backup/policy-times.ts';
import { chance } from '../seed/random.ts';
import { putItem } from './items.ts';
import {
  accountId,
  containerKey,
  databaseItem,
  keyOfItem,
  keyOfVault,
  machineId,
  marsContainer,
  marsItem,
  pointKey,
  policyKey,
  shareItem,
  storageContainer,
  vmContainer,
  vmItem,
  workloadContainer,
} from './keys.ts';
import { addAccount, addMachine, type Loading } from './load.ts';
import type { Container, Item, Machine, Point, Vault } from './model.ts';

const dayMs = 86_400_000;
const monthMs = 30 * dayMs;

function machineOf(loading: Loading, vault: Vault, name: string, group: string | undefined): Machine | Omit<Machine, 'vmId'> {
  const found = loading.machines.get(`${vault.subscription}|${name}`.toLowerCase()) ?? [];
  const known = found.find((machine) => !group || machine.resourceGroup === group);
  if (known) return known;
  const os = /hana|lin|ubuntu|web/i.test(name) ? 'Linux' : 'Windows';
  const { subscription, location } = vault;
  const rest = { tags: {}, os, size: 'Standard_D2s_v5', power: 'running', dataDisks: 1, zone: null, databases: [] } as const;
  const machine = { subscription, resourceGroup: group ?? vault.resourceGroup, name, location, ...rest, tags: {}, databases: [] };
  addMachine(loading, machine);
  return machine;
}

type Place = Pick<Item, 'container' | 'name' | 'sourceId' | 'server' | 'parent'> & { shown: string };

function placeOf(loading: Loading, vault: Vault, item: EstateItem): Place {
  const { subscription } = vault;
  const machineName = item.machine ?? item.name;
  if (item.kind === 'share') {
    const resourceGroup = item.resourceGroup ?? vault.resourceGroup;
    const account = item.account ?? 'stpractice';
    const known = item.resourceGroup ? undefined : loading.accounts.get(`${subscription}|${account}`.toLowerCase());
    const group = known?.resourceGroup ?? resourceGroup;
    addAccount(loading, subscription, group, account, vault.location, [item.name]);
    const container = storageContainer(group, account);
    const sourceId = accountId({ subscription, resourceGroup: group, name: account });
    return { container, shown: account, name: shareItem(account, item.name), sourceId, server: account, parent: account };
  }
  if (item.kind === 'mars') {
    return {
      container: marsContainer(machineName),
      shown: machineName,
      name: marsItem(item.name),
      sourceId: '',
      server: machineName,
      parent: '',
    };
  }
  const machine = machineOf(loading, vault, machineName, item.resourceGroup);
  const sourceId = machineId(machine);
  if (item.kind === 'vm') {
    const container = vmContainer(machine.resourceGroup, machine.name);
    return {
      container,
      shown: machine.name,
      name: vmItem(machine.resourceGroup, machine.name),
      sourceId,
      server: machine.name,
      parent: '',
    };
  }
  const instance = item.instance ?? (item.kind === 'sql' ? 'MSSQLSERVER' : 'HXE');
  const container = workloadContainer(machine.resourceGroup, machine.name);
  return {
    container,
    shown: machine.name,
    name: databaseItem(item.kind, instance, item.name),
    sourceId,
    server: machine.name,
    parent: instance,
  };
}

function addContainer(loading: Loading, vault: string, item: EstateItem, place: Place, registeredAt: number, number: string) {
  const key = containerKey(vault, place.container);
  if (loading.store.get('container', key)) return;
  const container: Container = {
    vault,
    name: place.container,
    management: kinds[item.kind].management,
    friendlyName: place.shown,
    sourceId: place.sourceId,
    workload: item.kind === 'sql' ? 'SQLDataBase' : item.kind === 'hana' ? 'SAPHanaDatabase' : null,
    registeredAt,
    containerId: Number(number.slice(0, 7)),
    agentVersion: item.kind === 'mars' ? '2.0.9262.0' : null,
  };
  const due = container.workload ? loading.now + 8 * 3_600_000 : null;
  loading.store.put('container', key, container, { parent: vault, due });
}

const pointType = { vm: 'AppConsistent', share: 'FileSystemConsistent', mars: 'FileSystemConsistent', sql: 'Full', hana: 'Full' } as const;

/** Logs are taken from the oldest full backup on; on a machine that is off they ended with the last one. */
function logsOf(wanted: EstateItem, points: { count: number; everyHours: number }, newest: number | null): Pick<Item, 'logs'> {
  if ((wanted.kind !== 'sql' && wanted.kind !== 'hana') || newest === null) return {};
  const from = newest - (points.count - 1) * points.everyHours * 3_600_000;
  const stopped = wanted.offline || wanted.state === 'ProtectionStopped' || wanted.state === 'SoftDeleted';
  return { logs: [{ from, to: stopped ? newest : null }] };
}

export function loadItem(loading: Loading, vault: Vault, wanted: EstateItem, nextBackupAt: number | null): void {
  const { store, now } = loading;
  const key = keyOfVault(vault);
  const place = placeOf(loading, vault, wanted);
  const luck = chance(loading.seed, `${key}|${place.container}|${place.name}`);
  const createdAt = now - 60 * dayMs;
  addContainer(loading, key, wanted, place, createdAt, luck.digits());
  const points =
    wanted.points ??
    (wanted.lastBackup
      ? { count: 1, newest: wanted.lastBackup.at, everyHours: 24, ids: [], monthly: 0, archived: 0 }
      : { count: 0, newest: '-PT8H', everyHours: 24, ids: [], monthly: 0, archived: 0 });
  const newest = points.count > 0 ? momentOf(points.newest, now) : null;
  const gone = wanted.state === 'SoftDeleted';
  const deletedAt = wanted.deletedAt ? momentOf(wanted.deletedAt, now) : now - dayMs;
  const last = wanted.lastBackup;
  const error = last?.error ?? (last?.status === 'Failed' ? wanted.behaviour.backup?.error : undefined) ?? null;
  const fallback = newest === null ? null : { at: newest, status: 'Completed' as const, error: null };
  const { shown: _, ...names } = place;
  const item: Item = {
    ...names,
    vault: key,
    kind: wanted.kind,
    friendlyName: wanted.name,
    policy:
      gone || wanted.state === 'ProtectionStopped'
        ? null
        : (wanted.policy ?? (wanted.kind === 'sql' ? 'HourlyLogBackup' : 'DefaultPolicy')),
    state: wanted.state === 'SoftDeleted' ? 'ProtectionStopped' : (wanted.state ?? (points.count > 0 || last ? 'Protected' : 'IRPending')),
    lastBackup: last ? { at: momentOf(last.at, now), status: last.status, error } : fallback,
    newestPoint: newest,
    deleted: gone ? { at: deletedAt, purgeAt: deletedAt + vault.softDeleteDays * dayMs } : null,
    dataId: luck.digits(),
    createdAt,
    offline: wanted.offline,
    behaviour: wanted.behaviour,
    extendedProperties: null,
    nextBackupAt: gone || wanted.state === 'ProtectionStopped' ? null : nextBackupAt,
    ...logsOf(wanted, points, newest),
  };
  putItem(loading, item);
  const policy = item.policy ? store.get('policy', policyKey(key, item.policy)) : null;
  const shareInVault = item.kind === 'share' && isVaulted(policy);
  const dates = [
    ...Array.from({ length: points.count }, (_, index) => ({ before: index * points.everyHours * 3_600_000, days: points.keepDays })),
    ...Array.from({ length: points.monthly }, (_, index) => ({
      before: points.count * points.everyHours * 3_600_000 + (index + 1) * monthMs,
      days: 1095,
    })),
  ];
  for (const [index, { before, days }] of dates.entries()) {
    const at = (newest ?? now) - before;
    const kept = policy ? retained(policy, at, item.kind === 'sql' || item.kind === 'hana' ? 'Full' : null) : null;
    const until = days ? at + days * dayMs : (kept?.until ?? at + 30 * dayMs);
    const expiresAt = Math.max(until, now + dayMs);
    const point: Point = {
      item: keyOfItem(item),
      id: points.ids[index] ?? luck.digits(),
      at,
      type: pointType[item.kind],
      instantUntil: at + (item.kind === 'vm' ? snapshotMs(policy) : 2 * dayMs),
      expiresAt,
      ...(index >= points.count ? { rule: 'Monthly' } : kept ? { rule: kept.rule } : {}),
      ...(shareInVault ? { inVault: true } : {}),
      ...(index >= dates.length - points.archived ? { archivedAt: Math.min(now, at + 95 * dayMs) } : {}),
    };
    store.put('point', pointKey(point.item, point.id), point, { parent: point.item, rank: -at, due: expiresAt });
  }
}
