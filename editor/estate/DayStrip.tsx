// The days of one item as a strip, week by week, the newest at the right: colour and, for whoever cannot see it, a sentence and the
// list of days that were not safe.
import { Link } from 'wouter';
import type { EstateItemHistory } from '../../nodes/kit/wire/estate.ts';
import { count, utcDay } from '../ui/format.ts';
import { standingWords } from './standing-words.ts';
import './DayStrip.css';
import './standing.css';

type Day = EstateItemHistory['days'][number];

const DAY_MS = 86_400_000;
const STRIP_DAYS = 400;
const dayNumber = (day: string): number => Math.floor(Date.parse(day) / DAY_MS);
const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

export interface StripCell {
  readonly day: string;
  /** Null: nobody knows. */
  readonly known: Day | null;
}

/** Weeks from Monday on, each of at most seven days; begins with the first day that is known. */
export function stripWeeks(days: readonly Day[]): readonly (readonly StripCell[])[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const byDay = new Map(days.map((day) => [day.day, day]));
  const end = dayNumber(last.day);
  const weeks: StripCell[][] = [];
  for (let day = Math.max(dayNumber(first.day), end - STRIP_DAYS + 1); day <= end; day++) {
    // 1 January 1970 was a Thursday.
    const monday = (day + 3) % 7 === 0;
    if (monday || weeks.length === 0) weeks.push([]);
    const text = dayText(day);
    weeks.at(-1)?.push({ day: text, known: byDay.get(text) ?? null });
  }
  return weeks;
}

export function stripSays(days: readonly Day[]): string {
  const of = (state: Day['state']) => days.filter((day) => day.state === state).length;
  const bad = (['failing', 'late'] as const).flatMap((state) =>
    of(state) === 0 ? [] : [`${standingWords[state].word.toLowerCase()} on ${of(state)}`],
  );
  return `${count(days.length, 'day')} known: safe on ${of('safe')}${bad.length > 0 ? `, ${bad.join(', ')}` : ''}.`;
}

export function DayStrip({ days }: { readonly days: readonly Day[] }) {
  const weeks = stripWeeks(days);
  const bad = days
    .filter(({ state }) => state !== 'safe')
    .slice(-10)
    .reverse();
  return (
    <div className="strip">
      <div className="strip-weeks" role="img" aria-label={stripSays(days)}>
        {weeks.map((week, index) => (
          <div key={week[0]?.day} className={index === 0 ? 'strip-week strip-week-first' : 'strip-week'}>
            {week.map(({ day, known }) => (
              <span
                key={day}
                className={`strip-day ${known ? `standing-${known.state}` : 'strip-unknown'}`}
                title={`${utcDay(day)}: ${known ? `${standingWords[known.state].word}${known.says ? `. ${known.says}` : ''}` : 'not known'}`}
              />
            ))}
          </div>
        ))}
      </div>
      <p className="strip-says">{stripSays(days)}</p>
      {bad.length > 0 ? (
        <ul className="strip-bad" aria-label="The last days that were not safe">
          {bad.map(({ day, state, says }) => (
            <li key={day} title={says}>
              <Link href={`/backups?day=${day}`}>{utcDay(day)}</Link> {standingWords[state].word.toLowerCase()}
              {says ? `: ${says}` : ''}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
