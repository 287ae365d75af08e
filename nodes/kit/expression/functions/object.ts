/**
 * Functions on objects. They give a changed copy and leave the original; keys that could reach a prototype are refused.
 */
import { type Frame, failed, keyOf, measureCharged, weighMembers } from '../budget.ts';
import { isForbidden, readPath, writeKey } from '../members.ts';
import { equal } from '../operators.ts';
import { listArg, objectArg, type PlainObject, textArg } from './arguments.ts';
import { type Body, type Definition, family } from './define.ts';
import { search } from './query.ts';

function keyArg(frame: Frame, value: unknown): string {
  const key = keyOf(frame, textArg(value, 'key'));
  if (isForbidden(key)) throw failed(`"${key}" cannot be a key.`);
  return key;
}

const setter =
  (mayExist: boolean): Body =>
  ([object, name, value], frame) => {
    const source = objectArg(object);
    const key = keyArg(frame, name);
    if (!mayExist && Object.hasOwn(source, key)) throw failed(`the object already has "${key}"; setProperty replaces it.`);
    return { ...merged([source], frame), [key]: value };
  };

function chosen(frame: Frame, object: unknown, keep: (key: string) => boolean): Record<string, unknown> {
  copied(frame, object);
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(objectArg(object))) if (keep(key)) writeKey(out, key, value);
  return out;
}

/** A copy is made member by member, and large ones turn into tables. */
const copied = (frame: Frame, object: unknown): void => {
  weighMembers(frame, object);
  weighMembers(frame, object);
};

const names = (frame: Frame, keys: readonly unknown[]): Set<string> =>
  new Set(keys.flatMap((key) => (Array.isArray(key) ? key : [key])).map((key) => keyOf(frame, textArg(key, 'key'))));

function fromEntries(frame: Frame, list: unknown): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const entry of listArg(list)) {
    const [key, value] = listArg(entry, 'entry');
    writeKey(out, keyOf(frame, textArg(key, 'key')), value ?? null);
  }
  return out;
}

function merged(objects: readonly unknown[], frame: Frame): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const object of objects) {
    copied(frame, object);
    for (const [key, value] of Object.entries(objectArg(object))) writeKey(out, key, value);
  }
  return out;
}

function counted(frame: Frame, object: unknown): PlainObject {
  weighMembers(frame, object);
  return objectArg(object);
}

const definitions: readonly Definition[] = [
  [
    'keys(object)',
    'The names of the members.',
    ["keys({ env: 'prod', owner: 'ops' })", ['env', 'owner']],
    ([object], frame) => Object.keys(counted(frame, object)),
  ],
  [
    'values(object)',
    'The values of the members.',
    ["values({ env: 'prod', owner: 'ops' })", ['prod', 'ops']],
    ([object], frame) => Object.values(counted(frame, object)),
  ],
  [
    'entries(object)',
    'The members as pairs of name and value.',
    ["entries({ env: 'prod' })", [['env', 'prod']]],
    ([object], frame) => Object.entries(counted(frame, object)),
  ],
  [
    'fromEntries(list)',
    'An object of pairs of name and value.',
    ["fromEntries([['env', 'prod']])", { env: 'prod' }],
    ([list], frame) => fromEntries(frame, list),
  ],
  [
    'getProperty(object, path)',
    'A member by a name that is computed; dots lead further in.',
    ["getProperty({ tags: { env: 'prod' } }, 'tags.env')", 'prod'],
    ([object, path], frame) => readPath(object ?? null, keyOf(frame, textArg(path, 'path'))),
  ],
  [
    'addProperty(object, key, value)',
    'The object with one more member; fails if it is there.',
    ["addProperty({ a: 1 }, 'b', 2)", { a: 1, b: 2 }],
    setter(false),
  ],
  ['setProperty(object, key, value)', 'The object with a member set.', ["setProperty({ a: 1 }, 'a', 2)", { a: 2 }], setter(true)],
  [
    'removeProperty(object, key)',
    'The object without a member.',
    ["removeProperty({ a: 1, b: 2 }, 'b')", { a: 1 }],
    ([object, key], frame) => chosen(frame, object, (name) => name !== key),
  ],
  [
    'pick(object, key, …)',
    'Only the named members.',
    ["pick({ a: 1, b: 2, c: 3 }, 'a', 'c')", { a: 1, c: 3 }],
    ([object, ...keys], frame) => {
      const wanted = names(frame, keys);
      return chosen(frame, object, (name) => wanted.has(name));
    },
  ],
  [
    'omit(object, key, …)',
    'Without the named members.',
    ["omit({ a: 1, b: 2 }, 'b')", { a: 1 }],
    ([object, ...keys], frame) => {
      const unwanted = names(frame, keys);
      return chosen(frame, object, (name) => !unwanted.has(name));
    },
  ],
  ['merge(object, …)', 'The members of all objects; the last one wins.', ['merge({ a: 1, b: 1 }, { b: 2 })', { a: 1, b: 2 }], merged],
  [
    'deepEquals(a, b)',
    'Whether two values have the same content.',
    ['deepEquals({ a: [1] }, { a: [1] })', true],
    ([a, b], frame) => equal(frame, a, b),
  ],
  [
    'query(value, jmespath)',
    'A JMESPath query, as in az --query.',
    ["query([{ name: 'vm-1', tags: { env: 'prod' } }, { name: 'vm-2', tags: null }], '[?tags.env==`prod`].name')", ['vm-1']],
    ([value, text], frame) => {
      measureCharged(frame, value);
      return search(frame, value ?? null, textArg(text, 'query'));
    },
  ],
];

export const objectFunctions = family('object', definitions);
