// A value in one line, as a person reads it. Dates as dates, lists as how many and of what, objects as their first members.
import { isSecretHandle, secretName } from '../../nodes/kit/secret-handle.ts';
import { count, dateTime, number } from '../ui/format.ts';

const isoDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** @example previewOf('2026-12-22T06:00:00Z') // '22 Dec 2026, 06:00' */
export function previewOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return value === '' ? '(empty text)' : isoDate.test(value) ? dateTime(value) : readable(value);
  if (typeof value === 'number') return Number.isInteger(value) ? number(value) : String(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (Array.isArray(value)) return listText(value);
  if (isSecretHandle(value)) return `${value.prefix ?? ''}•••${value.suffix ?? ''} (secret “${secretName(value)}”)`;
  return objectText(value as { readonly [key: string]: unknown });
}

/** ARM ids show from their last two names. */
const readable = (text: string): string =>
  /^\/subscriptions\//i.test(text) && text.length > 60 ? `…/${text.split('/').slice(-2).join('/')}` : text;

function listText(list: readonly unknown[]): string {
  if (list.length === 0) return 'an empty list';
  const flat = list.every((entry) => typeof entry !== 'object' || entry === null);
  const some = list.slice(0, 3).map((entry) => (flat ? String(entry) : (nameOf(entry) ?? '{ … }')));
  return `${count(list.length, 'item')}: ${some.join(', ')}${list.length > 3 ? ', …' : ''}`;
}

/** What an item is called, if it says so: the last part of an id. @example nameOf({ friendlyName: 'vm-sql-03' }) // 'vm-sql-03' */
export function nameOf(item: unknown): string | null {
  if (typeof item === 'string') return item.split('/').at(-1)?.split(';').at(-1) ?? item;
  if (typeof item === 'number') return String(item);
  if (typeof item !== 'object' || item === null) return null;
  const named = item as { readonly [key: string]: unknown };
  for (const key of ['friendlyName', 'displayName', 'title', 'name', 'item', 'id'])
    if (typeof named[key] === 'string' && named[key] !== '') return nameOf(named[key]);
  return null;
}

function objectText(object: { readonly [key: string]: unknown }): string {
  const entries = Object.entries(object);
  const parts = entries.slice(0, 4).map(([key, value]) => `${key}: ${inner(value)}`);
  return `{ ${parts.join(', ')}${entries.length > 4 ? ', …' : ''} }`;
}

const inner = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.length}]`
    : typeof value === 'object' && value !== null
      ? '{ … }'
      : typeof value === 'string'
        ? `'${value}'`
        : String(value);
