/**
 * Sentences for names that are not known: the nearest name that is, or what to write instead of a JavaScript global.
 * It only words messages; it decides nothing.
 */
import { roots } from './compiler.ts';
import { functions } from './functions/table.ts';

/** What people write out of habit, and how it is said here. */
const habits: Readonly<Record<string, string>> = {
  Math: 'use the functions round, floor, ceiling, abs, min and max',
  JSON: 'use json(text) and string(value)',
  Object: 'use keys(object), values(object) and entries(object)',
  Date: 'use utcNow(), addDays(…) and formatDateTime(…)',
  Array: 'use createArray(…) or [ … ]',
  Number: 'use int(value) or float(value)',
  String: 'use string(value)',
  Boolean: 'use bool(value)',
  parseInt: 'use int(value)',
  parseFloat: 'use float(value)',
  encodeURIComponent: 'use uriComponent(text)',
  decodeURIComponent: 'use uriComponentToString(text)',
  $json: 'use steps.<id> or item',
  $node: 'use steps.<id>',
  $now: 'use utcNow()',
  triggerBody: 'use trigger.body',
  triggerOutputs: 'use trigger',
  body: 'use steps.<id>',
  outputs: 'use steps.<id>',
  items: 'use item, or loops.<id>.item for an outer loop',
  variables: 'use memory.<name> or steps.<id>',
  parameters: 'use inputs.<name>',
  workflow: 'use run',
};

export const isHabit = (name: string): boolean => Object.hasOwn(habits, name);

export function unknownName(name: string): string {
  if (functions.has(name)) return `${name} is a function: write ${functions.get(name)?.entry.signature}.`;
  const habit = Object.hasOwn(habits, name) ? `; ${habits[name]}` : '';
  const near = habit === '' ? nearest(name, roots) : undefined;
  return `"${name}" is not known here${habit}${near === undefined ? '' : `; did you mean ${near}?`}${habit || near ? '' : '. A text needs quotes.'}`;
}

export function unknownFunction(name: string, known: Iterable<string>): string {
  const habit = Object.hasOwn(habits, name) ? `; ${habits[name]}` : '';
  const near = habit === '' ? nearest(name, known) : undefined;
  return `There is no function ${name}${habit}${near === undefined ? '' : `; did you mean ${near}?`}${habit || near ? '' : '.'}`;
}

/** The known name that differs in case only, or by at most two letters. */
function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = name.length < 4 ? 2 : 3;
  for (const candidate of known) {
    const distance = candidate.toLowerCase() === name.toLowerCase() ? 0 : distanceBetween(name, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function distanceBetween(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 2) return 3;
  let previous = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[right.length] ?? 3;
}
