// Schedules: one timer for the next planned time, which is kept on disk. A time missed while the server was down is made up for
// once, the last one only. Fired means accepted: the run is deduplicated by schedule and planned time, so a crash between
// accepting and moving on fires nothing twice.
import { Cron } from 'croner';
import { failureOf } from '../../nodes/kit/errors.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import { readSchedule } from '../../nodes/kit/schedule.ts';
import { triggerActor } from '../security/actor.ts';
import type { StoredSchedule, WantedSchedule } from '../store/schedules.ts';
import { iso } from '../store/statements.ts';
import type { Stores } from '../store/stores.ts';
import type { Accept } from './accept.ts';
import type { Clock } from './clock.ts';

export const SCHEDULE = 'core.schedule';
/** How long a fired planned time is remembered: longer than any pause between accepting it and moving on. */
const KEEP_MS = 30 * 86_400_000;
/** When a planned time that could not be accepted is tried again. */
const RETRY_MS = 5_000;

export interface ScheduleDeps {
  readonly stores: Stores;
  readonly accept: Accept;
  readonly clock: Clock;
  /** Told of planned times that could start nothing. */
  readonly trouble: (flowId: string, message: string) => void;
}

const cron = (pattern: string, timeZone: string) => new Cron(pattern, { timezone: timeZone, paused: true, mode: '5-part' });

/** The next `count` planned times after `after`. Empty for a pattern that cannot be read or never comes. */
export function plannedTimes(pattern: string, timeZone: string, after: number, count: number): number[] {
  try {
    return cron(pattern, timeZone)
      .nextRuns(count, new Date(after))
      .map((date) => date.getTime());
  } catch {
    return [];
  }
}

/** The last planned time at or before `at`, if it is after `since`; else `since` itself. */
function lastPlanned({ pattern, timeZone }: StoredSchedule, since: number, at: number): number {
  const [last] = cron(pattern, timeZone).previousRuns(1, new Date(at + 1_000));
  return last && last.getTime() > since && last.getTime() <= at ? last.getTime() : since;
}

export function wantedSchedules(flow: Flow, now: number): WantedSchedule[] {
  return flow.nodes.flatMap((node) => {
    if (node.type !== SCHEDULE || node.settings?.disabled === true) return [];
    const schedule = readSchedule(node.params);
    const [nextAt] = schedule ? plannedTimes(schedule.cron, schedule.timeZone, now, 1) : [];
    return schedule && nextAt !== undefined ? [{ nodeId: node.id, pattern: schedule.cron, timeZone: schedule.timeZone, nextAt }] : [];
  });
}

const actorOf = ({ projectId, flowId, nodeId }: StoredSchedule) => triggerActor(projectId, `${flowId}/${nodeId}`, 'Schedule');

export function createSchedules({ stores, accept, clock, trouble }: ScheduleDeps) {
  let stopTimer = () => {};
  let stopped = false;
  let ticking: Promise<unknown> | null = null;

  async function fire(schedule: StoredSchedule, planned: number): Promise<string | null> {
    const actor = actorOf(schedule);
    const key = `schedule:${schedule.flowId}:${schedule.nodeId}:${planned}`;
    try {
      await accept.accept({
        actor,
        flow: stores.flows.head(actor, schedule.flowId),
        arrival: { type: SCHEDULE, nodeId: schedule.nodeId, plannedAt: iso(planned) },
        dedup: { key, hash: '', keepMs: KEEP_MS },
      });
      return null;
    } catch (error) {
      const failure = failureOf(error, 'internal');
      if (failure.code === 'shutting_down' || failure.code === 'internal') throw error;
      return `${iso(planned)}: ${failure.message}`;
    }
  }

  async function fireAndMoveOn(schedule: StoredSchedule): Promise<void> {
    const since = schedule.nextAt as number;
    const planned = lastPlanned(schedule, since, clock.now());
    const says = await fire(schedule, planned);
    if (says !== null) trouble(schedule.flowId, says);
    const [next] = plannedTimes(schedule.pattern, schedule.timeZone, Math.max(clock.now(), planned), 1);
    await stores.schedules.moveOn(actorOf(schedule), schedule.flowId, schedule.nodeId, since, next ?? null, says);
  }

  /** One schedule that cannot be accepted now (a full disk, our own mistake) keeps no other from its time; it is tried again. */
  async function tick(): Promise<number> {
    let pause = 0;
    for (const schedule of stores.schedules.due(clock.now())) {
      if (stopped) break;
      await fireAndMoveOn(schedule).catch((error: unknown) => {
        pause = RETRY_MS;
        trouble(schedule.flowId, failureOf(error, 'internal').message);
      });
    }
    return pause;
  }

  function lookAfter(pause: number): void {
    stopTimer();
    if (stopped) return;
    const nextAt = stores.schedules.nextAt();
    if (nextAt === null) return;
    stopTimer = clock.after(Math.max(nextAt - clock.now(), pause), () => {
      ticking = tick().then(lookAfter);
    });
  }

  return {
    /** Looks for the next planned time; call it whenever schedules were armed. */
    look: () => lookAfter(0),
    async stop(): Promise<void> {
      stopped = true;
      stopTimer();
      await ticking;
    },
  };
}

export type Schedules = ReturnType<typeof createSchedules>;
