// How rules look at a policy that may be half written: anything may be missing, of the wrong type, or an expression whose
// value is not known yet. What the shape itself refuses is not told twice.

export interface Finding {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Plan = { readonly [name: string]: unknown };

export const part = (value: unknown): Plan | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plan) : null;

/** Given, and not an expression. */
export const known = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(typeof value === 'string' && value.includes('{{'));

export const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** The texts of a list, without expressions. */
export const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string' && known(one)) : [];

/** A list whose entries are all known. */
export const isKnownList = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one !== 'string' || known(one));
