// The estate in /metrics: how old the last look through each connection is, and how many items stand how. Asked of the database when
// somebody scrapes, so every process of a fleet tells the same; a database that does not answer tells nothing here.
import { standings } from '../../nodes/kit/estate-health/standing.ts';
import { lines } from '../operations/histogram.ts';
import type { EstateStore } from '../store/estate.ts';
import { STALE_MS } from './stale.ts';

export function createEstateMetrics(estate: Pick<EstateStore, 'figures'>, now: () => number = Date.now) {
  return async (): Promise<string> => {
    const rows = await estate.figures(now() - STALE_MS).catch(() => null);
    if (rows === null) return '';
    const looked = new Map(rows.map(({ connectionId, lookedAt }) => [connectionId, lookedAt]));
    const counts = new Map(rows.map(({ connectionId, state, n }) => [`${connectionId} ${state}`, n]));
    return [
      lines(
        'vaultflow_estate_look_age_seconds',
        'gauge',
        'Since Azure last told how the protected items stand, by connection',
        [...looked].flatMap(([connection, at]) => (at === null ? [] : [[{ connection }, Math.max(0, now() - at) / 1_000] as const])),
      ),
      lines(
        'vaultflow_estate_items',
        'gauge',
        'Protected items by connection and how they stand; deleted ones are not counted',
        [...looked.keys()].flatMap((connection) =>
          standings
            .filter((state) => state !== 'deleted')
            .map((state) => [{ connection, state }, counts.get(`${connection} ${state}`) ?? 0] as const),
        ),
      ),
    ].join('');
  };
}
