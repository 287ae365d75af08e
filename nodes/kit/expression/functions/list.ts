/**
 * Functions on lists. They never change the list they are given; items are compared by content; where a key is wanted,
 * an arrow function or the name of a member will do.
 */
import { charge, type Frame, keyOf, reserveList, weigh, weighMembers } from '../budget.ts';
import { isForbidden, typeName } from '../members.ts';
import { sortOrder, textOf } from '../operators.ts';
import { isObject, listArg, objectArg, pickArg, textArg, wholeArg } from './arguments.ts';
import { type Body, type Definition, family } from './define.ts';
import { contentKey, distinct } from './keyed.ts';

const asSequence = (value: unknown): readonly unknown[] | string => (typeof value === 'string' ? value : listArg(value, 'list or text'));

/** Union and intersection work on lists by content, and on objects by key (the last one wins), as in Logic Apps. */
function union(args: readonly unknown[], frame: Frame): unknown {
  if (isObject(args[0])) return merged(frame, args, () => true);
  return distinct(
    frame,
    args.flatMap((list) => listArg(list)),
    (item) => item,
  );
}

function intersection(args: readonly unknown[], frame: Frame): unknown {
  if (isObject(args[0])) return merged(frame, args, (key) => args.every((one) => Object.hasOwn(objectArg(one), key)));
  const [first, ...others] = args.map((list) => listArg(list));
  const sets = others.map((list) => new Set(list.map((item) => contentKey(frame, item))));
  return distinct(frame, first ?? [], (item) => item).filter((item) => sets.every((set) => set.has(contentKey(frame, item))));
}

function merged(frame: Frame, args: readonly unknown[], keep: (key: string) => boolean): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const one of args) {
    charge(frame, Object.keys(objectArg(one)).length / 2);
    for (const [key, value] of Object.entries(objectArg(one))) if (!isForbidden(key) && keep(key)) out[key] = value;
  }
  return out;
}

function except([list, other]: readonly unknown[], frame: Frame): unknown[] {
  const without = new Set(listArg(other, 'second list').map((item) => contentKey(frame, item)));
  return listArg(list).filter((item) => !without.has(contentKey(frame, item)));
}

/** Sorts by a key, stable. A minus before a member name turns the order. */
export function sorted(frame: Frame, list: readonly unknown[], key: unknown): unknown[] {
  charge(frame, list.length / 4);
  const down = typeof key === 'string' && key.startsWith('-');
  const pick = pickArg(down ? key.slice(1) : key);
  const keyed = list.map((item, index) => ({ item, by: pick(item, index) }));
  for (const { by } of keyed) weigh(frame, by);
  keyed.sort((a, b) => (down ? sortOrder(b.by, a.by) : sortOrder(a.by, b.by)));
  return keyed.map(({ item }) => item);
}

function grouped(frame: Frame, list: unknown, key: unknown): Map<string, unknown[]> {
  const pick = pickArg(key);
  const groups = new Map<string, unknown[]>();
  listArg(list).forEach((item, index) => {
    const name = keyOf(frame, textOf(frame, pick(item, index)));
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  });
  return groups;
}

function asObject<T>(groups: Map<string, T>): Record<string, T> {
  return Object.fromEntries([...groups].filter(([name]) => !isForbidden(name)));
}

function chunks(list: readonly unknown[] | string, size: number): unknown[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

function range(start: number, count: number, frame: Frame): number[] {
  reserveList(frame, count);
  return Array.from({ length: count }, (_, i) => start + i);
}

function flattened(frame: Frame, list: readonly unknown[]): unknown[] {
  const out: unknown[] = [];
  for (const item of list) {
    if (!Array.isArray(item)) out.push(item);
    else {
      reserveList(frame, item.length);
      for (const inner of item) out.push(inner);
    }
  }
  return out;
}

/** The item with the largest or smallest key. Items without a key do not take part. */
const extremeBy =
  (sign: 1 | -1): Body =>
  ([list, key], frame) => {
    const pick = pickArg(key);
    let best: { item: unknown; by: unknown } | undefined;
    listArg(list).forEach((item, index) => {
      const by = pick(item, index);
      weigh(frame, by);
      if (by !== null && (best === undefined || sortOrder(by, best.by) * sign > 0)) best = { item, by };
    });
    return best?.item ?? null;
  };

function reversed(value: unknown): unknown {
  const sequence = asSequence(value);
  return typeof sequence === 'string' ? Array.from(sequence).reverse().join('') : [...sequence].reverse();
}

const definitions: readonly Definition[] = [
  ['createArray(…)', 'A list of the values given.', ["createArray('vm-1', 'vm-2')", ['vm-1', 'vm-2']], (args) => [...args]],
  [
    'range(start, count)',
    'So many whole numbers from a start.',
    ['range(1, 4)', [1, 2, 3, 4]],
    ([start, count], frame) => range(wholeArg(start, 'start'), wholeArg(count, 'count', 0), frame),
  ],
  [
    'length(value)',
    'The number of items, letters or keys; 0 of null.',
    ["length(['a', 'b'])", 2],
    ([value], frame) => {
      weighMembers(frame, value);
      return isObject(value) ? Object.keys(value).length : asSequence(value ?? []).length;
    },
  ],
  ['first(value)', 'The first item or letter; null of none.', ['first([7, 8])', 7], ([value]) => asSequence(value)[0] ?? null],
  ['last(value)', 'The last item or letter; null of none.', ['last([7, 8])', 8], ([value]) => asSequence(value).at(-1) ?? null],
  [
    'take(value, count)',
    'The first so many items or letters.',
    ['take([1, 2, 3], 2)', [1, 2]],
    ([value, count]) => asSequence(value).slice(0, wholeArg(count, 'count', 0)),
  ],
  [
    'skip(value, count)',
    'Without the first so many items or letters.',
    ['skip([1, 2, 3], 2)', [3]],
    ([value, count]) => asSequence(value).slice(wholeArg(count, 'count', 0)),
  ],
  ['reverse(value)', 'In the opposite order.', ['reverse([1, 2, 3])', [3, 2, 1]], ([value]) => reversed(value)],
  [
    'union(list, …)',
    'Every item that is in any of the lists, once. Objects are merged, the last one wins.',
    ['union([1, 2], [2, 3])', [1, 2, 3]],
    union,
  ],
  [
    'intersection(list, …)',
    'The items that are in all lists. Of objects: the keys that all have.',
    ['intersection([1, 2, 3], [3, 2])', [2, 3]],
    intersection,
  ],
  ['except(list, other)', 'The items of a list that are not in another.', ['except([1, 2, 3], [2])', [1, 3]], except],
  [
    'unique(list, item => key?)',
    'Every item once, by its content or by a key.',
    ["unique([{ vm: 'a', n: 1 }, { vm: 'a', n: 2 }], 'vm')", [{ vm: 'a', n: 1 }]],
    ([list, key], frame) => distinct(frame, listArg(list), pickArg(key)),
  ],
  [
    'sort(list, item => key?)',
    'In order of a key: numbers by size, texts by letter, null last. A minus before a member name turns it.',
    ["sort([{ n: 2 }, { n: 10 }], '-n')", [{ n: 10 }, { n: 2 }]],
    ([list, key], frame) => sorted(frame, listArg(list), key),
  ],
  [
    'groupBy(list, item => key)',
    'An object with a list of items for each key.',
    [
      "groupBy([{ vm: 'a', ok: true }, { vm: 'b', ok: true }], i => i.ok)",
      {
        true: [
          { vm: 'a', ok: true },
          { vm: 'b', ok: true },
        ],
      },
    ],
    ([list, key], frame) => asObject(grouped(frame, list, key)),
  ],
  [
    'countBy(list, item => key)',
    'An object with the number of items for each key.',
    ["countBy([{ s: 'Failed' }, { s: 'Completed' }, { s: 'Failed' }], 's')", { Failed: 2, Completed: 1 }],
    ([list, key], frame) => asObject(new Map([...grouped(frame, list, key)].map(([name, items]) => [name, items.length]))),
  ],
  [
    'indexBy(list, item => key)',
    'An object with one item for each key, the last one.',
    ["indexBy([{ vm: 'a', n: 1 }], 'vm')", { a: { vm: 'a', n: 1 } }],
    ([list, key], frame) => asObject(new Map([...grouped(frame, list, key)].map(([name, items]) => [name, items.at(-1)]))),
  ],
  [
    'pluck(list, item => value)',
    'One member of every item.',
    ["pluck([{ name: 'vm-1' }, { name: 'vm-2' }], 'name')", ['vm-1', 'vm-2']],
    ([list, key]) => listArg(list).map((item, index) => pickArg(key)(item, index)),
  ],
  [
    'where(list, key, value)',
    'The items whose member has a value.',
    ["where([{ s: 'Failed', n: 1 }, { s: 'OK', n: 2 }], 's', 'Failed')", [{ s: 'Failed', n: 1 }]],
    ([list, key, value], frame) =>
      listArg(list).filter((item, index) => contentKey(frame, pickArg(textArg(key, 'key'))(item, index)) === contentKey(frame, value)),
  ],
  [
    'minBy(list, item => key)',
    'The item with the smallest key; null of none.',
    ["minBy([{ n: 2 }, { n: 1 }], 'n')", { n: 1 }],
    extremeBy(-1),
  ],
  [
    'maxBy(list, item => key)',
    'The item with the largest key: the newest recovery point.',
    ["maxBy([{ at: '2026-01-01' }, { at: '2026-02-01' }], 'at')", { at: '2026-02-01' }],
    extremeBy(1),
  ],
  [
    'chunk(value, size)',
    'A list or a text in pieces of a size.',
    ['chunk([1, 2, 3], 2)', [[1, 2], [3]]],
    ([value, size]) => chunks(asSequence(value), wholeArg(size, 'size', 1)),
  ],
  [
    'flatten(list)',
    'The items of the lists inside a list, one level.',
    ['flatten([[1], [2, 3]])', [1, 2, 3]],
    ([list], frame) => flattened(frame, listArg(list)),
  ],
  [
    'compact(list)',
    'Without null and empty texts.',
    ["compact(['a', null, ''])", ['a']],
    ([list]) => listArg(list).filter((item) => item !== null && item !== ''),
  ],
  [
    'typeOf(value)',
    "What a value is: 'text', 'number', 'boolean', 'list', 'object' or 'null'.",
    ['typeOf([1])', 'list'],
    ([value]) => typeName(value),
  ],
];

export const listFunctions = family('list', definitions);
