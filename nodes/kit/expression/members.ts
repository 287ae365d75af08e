/**
 * How a value is read: own data members only, never anything inherited. Names that lead to a prototype do not exist,
 * a missing member is null, and a member of null is null.
 */

const forbidden = new Set([
  'constructor',
  'prototype',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);

/** Names that no member, no key and no parameter may have. */
export const isForbidden = (name: string): boolean => name.length <= 16 && forbidden.has(name);

/** Reads a member whose name has been checked against {@link isForbidden}. */
export function readMember(target: unknown, name: string): unknown {
  if (typeof target === 'object' && target !== null) {
    if (!Object.hasOwn(target, name)) return null;
    const value = (target as Record<string, unknown>)[name];
    return value === undefined || typeof value === 'function' ? null : value;
  }
  if (typeof target === 'string') return name === 'length' ? target.length : readIndex(target, name);
  return null;
}

function readIndex(text: string, name: string): string | null {
  return /^\d{1,9}$/.test(name) ? (text[Number(name)] ?? null) : null;
}

/** Reads a member whose name was computed. */
export function readComputed(target: unknown, key: unknown): unknown {
  if (typeof key === 'number') {
    if (typeof target === 'string') return target[key] ?? null;
    if (Array.isArray(target)) return readMember(target, String(key));
    return typeof target === 'object' ? readMember(target, String(key)) : null;
  }
  if (typeof key !== 'string' || isForbidden(key)) return null;
  return readMember(target, key);
}

/** Reads a dotted path given as data: `'tags.env'`. A name that exists as a whole wins. */
export function readPath(target: unknown, path: string): unknown {
  if (typeof target === 'object' && target !== null && Object.hasOwn(target, path)) return readComputed(target, path);
  let value = target;
  for (const name of path.split('.')) value = readComputed(value, name);
  return value;
}

/** Writes a key into a fresh object. The keys that could reach a prototype are left out. */
export function writeKey(target: Record<string, unknown>, key: string, value: unknown): void {
  if (!isForbidden(key)) target[key] = value;
}

export type TypeName = 'null' | 'text' | 'number' | 'boolean' | 'list' | 'object';

/** The type of a value in the words that people see. */
export function typeName(value: unknown): TypeName {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return Array.isArray(value) ? 'list' : 'object';
}

/** A value as a reader meets it in a message: its type, and what it is when that is short. */
export function describe(value: unknown): string {
  const type = typeName(value);
  if (type === 'null') return 'null';
  if (type === 'list' || type === 'object') return type === 'list' ? 'a list' : 'an object';
  const shown = JSON.stringify(value);
  return `${type} ${shown.length > 40 ? `${shown.slice(0, 40)}…` : shown}`;
}
