// Values that a step ran with name a list instead of holding it: `{ "$list": { key, property, count } }`. Here they become words.
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { count } from '../ui/format.ts';

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @example withWords({ items: { $list: { key: 'list', property: 'items', count: 57 } } }) // { items: '57 items of steps.list.items' } */
export function withWords(params: Json): Json {
  if (!isObject(params)) return params;
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, inWords(value)]));
}

function inWords(value: Json): Json {
  const mark = isObject(value) && Object.keys(value).length === 1 ? value.$list : undefined;
  if (!isObject(mark) || typeof mark.key !== 'string' || typeof mark.count !== 'number') return value;
  return `${count(mark.count, 'item')} of steps.${mark.key}${typeof mark.property === 'string' ? `.${mark.property}` : ''}`;
}
