/**
 * Numbers as text: .NET standard formats (N2, F1, C, P0, D3, X, E2), pictures (#,##0.00), and sizes in bytes.
 * Digits come from Intl; a format that is not known fails instead of being guessed.
 */
import { failed } from '../budget.ts';
import { numberFormat } from './formatters.ts';

const MAX_DIGITS = 20;

export function formatNumber(value: number, format: string, locale: string): string {
  const standard = /^([A-Za-z])(\d{0,2})$/.exec(format);
  if (standard !== null) {
    const digits = standard[2] === '' ? undefined : Number(standard[2]);
    return standardFormat(value, standard[1] ?? '', digits, locale);
  }
  return pictureFormat(value, format, locale);
}

function decimal(value: number, digits: number, locale: string, options: Intl.NumberFormatOptions = {}): string {
  const fixed = Math.min(digits, MAX_DIGITS);
  return numberFormat(locale, { minimumFractionDigits: fixed, maximumFractionDigits: fixed, ...options }).format(value);
}

function standardFormat(value: number, letter: string, digits: number | undefined, locale: string): string {
  switch (letter.toUpperCase()) {
    case 'N':
      return decimal(value, digits ?? 2, locale);
    case 'F':
      return decimal(value, digits ?? 2, locale, { useGrouping: false });
    case 'C':
      return decimal(value, digits ?? 2, locale, { style: 'currency', currency: 'USD' });
    case 'P':
      return decimal(value, digits ?? 2, locale, { style: 'percent' });
    case 'E':
      return value
        .toExponential(Math.min(digits ?? 6, MAX_DIGITS))
        .replace(/e([+-])(\d+)$/, (_, sign, power) => `${letter}${sign}${power.padStart(3, '0')}`);
    case 'G':
      return digits === undefined || digits === 0 ? String(value) : String(Number(value.toPrecision(Math.min(digits, MAX_DIGITS))));
    case 'D':
      return `${value < 0 ? '-' : ''}${String(whole(value)).padStart(digits ?? 0, '0')}`;
    case 'X': {
      const hex = whole(value)
        .toString(16)
        .padStart(digits ?? 0, '0');
      return letter === 'X' ? hex.toUpperCase() : hex;
    }
    default:
      throw failed(`"${letter}" is no number format (N, F, C, P, E, G, D, X, or a picture like #,##0.00).`);
  }
}

function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw failed('this format needs a whole number.');
  return Math.abs(value);
}

/** `#,##0.00`: zeros are digits that always show, `#` those that show when there; text around it is kept. */
function pictureFormat(value: number, format: string, locale: string): string {
  const picture = /[#0][#0,]*(?:\.[#0]*)?/.exec(format);
  if (picture === null) throw failed(`"${format}" is no number format.`);
  const [before = '', after = ''] = picture[0].split('.');
  const percent = format.includes('%');
  const text = decimal(percent ? value * 100 : value, 0, locale, {
    useGrouping: before.includes(','),
    minimumIntegerDigits: Math.min(Math.max(before.replaceAll(/[^0]/g, '').length, 1), 21),
    minimumFractionDigits: Math.min(after.lastIndexOf('0') + 1, MAX_DIGITS),
    maximumFractionDigits: Math.min(after.length, MAX_DIGITS),
  });
  return format.slice(0, picture.index) + text + format.slice(picture.index + picture[0].length);
}

const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

export function formatBytes(bytes: number, digits: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${decimal(value, 0, 'en-US', { maximumFractionDigits: unit === 0 ? 0 : digits })} ${units[unit]}`;
}
