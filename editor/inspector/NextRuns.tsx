// When a schedule fires: its plain words and the next five times, in its own time zone, with a word when summer time begins or ends
// in between, and what happens when a run is still going. Computed by the same rules as the server's clock; reading it sets
// nothing off.
import { Cron } from 'croner';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import { type CronRuns, plannedTimes } from '../../nodes/kit/planned-times.ts';
import { type ReadSchedule, readSchedule } from '../../nodes/kit/schedule.ts';
import { ago, hereZone, zoned, zoneOffset } from '../ui/format.ts';
import { cronWords } from './fields/CronField.tsx';
import './TriggerInfo.css';

interface NextRunsProps {
  readonly params: FlowNode['params'];
  readonly concurrency: Flow['settings']['concurrency'];
}

export default function NextRuns({ params, concurrency }: NextRunsProps) {
  const schedule = readSchedule(params);
  if (!schedule) return <p className="field-about">Complete the fields above to see when it runs.</p>;
  const { cron, timeZone } = schedule;
  const times = nextTimes(schedule, 5);
  const here = hereZone();
  const shifts = times.some((time, index) => index > 0 && zoneOffset(time, timeZone) !== zoneOffset(times[index - 1] as Date, timeZone));
  return (
    <section className="field" aria-label="Next runs" data-testid="next-runs">
      <span className="field-label">Next runs</span>
      <p>
        {cronWords(cron)} · {timeZone}
      </p>
      <ol className="trigger-info-times">
        {times.map((time) => (
          <li key={time.getTime()}>
            <time dateTime={time.toISOString()}>{zoned(time, timeZone)}</time>
            <span className="trigger-info-ago">{timeZone === here ? ago(time.toISOString()) : `${zoned(time, here)} here`}</span>
          </li>
        ))}
      </ol>
      {times.length === 0 ? <p className="field-about">It never fires.</p> : null}
      {shifts ? <p className="field-about">The clocks change in between: the time of day stays, the distance in hours does not.</p> : null}
      <p className="field-about" data-testid="overlap">
        {overlapWords(concurrency)}
      </p>
    </section>
  );
}

const cronRuns: CronRuns = (pattern, timezone, after, count) => {
  try {
    return new Cron(pattern, { timezone, paused: true, mode: '5-part' }).nextRuns(count, new Date(after)).map((date) => date.getTime());
  } catch {
    return [];
  }
};

export const nextTimes = (schedule: ReadSchedule, howMany: number, from = new Date()): readonly Date[] =>
  plannedTimes(cronRuns, schedule, from.getTime(), howMany).map((time) => new Date(time));

/** What the flow's own setting does about a planned time that comes while a run is going. */
export function overlapWords(concurrency: Flow['settings']['concurrency']): string {
  const { whenBusy = 'allow', limit = 1, key, scope } = concurrency ?? {};
  if (whenBusy === 'allow') return 'When a run is still going then, both run. The flow’s “Running” settings change that.';
  const going = limit === 1 ? 'a run is still going then' : `${limit} runs are still going then`;
  const among = `${key ? ' with the same key' : ''}${scope === 'project' ? ' in any flow' : ''}`;
  const does = {
    queue: 'the new one waits until there is room',
    skip: 'the new one does not run and is listed as such',
    cancelOther: 'the older one is cancelled',
  }[whenBusy];
  return `When ${going}${among}, ${does} (the flow’s “Running” settings).`;
}
