// The estate over HTTP. It reads what the collector has kept and never asks Azure; practice costs nothing, so there the answer waits
// for a look that is due.
import { type StandingName, totalsOf } from '../../nodes/kit/estate-health/standing.ts';
import type { EstateDay, EstateHealth, EstateItem, estateRoutes } from '../../nodes/kit/wire/estate.ts';
import type { Collector } from '../estate/collector.ts';
import { STALE_MS } from '../estate/stale.ts';
import type { ProjectActor } from '../security/actor.ts';
import { DAYS_KEPT } from '../store/estate.ts';
import { type Counts, placeOf, type SeenItem } from '../store/estate-reads.ts';
import { iso } from '../store/iso.ts';
import { refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';
import { DEFAULT_LIMIT } from './deps.ts';
import type { Handlers } from './registry.ts';

const DAY_MS = 86_400_000;
const PRACTICE_WAIT_MS = 5_000;
const ATTENTION = 50;
const POINTS = 14;
const care: readonly StandingName[] = ['failing', 'late', 'unknown', 'waiting'];

const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));
const dateOf = (day: number): string => iso(day * DAY_MS).slice(0, 10);

/** A backup that is told of by its job and by its point is one. */
const SAME_MS = 30 * 60_000;
const apart = (newestFirst: readonly number[]): number[] =>
  newestFirst.filter((at, index) => index === newestFirst.length - 1 || at - (newestFirst[index + 1] ?? 0) > SAME_MS);

export interface EstateDeps {
  readonly stores: Stores;
  readonly collector: Pick<Collector, 'asked' | 'looking'>;
  readonly now?: () => number;
}

const viewOf = ({ id, name, state, says, pointAt, document }: Omit<SeenItem, 'rank'>): EstateItem => ({
  id,
  armId: document.armId,
  name,
  machine: document.serverName,
  vaultName: document.vaultName,
  workloadType: document.workloadType,
  policyName: document.policyName,
  state,
  says,
  pointAt: isoOrNull(pointAt),
});

export function createEstateView({ stores, collector, now = Date.now }: EstateDeps) {
  /** What Azure's clock shows by now: ahead of ours while somebody practises. */
  async function azureNowOf(connectionId: string): Promise<number> {
    const look = await stores.estate.look(connectionId);
    return look?.azureAt == null || look.lookedAt === null ? now() : look.azureAt + (now() - look.lookedAt);
  }
  const staleBefore = async (connectionId: string) => (await azureNowOf(connectionId)) - STALE_MS;

  async function connectionOf(actor: ProjectActor, id: string | undefined) {
    const found = id === undefined ? await stores.connections.defaultOf(actor, 'azure') : await stores.connections.get(actor, id);
    if (!found) throw refuse('binding_missing', 'There is no default Azure connection.');
    if (found.kind !== 'azure') throw refuse('invalid_request', `“${found.name}” is no Azure connection.`);
    return found;
  }

  /** A first look is begun; practice is waited for. */
  async function awake(actor: ProjectActor, connection: { readonly id: string; readonly practice: boolean }): Promise<void> {
    const looked = collector.asked(actor, connection.id);
    if (!connection.practice) return;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      looked,
      new Promise<void>((resume) => {
        timer = setTimeout(resume, PRACTICE_WAIT_MS);
      }),
    ]);
    clearTimeout(timer);
  }

  return {
    async health(
      actor: ProjectActor,
      query: { readonly connection?: string | undefined; readonly days?: number | undefined },
    ): Promise<EstateHealth> {
      const connection = await connectionOf(actor, query.connection);
      await awake(actor, connection);
      const azureNow = await azureNowOf(connection.id);
      const stale = azureNow - STALE_MS;
      const [look, vaults, counted] = await Promise.all([
        stores.estate.look(connection.id),
        stores.estate.vaults(connection.id),
        stores.estate.counts(connection.id, stale),
      ]);
      const counts: { [state in StandingName]?: number } = {};
      const byVault = new Map<string, number>();
      for (const { vaultId, state, n } of counted) {
        counts[state] = (counts[state] ?? 0) + n;
        if (state !== 'deleted') byVault.set(vaultId, (byVault.get(vaultId) ?? 0) + n);
      }
      const attention = await stores.estate.items(actor, {
        connectionId: connection.id,
        staleBefore: stale,
        states: care,
        limit: ATTENTION,
      });
      return {
        connection: { id: connection.id, name: connection.name, practice: connection.practice },
        at: isoOrNull(look?.lookedAt ?? null),
        azureAt: isoOrNull(look?.azureAt ?? null),
        nextAt: isoOrNull(look?.nextAt ?? null),
        looking: collector.looking(connection.id),
        trouble: look?.trouble ?? null,
        vaults: vaults.map(({ vaultId, name, lookedAt, trouble }) => ({
          id: vaultId,
          name,
          items: byVault.get(vaultId) ?? 0,
          at: isoOrNull(lookedAt),
          trouble,
        })),
        totals: totalsOf(counts),
        days: await daysOf(connection.id, Math.floor(azureNow / DAY_MS), query.days ?? 30, look === null ? null : counts),
        attention: attention.map(viewOf),
      };
    },

    async items(
      actor: ProjectActor,
      query: {
        readonly connection?: string | undefined;
        readonly state?: StandingName | undefined;
        readonly care?: 'true' | undefined;
        readonly day?: string | undefined;
        readonly q?: string | undefined;
        readonly cursor?: string | undefined;
        readonly limit?: number | undefined;
      },
    ) {
      const connection = await connectionOf(actor, query.connection);
      const limit = query.limit ?? DEFAULT_LIMIT;
      const states = query.state ? [query.state] : query.care ? care : null;
      const found = await stores.estate.items(actor, {
        connectionId: connection.id,
        staleBefore: await staleBefore(connection.id),
        ...(states ? { states } : {}),
        q: query.q,
        day: query.day === undefined ? undefined : Math.floor(Date.parse(query.day) / DAY_MS),
        cursor: query.cursor,
        limit: limit + 1,
      });
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      return { items: shown.map(viewOf), next: found.length > limit && last ? placeOf(last) : null };
    },

    async item(actor: ProjectActor, id: string) {
      const found = await stores.estate.item(actor, id, staleBefore);
      const points = new Set([...found.days.map(({ pointAt }) => pointAt), found.pointAt].filter((at) => at !== null));
      return {
        ...viewOf(found),
        stateSince: iso(found.stateSince),
        firstSeen: iso(found.firstSeen),
        policySays: found.document.policySays,
        at: isoOrNull(found.vault.lookedAt),
        trouble: found.vault.trouble,
        days: found.days
          .slice(-DAYS_KEPT)
          .map(({ day, state, says, pointAt }) => ({ day: dateOf(day), state, says, pointAt: isoOrNull(pointAt) })),
        points: apart([...points].sort((a, b) => b - a))
          .slice(0, POINTS)
          .map(iso),
        jobs: [...found.document.jobs],
      };
    },
  };

  async function daysOf(connectionId: string, today: number, count: number, current: Counts | null): Promise<EstateDay[]> {
    const known = await stores.estate.daysOf(connectionId, today - count + 1, today - 1);
    if (current) known.set(today, current);
    return Array.from({ length: count }, (_, index) => {
      const day = today - count + 1 + index;
      const counts = known.get(day);
      return { day: dateOf(day), totals: counts ? totalsOf(counts) : null };
    });
  }
}

export type EstateView = ReturnType<typeof createEstateView>;

export function estateHandlers({ estate }: { readonly estate: EstateView }): Handlers<typeof estateRoutes> {
  return {
    estateHealth: ({ actor, query }) => estate.health(actor, query),
    estateItems: ({ actor, query }) => estate.items(actor, query),
    estateItem: ({ actor, params }) => estate.item(actor, params.id),
  };
}
