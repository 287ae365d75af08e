// Keeps the estate of every Azure connection up to date: once an hour, one owner in the whole fleet, through the connection's shared
// budget. Somebody who looks may bring a look forward that has never been made, and never causes another one; the practice
// subscription costs nothing and is asked whenever its clock has moved.

import type { Journal } from '../journal/contract.ts';
import type { ProjectActor } from '../security/actor.ts';
import { systemActor } from '../security/actor.ts';
import type { Services } from '../services/contract.ts';
import type { StoredConnection } from '../store/connections.ts';
import { EstateTaken } from '../store/estate.ts';
import { opened } from '../store/opened.ts';
import type { Stores } from '../store/stores.ts';
import { look } from './look.ts';

export interface CollectorDeps {
  readonly stores: Pick<Stores, 'estate' | 'connections' | 'projects'>;
  readonly journal: Pick<Journal, 'own' | 'disown'>;
  readonly services: () => Pick<Services, 'reading' | 'budgets'>;
  /** What the clock of the practice subscription shows; asks nothing. */
  readonly practiceNow: () => Promise<number>;
  readonly owner: string;
  readonly now?: () => number;
  /** Between two searches for connections whose hour is over. */
  readonly roundMs?: number;
  readonly trouble: (error: unknown, connectionId: string) => void;
}

/** Not in the first moments: a start has other things to do. */
const ROUND_MS = 30_000;
/** Longer than one vault takes; renewed before each. */
const LEASE_MS = 5 * 60_000;
const LOOK_MS = 30 * 60_000;
/** Practice is looked at again after that, or at once when its clock was moved. */
const PRACTICE_MS = 60_000;
const MOVED_MS = 3_000;

export function createCollector(deps: CollectorDeps) {
  const { stores, journal, owner, now = Date.now } = deps;
  const stopped = new AbortController();
  const under = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | null = null;

  async function isDue({ id, practice, revision }: StoredConnection, asked: boolean): Promise<boolean> {
    const row = await stores.estate.look(id);
    // Nobody practises: then there is nothing to keep.
    if (row === null) return asked || !practice;
    if (row.revision !== String(revision) || now() >= row.nextAt) return true;
    if (!practice || !asked || row.lookedAt === null || row.azureAt === null) return false;
    const moved = Math.abs((await deps.practiceNow()) - (row.azureAt + (now() - row.lookedAt)));
    return moved > MOVED_MS || now() - row.lookedAt >= PRACTICE_MS;
  }

  async function work(connection: StoredConnection, asked: boolean): Promise<void> {
    const { id, projectId, revision } = connection;
    const row = `estate:${id}`;
    const held = await journal.own(row, owner, LEASE_MS, now());
    if (!held) return;
    try {
      // Whoever held it before may just have done it.
      if (!(await isDue(connection, asked))) return;
      const actor = systemActor(projectId);
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(LOOK_MS)]);
      const services = deps.services();
      const { azure } = services.reading(await opened(stores, actor, id), signal);
      await look(
        {
          estate: stores.estate,
          azure,
          now,
          signal,
          practice: connection.practice,
          left: (subscription) =>
            services
              .budgets()
              .find(
                (one) => one.connectionId === id && one.kind === 'reads' && one.subscription.toLowerCase() === subscription.toLowerCase(),
              )?.left ?? null,
          async renew() {
            const still = await journal.own(row, owner, LEASE_MS, now());
            if (still?.epoch !== held.epoch) throw new EstateTaken('somebody else looks after this connection now');
          },
        },
        { actor, connectionId: id, revision: String(revision), epoch: held.epoch },
      );
    } finally {
      await journal.disown(row, held.epoch);
    }
  }

  /** One look of this process at a time for each connection. */
  function begin(connection: StoredConnection, asked: boolean): Promise<void> {
    const going = under.get(connection.id);
    if (going) return going;
    const done = work(connection, asked)
      .catch((error: unknown) => {
        if (!stopped.signal.aborted && !(error instanceof EstateTaken)) deps.trouble(error, connection.id);
      })
      .finally(() => under.delete(connection.id));
    under.set(connection.id, done);
    return done;
  }

  async function round(): Promise<void> {
    for (const { id: projectId } of await stores.projects.list())
      for (const connection of await stores.connections.list(systemActor(projectId))) {
        if (stopped.signal.aborted) return;
        if (connection.kind === 'azure' && (await isDue(connection, false))) await begin(connection, false);
      }
  }

  const plan = () => {
    if (stopped.signal.aborted) return;
    timer = setTimeout(() => {
      const done = round()
        .catch((error: unknown) => deps.trouble(error, ''))
        .finally(() => {
          under.delete('');
          plan();
        });
      under.set('', done);
    }, deps.roundMs ?? ROUND_MS);
    timer.unref();
  };

  return {
    start: plan,
    looking: (connectionId: string): boolean => under.has(connectionId),

    /** Somebody looks at this connection: a look that is due is made now. Resolves when it is done, or at once when none is. */
    async asked(actor: ProjectActor, connectionId: string): Promise<void> {
      const going = under.get(connectionId);
      if (going) return going;
      const connection = await stores.connections.get(actor, connectionId);
      if (await isDue(connection, true)) await begin(connection, true);
    },

    /** Stops in the middle: what is written is whole vaults, the rest comes after the next start. */
    async stop(): Promise<void> {
      stopped.abort();
      if (timer) clearTimeout(timer);
      await Promise.allSettled(under.values());
    },
  };
}

export type Collector = ReturnType<typeof createCollector>;
