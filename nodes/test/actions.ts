// Which actions of Azure the examples of a node type take, against those on record in nodes/azure-actions.json. The connection's test
// tells people from that record what is missing. `UPDATE_ACTIONS=1 npx vitest run nodes/examples.test.ts` writes it anew.
import { readFileSync, writeFileSync } from 'node:fs';
import recorded from '../azure-actions.json' with { type: 'json' };

type Record = { readonly [type: string]: readonly string[] };

const file = new URL('../azure-actions.json', import.meta.url);
const noted = new Map<string, Set<string>>();

/** Case differs between the ids of Azure; the last part of an action is a verb of ours. */
const folded = (actions: readonly string[]) => new Map(actions.map((action) => [action.toLowerCase(), action]));

export function noteActions(type: string, actions: readonly string[]): void {
  const known = noted.get(type) ?? new Set();
  for (const action of actions) known.add(action);
  noted.set(type, known);
}

/** By node type; empty when all that was taken is on record. */
export function unrecordedActions(): Record {
  if (process.env.UPDATE_ACTIONS) update();
  const known = (process.env.UPDATE_ACTIONS ? JSON.parse(readFileSync(file, 'utf8')) : recorded) as Record;
  const missing = [...noted].map(([type, actions]) => {
    const there = folded(known[type] ?? []);
    return [type, [...folded([...actions])].filter(([key]) => !there.has(key)).map(([, action]) => action)] as const;
  });
  return Object.fromEntries(missing.filter(([, actions]) => actions.length > 0));
}

function update(): void {
  const all: { [type: string]: readonly string[] } = { ...(recorded as Record) };
  for (const [type, actions] of noted) all[type] = [...folded([...actions]).values()].sort();
  const kept = Object.entries(all).filter(([, actions]) => actions.length > 0);
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(kept.sort(([a], [b]) => a.localeCompare(b))), null, 2)}\n`);
}
