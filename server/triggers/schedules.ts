// Schedules: one timer for the next planned time, which is kept on disk. What was missed while the server was down is made up for
// as the schedule says; what did not run is noted. Fired means accepted: the run is deduplicated by schedule and planned time, so
// a crash between accepting and moving on fires nothing twice.
import { failureOf } from '../../nodes/kit/errors.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import { type CatchUp, readCatchUp, readSchedule } from '../../nodes/kit/schedule.ts';
import { triggerActor } from '../security/actor.ts';
import { iso } from '../store/iso.ts';
import type { Miss } from '../store/missed-times.ts';
import type { StoredSchedule, WantedSchedule } from '../store/schedules.ts';
import type { Stores } from '../store/stores.ts';
import type { Accept } from './accept.ts';
import type { Clock } from './clock.ts';
import { type Due, dueTimes, plannedTimes } from './planned-times.ts';

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

export function wantedSchedules(flow: Flow, now: number): WantedSchedule[] {
  return flow.nodes.flatMap((node) => {
    if (node.type !== SCHEDULE || node.settings?.disabled === true) return [];
    const schedule = readSchedule(node.params);
    if (!schedule) return [];
    const { cron: pattern, timeZone, startAt = null, stopAt = null } = schedule;
    const times = { pattern, timeZone, startAt, stopAt };
    const [nextAt] = plannedTimes(times, now, 1);
    return nextAt === undefined ? [] : [{ ...times, ...readCatchUp(node.params), nodeId: node.id, nextAt }];
  });
}

type Why = Pick<Miss, 'reason' | 'says' | 'runId'>;

const OVERLAP = 'A run was going on, and the flow’s setting says not to run then.';
const LATE: { readonly [C in CatchUp]: string } = {
  none: 'The server could not start it in time, and the schedule makes up for nothing.',
  last: 'The server could not start it in time; the schedule makes up for the last one only.',
  all: 'The server could not start it in time; it is too long ago, or more than a hundred came after it.',
};

const keyOf = ({ flowId, nodeId }: StoredSchedule, planned: number): string => `schedule:${flowId}:${nodeId}:${planned}`;
const actorOf = ({ projectId, flowId, nodeId }: StoredSchedule) => triggerActor(projectId, `${flowId}/${nodeId}`, 'Schedule');

export function createSchedules({ stores, accept, clock, trouble }: ScheduleDeps) {
  let stopTimer = () => {};
  let stopped = false;
  let resting = false;
  let ticking: Promise<unknown> | null = null;
  let looks = 0;
  let ticks = 0;

  /** Null: it runs, or has run. Otherwise why not. Throws what a later try may get past: a full disk, our own mistake. */
  async function fire(schedule: StoredSchedule, planned: number): Promise<Why | null> {
    const actor = actorOf(schedule);
    try {
      const { start, run } = await accept.accept({
        actor,
        flow: await stores.flows.head(actor, schedule.flowId),
        arrival: { type: SCHEDULE, nodeId: schedule.nodeId, plannedAt: iso(planned) },
        dedup: { key: keyOf(schedule, planned), hash: '', keepMs: KEEP_MS },
        owed: true,
      });
      return start === 'skipped' ? { reason: 'overlap', says: OVERLAP, runId: run.id } : null;
    } catch (error) {
      const failure = failureOf(error, 'internal');
      if (failure.code === 'shutting_down' || failure.code === 'internal' || failure.code === 'storage_full') throw error;
      return { reason: 'refused', says: failure.message, runId: null };
    }
  }

  function missOf(why: Why, times: readonly number[], more = false): Miss {
    const plannedAt = times[0] as number;
    return { ...why, plannedAt, lastAt: times.at(-1) as number, count: times.length, more, at: clock.now() };
  }

  /** Moves past what nobody started in time. False: the schedule is another one by now. */
  async function letGo(schedule: StoredSchedule, since: number, { times, more }: NonNullable<Due['missed']>, nextAt: number | null) {
    // Accepted just before a crash, and not yet moved on: that one ran.
    const ran = await accept.before(schedule.projectId, keyOf(schedule, since));
    const lost = ran ? times.slice(1) : times;
    const miss = lost.length > 0 ? missOf({ reason: 'late', says: LATE[schedule.catchUp], runId: null }, lost, more) : undefined;
    if (miss) trouble(schedule.flowId, `${miss.count} planned times from ${iso(miss.plannedAt)} on did not run: ${miss.says}`);
    return stores.schedules.moveOn(actorOf(schedule), schedule, since, { nextAt, trouble: null, miss });
  }

  /** Each planned time is one step on disk: what a crash interrupts is the first one only, and that is deduplicated. */
  async function fireAndMoveOn(schedule: StoredSchedule): Promise<void> {
    let at = schedule.nextAt as number;
    const { fire: due, missed } = dueTimes({ ...schedule, nextAt: at }, clock.now());
    const after = (planned: number) => plannedTimes(schedule, planned, 1)[0] ?? null;
    if (missed) {
      const nextAt = due[0] ?? after(Math.max(clock.now(), at));
      if (!(await letGo(schedule, at, missed, nextAt)) || nextAt === null) return;
      at = nextAt;
    }
    for (const [index, planned] of due.entries()) {
      if (stopped) return;
      const why = await fire(schedule, planned);
      if (why) trouble(schedule.flowId, `${iso(planned)}: ${why.says}`);
      const nextAt = due[index + 1] ?? after(planned);
      const miss = why ? missOf(why, [planned]) : undefined;
      const refused = why?.reason === 'refused' ? `${iso(planned)}: ${why.says}` : null;
      if (!(await stores.schedules.moveOn(actorOf(schedule), schedule, at, { nextAt, trouble: refused, miss })) || nextAt === null) return;
      at = nextAt;
    }
  }

  /** One schedule that cannot be accepted now (a full disk, our own mistake) keeps no other from its time; it is tried again. */
  async function tick(): Promise<number> {
    let pause = 0;
    for (const schedule of await stores.schedules.due(clock.now())) {
      if (stopped) break;
      await fireAndMoveOn(schedule).catch((error: unknown) => {
        pause = RETRY_MS;
        trouble(schedule.flowId, failureOf(error, 'internal').message);
      });
    }
    return pause;
  }

  function again(error: unknown): number {
    trouble('', failureOf(error, 'internal').message);
    return RETRY_MS;
  }

  /** Of several that look at once the last one counts. */
  async function lookAfter(pause: number): Promise<void> {
    const mine = ++looks;
    // A database that cannot be reached for a moment stops no clock.
    const nextAt = await stores.schedules.nextAt().catch((error: unknown) => clock.now() + again(error));
    if (mine !== looks) return;
    stopTimer();
    if (stopped || nextAt === null) return;
    stopTimer = clock.after(Math.max(nextAt - clock.now(), pause), () => {
      ticks += 1;
      ticking = tick()
        .catch(again)
        .finally(() => {
          ticks -= 1;
        })
        .then((pause) => (resting ? undefined : lookAfter(pause)));
    });
  }

  return {
    /** Looks for the next planned time; call it whenever schedules were armed. After firing it looks by itself. */
    async look(): Promise<void> {
      resting = false;
      if (ticks === 0) await lookAfter(0);
    },
    /** Keeps no time until the next look: another process does. */
    rest(): void {
      resting = true;
      looks += 1;
      stopTimer();
    },
    async stop(): Promise<void> {
      stopped = true;
      stopTimer();
      await ticking;
    },
  };
}

export type Schedules = ReturnType<typeof createSchedules>;
