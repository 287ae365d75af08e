// Which values a person has changed before a step runs: only those are sent, for the others stay as they were evaluated.
import type { Json, JsonObject } from '../../nodes/kit/json.ts';

/** Null: what was typed cannot be read. */
export function changedValues(evaluated: JsonObject, typed: string | null): { readonly [name: string]: Json } | null {
  if (typed === null) return {};
  let read: unknown;
  try {
    read = JSON.parse(typed);
  } catch {
    return null;
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return null;
  return Object.fromEntries(
    Object.entries(read as JsonObject).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(evaluated[name])),
  );
}
