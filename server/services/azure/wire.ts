// Reading Azure's JSON liberally: anything may be missing, numbers may stand for words, unknown fields do not matter. Nothing
// here throws; what cannot be read is null.

export const object = (value: unknown): { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: unknown }) : {};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;

export const words = (value: unknown): string => text(value) ?? '';

export const texts = (value: unknown): readonly string[] => list(value).flatMap((entry) => text(entry) ?? []);

export const count = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value)
    ? value
    : typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)
      ? Number(value)
      : null;

/** ISO 8601 in UTC. Azure's "never" (year 1 or 2001-01-01) is null. */
export function time(value: unknown): string | null {
  const moment = typeof value === 'string' ? Date.parse(/Z$|[+-]\d\d:\d\d$/.test(value) ? value : `${value}Z`) : Number.NaN;
  return Number.isNaN(moment) || moment <= Date.parse('2001-01-01T00:00:00Z') ? null : new Date(moment).toISOString();
}

/** Seconds of `PT1H2M3.5S`, `1.02:03:04.5` or `02:03:04`. */
export function seconds(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(value);
  const span = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(value);
  const found = iso ?? span;
  if (!found) return null;
  const [d, h, m, s] = found.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number];
  return ((d * 24 + h) * 60 + m) * 60 + s;
}
