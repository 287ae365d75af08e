/**
 * Formatters of the platform, made once and kept: making one costs a hundred times what using it does. A locale that the
 * platform does not know fails with a sentence.
 */
import { charge, type Frame, failed } from '../budget.ts';

const MOST = 300;
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

/** What making one costs. */
const MAKING = 80;
let made = 0;

/** Somebody made a formatter that is kept elsewhere. */
export const countMade = (): void => {
  made++;
};

/** Work that may need formatters nobody has made yet: a list of languages or zones without end has to be paid for. */
export function chargingMade<T>(frame: Frame, work: () => T): T {
  const before = made;
  const result = work();
  charge(frame, (made - before) * MAKING);
  return result;
}

function kept<T>(cache: Map<string, T>, locale: string, options: object, make: () => T): T {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= MOST) cache.clear();
  try {
    const fresh = make();
    countMade();
    cache.set(key, fresh);
    return fresh;
  } catch {
    throw failed(`"${locale.slice(0, 40)}" is no locale.`);
  }
}

export const numberFormat = (locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  kept(numbers, locale, options, () => new Intl.NumberFormat(locale, options));

export const dateFormat = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  kept(dates, locale, options, () => new Intl.DateTimeFormat(locale, options));
