// What the end of a job brings about: a recovery point, a restored machine, share or database, a point in another tier. Jobs
// of machines leave their snapshot first, when it is taken, and the copy in the vault at their end.
import { statusOf } from '../backup/job-model.ts';
import { archiveAfterMs, snapshotMs } from '../backup/policy-times.ts';
import { notMovable } from '../backup/tiers.ts';
import { putBlob } from '../storage/blobs.ts';
import { writeFiles } from '../storage/share-files.ts';
import type { World } from '../wire/call.ts';
import { keyOfItem, pointKey, policyKey, resourceKey } from './keys.ts';
import type { Item, Job, Makes, Point } from './model.ts';

const dayMs = 86_400_000;

/** Looked at again when it expires, or when the policy lets it go to the archive. */
function storePoint(world: Pick<World, 'store'>, point: Point, archiveAfter: number | null = null) {
  const due = archiveAfter === null ? point.expiresAt : Math.min(point.expiresAt, point.at + archiveAfter);
  world.store.put('point', pointKey(point.item, point.id), point, { parent: point.item, rank: -point.at, due });
}

const policyOf = (world: Pick<World, 'store'>, item: Item) =>
  item.policy === null ? null : world.store.get('policy', policyKey(item.vault, item.policy));

function newPoint(world: World, job: Job, item: Item, id: string, at: number): Point {
  const policy = policyOf(world, item);
  return {
    item: keyOfItem(item),
    id,
    at,
    type: job.point?.type ?? 'AppConsistent',
    instantUntil: at + (item.kind === 'vm' ? snapshotMs(policy) : 2 * dayMs),
    expiresAt: job.point?.expiresAt ?? at + 30 * dayMs,
    ...(job.point?.rule ? { rule: job.point.rule } : {}),
    ...(job.point?.vaulted === true ? { inVault: true } : {}),
    ...(job.point?.luns ? { luns: job.point.luns } : {}),
  };
}

/** The snapshot is taken: the machine can be restored from it while the transfer to the vault still runs. */
export function finishSnapshot(world: World, job: Job, item: Item): Job {
  const id = world.newNumber();
  const at = job.snapshotAt ?? job.startAt;
  storePoint(world, { ...newPoint(world, job, item, id, at), inVault: false });
  world.store.put('item', keyOfItem(item), { ...item, newestPoint: at });
  return { ...job, pointId: id };
}

/** The chain of log backups begins with a full backup, and goes on while logs are taken. */
function chained(job: Job, item: Item, at: number): Item {
  if (item.kind !== 'sql' && item.kind !== 'hana') return item;
  const logs = item.logs ?? [];
  const open = logs.some(({ to }) => to === null);
  if (job.point?.type === 'Log') return { ...item, logs: logs.map((range) => (range.to === null ? { ...range, upTo: at } : range)) };
  return open || job.point?.type !== 'Full' ? item : { ...item, logs: [...logs, { from: at, to: null }] };
}

export function finishBackup(world: World, job: Job, item: Item, now: number): void {
  const status = statusOf(job, now);
  const key = keyOfItem(item);
  const taken = job.pointId ? world.store.get('point', pointKey(key, job.pointId)) : null;
  if (status === 'Cancelled') {
    // What was in transfer stays a snapshot, and goes with it.
    if (taken) storePoint(world, { ...taken, expiresAt: taken.instantUntil });
    return;
  }
  const failed = status === 'Failed';
  const lastBackup: Item['lastBackup'] = { at: job.startAt, status: failed ? 'Failed' : 'Completed', error: failed ? job.error : null };
  const next: Item = { ...item, lastBackup, state: item.state === 'IRPending' && !failed ? 'Protected' : item.state };
  if (failed) {
    world.store.put('item', key, next);
    return;
  }
  const at = taken?.at ?? job.startAt + Math.min(60_000, (job.endAt - job.startAt) / 10);
  if (taken) {
    const { inVault: _, ...whole } = taken;
    storePoint(world, whole, archiveAfterMs(policyOf(world, item)));
  } else if (job.point?.type !== 'Log') {
    storePoint(world, newPoint(world, job, item, world.newNumber(), at), archiveAfterMs(policyOf(world, item)));
  }
  world.store.put('item', key, { ...chained(job, next, at), newestPoint: job.point?.type === 'Log' ? next.newestPoint : at });
}

/** A point whose time has come: it expires, or it goes to the archive as its policy says. */
export function agePoint({ store }: World, key: string, point: Point, now: number): void {
  const item = store.get('item', point.item);
  if (item && now < point.expiresAt) {
    const fits = notMovable(item, point, now) === null;
    store.put('point', key, fits ? { ...point, archivedAt: now } : point, { due: point.expiresAt });
    return;
  }
  // The last good copy of an item is kept until there is a newer one; suspended backups keep theirs for ever.
  if (item?.newestPoint === point.at) store.put('point', key, point, { due: null });
  else store.remove('point', key);
}

/** What a job that has succeeded leaves behind elsewhere. */
export function make({ store }: World, makes: Makes, now: number): void {
  if ('machine' in makes) {
    const { machine } = makes;
    const key = resourceKey(machine.subscription, machine.resourceGroup, machine.name);
    store.put('machine', key, machine, { parent: machine.subscription.toLowerCase() });
  } else if ('files' in makes) {
    writeFiles(store, makes, makes.files, now);
  } else if ('database' in makes) {
    const host = store.get('machine', makes.host);
    const { kind, name, instance } = makes.database;
    const there = host?.databases.some((one) => one.kind === kind && one.name === name && one.instance === instance);
    if (host && !there) store.put('machine', makes.host, { ...host, databases: [...host.databases, makes.database] });
  } else if ('archive' in makes) {
    const point = store.get('point', makes.archive);
    if (point) store.put('point', makes.archive, { ...point, archivedAt: now, instantUntil: Math.min(point.instantUntil, now) });
  } else if ('rehydrate' in makes) {
    const point = store.get('point', makes.rehydrate);
    if (point) store.put('point', makes.rehydrate, { ...point, rehydrated: { from: now, until: makes.until } });
  } else {
    const { account, container, files } = makes.blobs;
    for (const { name, content } of files) putBlob({ store }, { account, container, name }, content, 'application/json', now);
  }
}
