// Chains of log backups of a database: where they reach now, and what closes them. A chain begins with a full backup, goes on
// at the policy's interval while the database is protected, and ends when protection stops.
import { keyOfItem, policyKey } from '../state/keys.ts';
import type { Item } from '../state/model.ts';
import type { World } from '../wire/call.ts';
import { logMinutes } from './policy-times.ts';

type Context = Pick<World, 'store'> & { at: number };

/** The ranges from which any moment can be restored, oldest first. */
export function logReach(context: Context, item: Item): { from: number; to: number }[] {
  const policy = item.policy === null ? null : context.store.get('policy', policyKey(item.vault, item.policy));
  const every = (policy && logMinutes(policy)) ?? null;
  const oldest = context.store.list('point', keyOfItem(item)).at(-1)?.doc.at ?? context.at;
  return (item.logs ?? []).flatMap(({ from, to, upTo }) => {
    // Logs older than the oldest full backup lead nowhere.
    const begin = Math.max(from, oldest);
    const scheduled = every === null ? begin : begin + Math.floor((context.at - begin) / (every * 60_000)) * every * 60_000;
    const end = to ?? Math.max(scheduled, upTo ?? begin);
    return end > begin ? [{ from: begin, to: end }] : [];
  });
}

/** The item with its running chain ended at the last log taken. */
export function withLogsClosed(context: Context, item: Item): Item {
  if (!item.logs?.some(({ to }) => to === null)) return item;
  const reach = logReach(context, item).at(-1)?.to;
  return { ...item, logs: item.logs.map((range) => (range.to === null ? { from: range.from, to: reach ?? range.from } : range)) };
}

/** A log backup needs an unbroken chain to continue. */
export const hasChain = (item: Item) => item.logs?.some(({ to }) => to === null) === true;
