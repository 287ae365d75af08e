// When a schedule fires: its plain words and the next five times, in its own time zone, with a word when summer time begins or ends
// in between. Computed with the same library as the server's clock; reading it sets nothing off.
import { Cron } from 'croner';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import { readSchedule } from '../../nodes/kit/schedule.ts';
import { ago } from '../ui/format.ts';
import { cronWords } from './fields/CronField.tsx';
import './TriggerInfo.css';

export default function NextRuns({ params }: { readonly params: FlowNode['params'] }) {
  const schedule = readSchedule(params);
  if (!schedule) return <p className="field-about">Complete the fields above to see when it runs.</p>;
  const { cron, timeZone } = schedule;
  const times = nextTimes(cron, timeZone, 5);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const shifts = times.some((time, index) => index > 0 && offset(time, timeZone) !== offset(times[index - 1] as Date, timeZone));
  return (
    <section className="field" aria-label="Next runs" data-testid="next-runs">
      <span className="field-label">Next runs</span>
      <p>
        {cronWords(cron)} · {timeZone}
      </p>
      <ol className="trigger-info-times">
        {times.map((time) => (
          <li key={time.getTime()}>
            <time dateTime={time.toISOString()}>{shown(time, timeZone)}</time>
            <span className="trigger-info-ago">{timeZone === here ? ago(time.toISOString()) : `${shown(time, here)} here`}</span>
          </li>
        ))}
      </ol>
      {times.length === 0 ? <p className="field-about">It never fires.</p> : null}
      {shifts ? <p className="field-about">The clocks change in between: the time of day stays, the distance in hours does not.</p> : null}
    </section>
  );
}

export function nextTimes(cron: string, timezone: string, howMany: number, from = new Date()): readonly Date[] {
  try {
    return new Cron(cron, { timezone, paused: true }).nextRuns(howMany, from);
  } catch {
    return [];
  }
}

const shown = (time: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(time);

const offset = (time: Date, timeZone: string): string | undefined =>
  new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(time).find(({ type }) => type === 'timeZoneName')
    ?.value;
