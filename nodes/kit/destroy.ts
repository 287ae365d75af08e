// Steps that do what cannot be undone: whether one does as it is set, what it hits, and whether a person has confirmed that by typing
// its name. The confirmation stands beside the step (`settings.confirmed`); it is stale as soon as the step hits something else.
import { hasExpression } from './expression/scan.ts';
import type { FlowNode } from './flow.ts';
import type { Json, JsonObject } from './json.ts';
import type { NodeTypeJson } from './node-type-json.ts';

type Params = FlowNode['params'];
type Deleting = Pick<NodeTypeJson, 'destroys' | 'params' | 'target'>;

const fieldsOf = ({ params }: Pick<NodeTypeJson, 'params'>) => (params.properties ?? {}) as { readonly [name: string]: JsonObject };

/** `maybe`: an expression decides when it runs. */
export function destroying(type: Deleting, params: Params): 'yes' | 'maybe' | 'no' {
  let maybe = false;
  for (const when of type.destroys) {
    const verdicts = Object.entries(when).map(([name, value]) => {
      const given = params[name] ?? fieldsOf(type)[name]?.default;
      return typeof given === 'string' && hasExpression(given) ? 'maybe' : given === value ? 'yes' : 'no';
    });
    if (verdicts.every((verdict) => verdict === 'yes')) return 'yes';
    maybe ||= !verdicts.includes('no');
  }
  return maybe ? 'maybe' : 'no';
}

/** What is typed when only an expression knows what will be hit. */
const ANY_TARGET = 'delete';

export interface Target {
  readonly param: string;
  readonly title: string;
  readonly value: Json;
  /** A fixed thing, not an expression. */
  readonly fixed: boolean;
  /** To be typed: its name, or the word `delete`. */
  readonly word: string;
}

/** What a step hits; null: that is not said yet. */
export function targetOf(type: Deleting, params: Params): Target | null {
  const param = type.target ?? usualTarget(type);
  const value = param === null ? null : (params[param] as Json | undefined);
  if (param === null || value === undefined || value === null || value === '') return null;
  const { title } = fieldsOf(type)[param] ?? {};
  const shared = { param, title: typeof title === 'string' ? title : param, value };
  const texts = textsIn(value);
  if (texts.some(hasExpression)) return { ...shared, fixed: false, word: ANY_TARGET };
  const last = texts.findLast((text) => text.trim() !== '');
  return last === undefined ? null : { ...shared, fixed: true, word: nameIn(last) };
}

/** The narrowest of the required things that are picked from a list, else the first that is picked. */
function usualTarget(type: Deleting): string | null {
  const deciding = new Set(type.destroys.flatMap((when) => Object.keys(when)));
  const required = (type.params.required ?? []) as readonly string[];
  const names = Object.keys(fieldsOf(type)).filter((name) => !deciding.has(name));
  const picked = names.filter((name) => (fieldsOf(type)[name]?.ui as { readonly choices?: string } | undefined)?.choices !== undefined);
  return picked.findLast((name) => required.includes(name)) ?? names.find((name) => required.includes(name)) ?? picked[0] ?? null;
}

const textsIn = (value: Json): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [String(value)];

/** The last name of an id or address. @example nameIn('/…/protectedItems/VM;iaasvmcontainerv2;rg;vm-web-01') // 'vm-web-01' */
function nameIn(text: string): string {
  const path = text
    .trim()
    .replace(/[?#].*$/s, '')
    .replace(/\/+$/, '');
  const name = path.split('/').at(-1)?.split(';').at(-1) ?? '';
  return name === '' ? text.trim() : name;
}

export const isConfirmed = (node: Pick<FlowNode, 'settings'>, { word }: Pick<Target, 'word'>): boolean =>
  node.settings?.confirmed?.trim().toLowerCase() === word.toLowerCase();
