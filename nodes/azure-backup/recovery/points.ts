// Recovery points as the recovery nodes see them: when, how consistent, in which tiers, how long, ready for archive or not. Numbers
// may stand for words in Azure's answers. Finds the one that a param names.
import { z } from 'zod';
import type { AzureBackup, RecoveryPoint } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import { count, entries, list, object, text, time, words } from '../answer.ts';
import { azureTime, filter } from '../filter.ts';
import { isArmId } from '../find.ts';
import { itemPlace } from '../place.ts';
import { pointShape } from '../shapes.ts';

export const tiers = ['InstantRP', 'HardenedRP', 'ArchivedRP'] as const;
/** As the portal says it. */
export const tierLabels = { InstantRP: 'Snapshot', HardenedRP: 'Vault-standard', ArchivedRP: 'Vault-archive' } as const;

export interface Point extends RecoveryPoint {
  readonly expiryTime: string | null;
  /** Null: Azure does not say. */
  readonly readyForArchive: boolean | null;
  /** Only in the archive tier: a restore has to rehydrate it first. */
  readonly archived: boolean;
  readonly softDeleted: boolean;
  readonly sizeGb: number | null;
}

export const detailedPointShape = pointShape.extend({
  expiryTime: z.string().nullable(),
  readyForArchive: z.boolean().nullable(),
  archived: z.boolean().meta({ title: 'Only in the archive tier' }),
  softDeleted: z.boolean(),
  sizeGb: z.number().nullable(),
});

const tierNames = ['Invalid', ...tiers];
const statusNames = ['Invalid', 'Valid', 'Disabled', 'Deleted', 'Rehydrated'];
const named = (names: readonly string[], value: unknown): string =>
  typeof value === 'number' ? (names[value] ?? `${value}`) : words(value);

export function pointOf(raw: unknown): Point {
  const { id, name, properties } = object(raw);
  const p = object(properties);
  const own = object(p.recoveryPointProperties);
  const held = list(p.recoveryPointTierDetails)
    .map(object)
    .map(({ type, status }) => ({ tier: named(tierNames, type), status: named(statusNames, status) }))
    .filter(({ status }) => /^(valid|rehydrated|)$/i.test(status));
  const ready = object(object(p.recoveryPointMoveReadinessInfo).ArchivedRP).isReadyForMove;
  return {
    id: words(id),
    name: words(name),
    time: time(p.recoveryPointTime) ?? time(p.recoveryPointTimeInUTC) ?? newestOf(rangesOf(p)) ?? '',
    kind: text(p.recoveryPointType) ?? text(p.type) ?? '',
    tiers: held.map(({ tier }) => tier),
    expiryTime: time(own.expiryTime),
    readyForArchive: typeof ready === 'boolean' ? ready : null,
    archived: held.length > 0 && held.every(({ tier, status }) => tier === 'ArchivedRP' && !/rehydrated/i.test(status)),
    softDeleted: own.isSoftDeleted === true,
    sizeGb: count(p.recoveryPointSizeInGB),
  };
}

export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

/** A log chain is no point but ranges of time. */
export const rangesOf = (properties: unknown): TimeRange[] =>
  list(object(properties).timeRanges).flatMap((range) => {
    const { startTime, endTime } = object(range);
    const [from, to] = [time(startTime), time(endTime)];
    return from !== null && to !== null ? [{ from, to }] : [];
  });

const newestOf = (ranges: readonly TimeRange[]): string | null =>
  ranges
    .map(({ to }) => to)
    .sort()
    .at(-1) ?? null;

interface Range {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** restorePointQueryType: `Full`, `Log` … */
  readonly type?: string;
}

/** Newest first. */
export async function pointsOf(azure: AzureBackup, itemId: string, { from, to, type }: Range = {}): Promise<Point[]> {
  return (await rawPoints(azure, itemId, { from, to, ...(type ? { type } : {}) }))
    .map(pointOf)
    .sort((a, b) => b.time.localeCompare(a.time));
}

export async function rawPoints(azure: AzureBackup, itemId: string, { from, to, type }: Range) {
  const iso = (moment: string) => new Date(moment).toISOString();
  const { body } = await azure.operation({
    id: 'RecoveryPoints_List',
    ...itemPlace(itemId),
    query: filter({
      restorePointQueryType: type,
      startDate: from && azureTime(iso(from)),
      // The service wants both ends of a range.
      endDate: to || from ? azureTime(to ? iso(to) : new Date(Date.now() + 86_400_000).toISOString()) : undefined,
    }),
  });
  return entries(body);
}

/** What a restore starts from: the point that the param names, or the newest. A log chain is chosen by a time, not here. */
export async function pointFor(azure: AzureBackup, itemId: string, point: string | undefined): Promise<string> {
  if (point) {
    if (isArmId(point)) return point;
    if (!/^\d+$/.test(point)) throw fail('param_invalid', `${point} is no recovery point.`, { refused: true });
    return `${itemId}/recoveryPoints/${point}`;
  }
  const newest = (await pointsOf(azure, itemId)).find(({ name, softDeleted }) => name !== 'DefaultRangeRecoveryPoint' && !softDeleted);
  if (!newest) throw fail('not_found', 'The item has no recovery point yet.', { refused: true });
  return newest.id;
}
