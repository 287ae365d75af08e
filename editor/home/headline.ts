// The sentences at the top of the home page. Pure: what the clock and the estate say goes in, words come out.
import type { EstateTotals } from '../../nodes/kit/estate-health/standing.ts';
import { count, number } from '../ui/format.ts';

/** What was stopped on purpose is not waited for: it counts neither as safe nor as not. */
type Counts = Pick<EstateTotals, 'promised' | 'safe' | 'unknown'>;

/** By the clock of the person who looks. */
export function greeting(hour: number): string {
  if (hour >= 5 && hour < 12) return 'Good morning';
  if (hour >= 12 && hour < 18) return 'Good afternoon';
  return 'Good evening';
}

/** @example safeSentence({ promised: 64, safe: 62, unknown: 0 }, 6) // 'Last night 62 of 64 backups are safe.' */
export function safeSentence({ promised: items, safe, unknown }: Counts, hour: number): string {
  if (items === 0) return 'Nothing is protected yet.';
  const when = hour >= 5 && hour < 12 ? 'Last night ' : '';
  const verb = items === 1 ? 'is' : 'are';
  const whole =
    safe >= items ? (items === 1 ? 'the one backup' : `all ${number(items)} backups`) : `${number(safe)} of ${count(items, 'backup')}`;
  if (unknown >= items) return 'How the backups stand is not known.';
  const dark = unknown === 0 ? '' : `; of ${number(unknown)} it is not known`;
  const words = `${when}${whole} ${verb} safe${dark}.`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const headline = (estate: Counts, now: Date): string => `${greeting(now.getHours())}. ${safeSentence(estate, now.getHours())}`;
