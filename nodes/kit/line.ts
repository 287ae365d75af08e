// The one line of a card: what this node will do with these settings. `{param}` is replaced by the value; a part between
// ` · ` that names an empty param is left out, so a fresh node reads well.
import { conditionLabels } from './condition.ts';
import { durationMs } from './duration.ts';
import type { Json, JsonObject } from './json.ts';
import type { NodeTypeJson } from './node-type-json.ts';

const placeholder = /\{([A-Za-z][A-Za-z0-9]*)\}/g;

/** @example cardLine('{item} · keep until {retainUntil}', { item: 'vm-sql-03' }) // 'vm-sql-03' */
export function cardLine(
  line: string,
  params: { readonly [name: string]: Json | undefined },
  labels: { readonly [param: string]: { readonly [value: string]: string } } = {},
): string {
  return line
    .split(' · ')
    .map((part) => {
      let empty = false;
      const text = part.replace(placeholder, (_, name: string) => {
        const value = params[name];
        const said = shown(value, labels[name]);
        if (said === '') empty = true;
        return said;
      });
      return empty ? '' : text;
    })
    .filter((part) => part !== '')
    .join(' · ');
}

function shown(value: Json | undefined, labels: { readonly [value: string]: string } = {}): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return labels[value] ?? readable(value);
  if (Array.isArray(value))
    return (value as readonly Json[])
      .map((one) => shown(one))
      .filter((said) => said !== '')
      .join(', ');
  if (typeof value === 'object') return sentence(value as JsonObject);
  return labels[String(value)] ?? String(value);
}

/** A condition reads as a sentence, and says nothing until it says what is compared; other objects read as their names. */
function sentence(value: JsonObject): string {
  const op = conditionLabels[String(value.op ?? 'is')];
  const left = value.left ?? value.field;
  if (left !== undefined && op !== undefined)
    return [shown(left), op, shown(value.right ?? value.value)].filter((part) => part !== '').join(' ');
  return op !== undefined && 'op' in value ? '' : Object.keys(value).join(', ');
}

/** ARM ids show their last name; expressions lose their braces; durations are said in words. */
function readable(text: string): string {
  const expression = /^\s*\{\{([\s\S]*)\}\}\s*$/.exec(text);
  if (expression && !(expression[1] as string).includes('{{')) return (expression[1] as string).trim();
  if (/^\/subscriptions\//i.test(text)) return text.split('/').at(-1)?.split(';').at(-1) ?? text;
  const length = durationMs(text);
  return length === null ? text : inWords(length);
}

const units = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** @example inWords(5_400_000) // '1 h 30 min' */
function inWords(ms: number): string {
  let rest = ms;
  const parts = units.flatMap(([unit, size]) => {
    const n = unit === 's' ? rest / size : Math.floor(rest / size);
    rest -= n * size;
    return n > 0 ? [`${n} ${unit === 'day' && n > 1 ? 'days' : unit}`] : [];
  });
  return parts.join(' ') || '0 s';
}

/** The form's labels of enum values, for the card's line. @example labelsOf(json).ifBusy // { join: 'Join it' } */
export function labelsOf(type: Pick<NodeTypeJson, 'params'>): { readonly [param: string]: { readonly [value: string]: string } } {
  const properties = (type.params.properties ?? {}) as {
    readonly [name: string]: { readonly ui?: { readonly labels?: { readonly [value: string]: string } } };
  };
  return Object.fromEntries(Object.entries(properties).flatMap(([name, { ui }]) => (ui?.labels ? [[name, ui.labels]] : [])));
}
