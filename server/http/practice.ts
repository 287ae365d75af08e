// The practice subscription's desk over HTTP: look behind the scenes, move its clock, break things. It reaches the simulator
// of this process only; connections to other simulators have desks of their own.
import type { Estate } from '../../nodes/kit/estate.ts';
import type { Practice, PracticeRequest, PracticeResource, practiceRoutes } from '../../nodes/kit/wire/practice.ts';
import { iso } from '../store/iso.ts';
import { notFound } from '../store/refusal.ts';
import { type AppDeps, DEFAULT_LIMIT } from './deps.ts';
import type { Handlers } from './registry.ts';

interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

interface Settings {
  timeScale: number;
  quirks: boolean;
  throttle: { perHour: number } | null;
}

/** What the desk needs of the simulator; main.ts hands it over. */
export interface PracticeDesk {
  clock(): { now: number; ahead: number };
  advance(seconds: number): void;
  settings(): Settings;
  configure(settings: Partial<Settings>): void;
  faults(): Practice['faults'];
  setFaults(rules: Practice['faults']): void;
  reset(estate?: Estate): void;
  readonly desk: {
    counts(): Pick<Practice, 'counts' | 'jobsRunning'>;
    resources(query: { kind?: string; q?: string; cursor?: string; limit: number }): Page<PracticeResource>;
    requests(query: { q?: string; failed?: boolean; cursor?: string; limit: number }): Page<PracticeRequest>;
    behave(key: string, fails: 'next' | 'always' | null): PracticeResource | null;
  };
}

export function practiceHandlers({ practice, stores }: AppDeps): Handlers<Omit<typeof practiceRoutes, 'inboxPage'>> {
  const view = (simulator: PracticeDesk): Practice => {
    const { now, ahead } = simulator.clock();
    const { timeScale, quirks, throttle } = simulator.settings();
    return {
      now: iso(now),
      aheadSeconds: ahead / 1000,
      speed: timeScale,
      quirks,
      requestsPerHour: throttle?.perHour ?? null,
      faults: simulator.faults(),
      ...simulator.desk.counts(),
    };
  };
  const query = ({ cursor, limit, q }: { cursor?: string | undefined; limit?: number | undefined; q?: string | undefined }) => ({
    limit: limit ?? DEFAULT_LIMIT,
    ...(cursor === undefined ? {} : { cursor }),
    ...(q === undefined ? {} : { q }),
  });

  return {
    practice: async () => view(await practice()),
    async savePracticeSettings({ actor, body: { speed, quirks, requestsPerHour } }) {
      const simulator = await practice();
      simulator.configure({
        ...(speed === undefined ? {} : { timeScale: speed }),
        ...(quirks === undefined ? {} : { quirks }),
        ...(requestsPerHour === undefined ? {} : { throttle: requestsPerHour === null ? null : { perHour: requestsPerHour } }),
      });
      await stores.audit.record(actor, 'practice.set', 'practice', { speed: speed ?? null, quirks: quirks ?? null });
      return view(simulator);
    },
    async advancePractice({ actor, body }) {
      const simulator = await practice();
      simulator.advance(body.advanceSeconds);
      await stores.audit.record(actor, 'practice.advance', 'practice', { seconds: body.advanceSeconds });
      return view(simulator);
    },
    async savePracticeFaults({ actor, body }) {
      const simulator = await practice();
      simulator.setFaults(body.rules);
      await stores.audit.record(actor, 'practice.faults', 'practice', { rules: body.rules.length });
      return view(simulator);
    },
    async practiceResources({ query: asked }) {
      return (await practice()).desk.resources({ ...query(asked), ...(asked.kind === undefined ? {} : { kind: asked.kind }) });
    },
    async savePracticeBehaviour({ actor, body }) {
      const item = (await practice()).desk.behave(body.key, body.fails);
      if (!item) throw notFound('item of the practice subscription', body.key);
      await stores.audit.record(actor, 'practice.behaviour', item.name, { fails: body.fails });
      return item;
    },
    async practiceRequests({ query: asked }) {
      return (await practice()).desk.requests({ ...query(asked), failed: asked.failed === 'true' });
    },
    async resetPractice({ actor, body }) {
      const simulator = await practice();
      simulator.reset(body.estate);
      await stores.audit.record(actor, 'practice.reset', 'practice', { estate: body.estate !== undefined });
      return view(simulator);
    },
  };
}
