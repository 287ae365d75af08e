// Reading what Azure answers: anything may be missing, numbers may stand for words, unknown fields do not matter. Nothing here
// throws; what cannot be read is empty.

export const object = (value: unknown): { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: unknown }) : {};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The entries of a list answer, whose pages have been joined. */
export const entries = (body: unknown): readonly { readonly [name: string]: unknown }[] => list(object(body).value).map(object);

export const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;

export const words = (value: unknown): string => text(value) ?? '';

export const texts = (value: unknown): string[] => list(value).flatMap((entry) => text(entry) ?? []);

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
