// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions hold templates
// Judges how an expression ended: only plain JSON may come out, nothing of the process may have changed, and data that was handed in
// stays what it was. Used by the lists of attacks and by the fuzzer alike.
import { expect } from 'vitest';
import type { Scope } from '../../../nodes/kit/expression/contract.ts';
import { compileText } from '../../../nodes/kit/expression/expression.ts';
import { sampleScope } from '../../../nodes/kit/expression/sample-scope.ts';

const walk = '{{ "".constructor.constructor("return process")() }}';

/** The sample scope, with a trigger whose data looks like code. */
export const scope: Scope = {
  ...sampleScope,
  trigger: {
    type: 'core.webhook',
    body: { note: walk, list: ['{{ process }}', '${process}', '#{process}', '<%= process %>', '$(id)', '`id`'] },
  },
};
const handedIn = () => JSON.stringify([scope.inputs, scope.trigger, scope.item, scope.memory, scope.run, scope.step('listItems')]);
const asHandedIn = handedIn();

export type Ending =
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed' | 'stopped'; readonly message: string }
  | { readonly kind: 'value'; readonly value: unknown };

/** Compiles and evaluates `{{ source }}`. Never throws; whatever is thrown is the finding. */
export function endingOf(source: string, within: Scope = scope): Ending {
  const result = compileText(`{{ ${source} }}`);
  if ('problems' in result) return { kind: 'refused' };
  const out = result.compiled.evaluate(within);
  if (out.ok) return { kind: 'value', value: out.value };
  return { kind: out.error.code === 'expression_budget' ? 'stopped' : 'failed', message: out.error.message };
}

const plainPrototypes: readonly unknown[] = [Object.prototype, Array.prototype, null];
const trapdoors: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** Where a value is something else than plain JSON; null when it is nothing else. */
export function notPlain(value: unknown, names = trapdoors, at = '$', depth = 0): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${at} is no finite number`;
  if (typeof value !== 'object') return `${at} is a ${typeof value}`;
  if (depth > 200) return `${at} is too deep`;
  if (!plainPrototypes.includes(Object.getPrototypeOf(value))) return `${at} has a prototype of its own`;
  if (Object.getOwnPropertySymbols(value).length > 0) return `${at} has a symbol`;
  for (const [name, { value: inner, get }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (Array.isArray(value) && name === 'length') continue;
    if (get !== undefined || names.includes(name)) return `${at}.${name} is a trapdoor`;
    const found = notPlain(inner, names, `${at}.${name}`, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

const watched: readonly object[] = [
  ...[Object, Function, Array, String, Number, Boolean, Symbol, Promise, RegExp, Date, Map, Set, Error].flatMap((one) => [
    one,
    one.prototype as object,
  ]),
  JSON,
  Math,
  Reflect,
  globalThis,
];
/** Of the global object only names count: Node puts symbols there when it loads a part of itself. */
const shape = (one: object): string =>
  Reflect.ownKeys(one)
    .filter((key) => one !== globalThis || typeof key === 'string')
    .map((key) => {
      const { value, get, set } = Object.getOwnPropertyDescriptor(one, key) as PropertyDescriptor;
      return `${String(key)}:${typeof value}:${typeof get}:${typeof set}`;
    })
    .join();

const shapes = watched.map(shape);

/** Throws when an attack has left something behind: in the process or in the data. */
export function demandUntouched(): void {
  watched.forEach((one, index) => {
    if (shape(one) !== shapes[index]) expect(shape(one)).toBe(shapes[index]);
  });
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(handedIn()).toBe(asHandedIn);
}
