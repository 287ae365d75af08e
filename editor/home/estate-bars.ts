// The last days as stacked bars: safe below, what was not on top, each day as high as the estate was large. A day that nobody knows of
// has an empty bar and says so. Pure geometry in percent, and the sentences beside it.
import type { EstateTotals, StandingName } from '../../nodes/kit/estate-health/standing.ts';
import type { EstateDay } from '../../nodes/kit/wire/estate.ts';
import { standingWords } from '../estate/standing-words.ts';
import { count, number, utcDay } from '../ui/format.ts';

interface BarPart {
  readonly state: StandingName;
  /** Of the chart's height. */
  readonly percent: number;
}

export interface DayBar {
  readonly day: string;
  readonly known: boolean;
  /** From the top down. */
  readonly parts: readonly BarPart[];
  readonly says: string;
}

/** A single failure among thousands must still be seen. */
const leastPercent = 4;
const notSafe = ['failing', 'late', 'unknown', 'waiting'] as const;

export function dayBars(days: readonly EstateDay[]): readonly DayBar[] {
  const most = Math.max(1, ...days.map(({ totals }) => totals?.promised ?? 0));
  return days.map(({ day, totals }, index) => {
    const when = index === days.length - 1 ? 'Today' : utcDay(day);
    if (totals === null) return { day, known: false, parts: [], says: `${when}: not known` };
    const top = notSafe.flatMap((state) =>
      totals[state] === 0 ? [] : [{ state, percent: Math.max(leastPercent, (totals[state] / most) * 100) }],
    );
    const room = 100 - top.reduce((sum, { percent }) => sum + percent, 0);
    const safe = totals.safe === 0 ? [] : [{ state: 'safe' as const, percent: Math.max(1, Math.min((totals.safe / most) * 100, room)) }];
    return { day, known: true, parts: [...top, ...safe], says: `${when}: ${totalsSay(totals)}` };
  });
}

/** @example '54 of 56 safe, 2 failing' */
export function totalsSay(totals: EstateTotals): string {
  if (totals.promised === 0) return 'nothing was to be backed up';
  const rest = notSafe.flatMap((state) =>
    totals[state] === 0 ? [] : [`${number(totals[state])} ${standingWords[state].word.toLowerCase()}`],
  );
  const safe =
    totals.safe === totals.promised ? `all ${number(totals.promised)} safe` : `${number(totals.safe)} of ${number(totals.promised)} safe`;
  return [safe, ...rest].join(', ');
}

/** The chart in a sentence. */
export function daysSay(days: readonly EstateDay[]): string {
  const known = days.flatMap(({ totals }) => (totals === null ? [] : [totals]));
  const bad = known.filter(({ failing, late }) => failing + late > 0).length;
  const dark = days.length - known.length;
  const first =
    bad === 0
      ? `In the last ${count(days.length, 'day')} nothing was failing or late`
      : `On ${number(bad)} of the last ${count(days.length, 'day')} something was failing or late`;
  return `${first}${dark > 0 ? `; ${count(dark, 'day is', 'days are')} not known` : ''}.`;
}

/** What the legend says: safe always, the rest where there is any; what was stopped on purpose stands at the end. */
export const legendOf = (totals: EstateTotals): readonly { readonly state: StandingName; readonly n: number }[] =>
  (['safe', 'failing', 'late', 'waiting', 'unknown', 'stopped'] as const).flatMap((state) =>
    state === 'safe' || totals[state] > 0 ? [{ state, n: totals[state] }] : [],
  );
