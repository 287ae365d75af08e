// A loop's entries read as a list: position = index. An item that was never started (a loop told to stop) shows as skipped.
import type { Json } from '../../nodes/kit/json.ts';
import type { Iteration } from './contract.ts';

export function listItems(entries: readonly Iteration[], count: number, from: number, limit: number): Json[] {
  const byIndex = new Map(entries.map((entry) => [entry.index, entry]));
  const items: Json[] = [];
  for (let index = Math.max(0, from); index < Math.min(count, from + limit); index++) {
    const entry = byIndex.get(index);
    items.push({
      index,
      status: entry?.status ?? 'skipped',
      value: entry?.value ?? null,
      error: entry?.error ? (entry.error as unknown as Json) : null,
    });
  }
  return items;
}
