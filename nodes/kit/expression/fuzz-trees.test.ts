import type { AnyNode } from 'acorn';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileText, functionCatalog } from './expression.ts';
import { methods } from './methods.ts';
import { parseExpression } from './parse.ts';
import { sampleScope } from './sample-scope.ts';

/** A small tree of our own, printed to source and compared with what is parsed from it. It prefers dangerous names. */
type Tree =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly object: Tree; readonly name: string }
  | { readonly kind: 'computed'; readonly object: Tree; readonly key: Tree }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Tree[] }
  | { readonly kind: 'method'; readonly object: Tree; readonly name: string; readonly args: readonly Tree[] }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Tree; readonly right: Tree }
  | { readonly kind: 'choice'; readonly test: Tree; readonly yes: Tree; readonly no: Tree }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'object'; readonly keys: readonly string[]; readonly values: readonly Tree[] }
  | { readonly kind: 'arrow'; readonly parameter: string; readonly body: Tree };

const dangerous = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'valueOf',
  'call',
  'apply',
  'bind',
  '__defineGetter__',
  'hasOwnProperty',
  'then',
  'toJSON',
];
const globals = ['process', 'globalThis', 'Function', 'Object', 'Reflect', 'eval', 'require', 'arguments', 'undefined', 'If', 'x', 'y'];
const roots = ['item', 'inputs', 'trigger', 'run', 'memory', 'index', 'steps', 'errors', 'status', 'loops'];

const name = fc.constantFrom(...roots, ...roots, ...globals, 'x', 'y');
const member = fc.constantFrom('name', 'items', 'listItems', 'backUp', 'tags', 'env', 'length', ...dangerous);
const functionName = fc.constantFrom(...functionCatalog.map((entry) => entry.name).filter((one) => one !== 'if'), ...globals);
const methodName = fc.constantFrom(...methods.keys(), ...dangerous);
const operator = fc.constantFrom('+', '-', '*', '/', '%', '**', '==', '!=', '===', '!==', '<', '<=', '>', '>=', 'in', '&&', '||', '??');
const literal = fc.oneof(
  fc.constantFrom<string | number | boolean | null>(
    ...dangerous,
    '',
    'a',
    '-gb',
    '2026-01-01',
    'Europe/Berlin',
    0,
    1,
    2,
    7,
    1e9,
    0.5,
    true,
    false,
    null,
  ),
  fc.string({ maxLength: 8 }),
  fc.nat(1000),
);

const { tree } = fc.letrec<{ tree: Tree; arrow: Tree }>((tie) => {
  const some = fc.array(tie('tree'), { maxLength: 3 });
  const args = fc.array(fc.oneof({ weight: 4, arbitrary: tie('tree') }, { weight: 1, arbitrary: tie('arrow') }), { maxLength: 4 });
  return {
    arrow: fc.record({ kind: fc.constant('arrow' as const), parameter: fc.constantFrom('x', 'y', 'item'), body: tie('tree') }),
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      literal.map((value): Tree => ({ kind: 'literal', value })),
      name.map((text): Tree => ({ kind: 'name', name: text })),
      fc.record({ kind: fc.constant('member' as const), object: tie('tree'), name: member }),
      fc.record({ kind: fc.constant('computed' as const), object: tie('tree'), key: tie('tree') }),
      fc.record({ kind: fc.constant('call' as const), name: functionName, args }),
      fc.record({ kind: fc.constant('method' as const), object: tie('tree'), name: methodName, args }),
      fc.record({ kind: fc.constant('binary' as const), operator, left: tie('tree'), right: tie('tree') }),
      fc.record({ kind: fc.constant('choice' as const), test: tie('tree'), yes: tie('tree'), no: tie('tree') }),
      fc.record({ kind: fc.constant('list' as const), items: some }),
      fc
        .uniqueArray(fc.tuple(member, tie('tree')), { maxLength: 3, selector: ([key]) => key })
        .map((entries): Tree => ({ kind: 'object', keys: entries.map(([key]) => key), values: entries.map(([, value]) => value) })),
    ),
  };
});

function print(node: Tree): string {
  switch (node.kind) {
    case 'literal':
      return JSON.stringify(node.value);
    case 'name':
      return node.name;
    case 'member':
      return `(${print(node.object)}).${node.name}`;
    case 'computed':
      return `(${print(node.object)})[${print(node.key)}]`;
    case 'call':
      return `${node.name}(${node.args.map(print).join(', ')})`;
    case 'method':
      return `(${print(node.object)}).${node.name}(${node.args.map(print).join(', ')})`;
    case 'binary':
      return `((${print(node.left)}) ${node.operator} (${print(node.right)}))`;
    case 'choice':
      return `(${print(node.test)} ? ${print(node.yes)} : ${print(node.no)})`;
    case 'list':
      return `[${node.items.map(print).join(', ')}]`;
    case 'object':
      return `({ ${node.keys.map((key, i) => `"${key}": ${print(node.values[i] ?? { kind: 'literal', value: null })}`).join(', ')} })`;
    case 'arrow':
      return `${node.parameter} => (${print(node.body)})`;
  }
}

/** What was parsed, as a tree of ours. */
function back(node: AnyNode): Tree {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return back(node.expression);
    case 'Literal':
      return { kind: 'literal', value: node.value as string };
    case 'Identifier':
      return { kind: 'name', name: node.name };
    case 'MemberExpression':
      if (node.computed) return { kind: 'computed', object: back(node.object), key: back(node.property) };
      return { kind: 'member', object: back(node.object), name: (node.property as { name: string }).name };
    case 'CallExpression': {
      const args = node.arguments.map(back);
      if (node.callee.type === 'MemberExpression')
        return { kind: 'method', object: back(node.callee.object), name: (node.callee.property as { name: string }).name, args };
      return { kind: 'call', name: (node.callee as { name: string }).name, args };
    }
    case 'BinaryExpression':
    case 'LogicalExpression':
      return { kind: 'binary', operator: node.operator, left: back(node.left), right: back(node.right) };
    case 'ConditionalExpression':
      return { kind: 'choice', test: back(node.test), yes: back(node.consequent), no: back(node.alternate) };
    case 'ArrayExpression':
      return { kind: 'list', items: node.elements.map((element) => back(element as AnyNode)) };
    case 'ObjectExpression': {
      const properties = node.properties.map((property) => property as unknown as { key: { value: string }; value: AnyNode });
      return { kind: 'object', keys: properties.map(({ key }) => key.value), values: properties.map(({ value }) => back(value)) };
    }
    case 'ArrowFunctionExpression':
      return { kind: 'arrow', parameter: (node.params[0] as { name: string }).name, body: back(node.body) };
    default:
      throw new Error(node.type);
  }
}

/** Everything that a value which got out could lead to. */
const intrinsics = new Set<unknown>([
  globalThis,
  process,
  Object.prototype,
  Function.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
]);

function inspect(value: unknown, depth = 0): void {
  expect(intrinsics.has(value)).toBe(false);
  expect(['function', 'symbol', 'bigint', 'undefined']).not.toContain(typeof value);
  if (typeof value !== 'object' || value === null || depth > 250) return;
  const prototype = Object.getPrototypeOf(value);
  expect(prototype === Object.prototype || prototype === Array.prototype || prototype === null).toBe(true);
  for (const key of Object.keys(value)) {
    expect(dangerous.slice(0, 3)).not.toContain(key);
    inspect((value as Record<string, unknown>)[key], depth + 1);
  }
}

const limits = { steps: 3000, text: 5000 };
let constructed = 0;
const FunctionConstructor = Function.prototype.constructor;
const before = Object.getOwnPropertyNames(Object.prototype).length;

beforeAll(() => {
  Function.prototype.constructor = function trap() {
    constructed++;
  };
});
afterAll(() => {
  Function.prototype.constructor = FunctionConstructor;
});

describe('random expressions', () => {
  it('give a result or an error, hold the budget, and never touch a function constructor or a prototype', () => {
    let evaluated = 0;
    let succeeded = 0;
    fc.assert(
      fc.property(tree, (root) => {
        const result = compileText(`{{ ${print(root)} }}`);
        if ('problems' in result) {
          expect(result.problems.length).toBeGreaterThan(0);
          return;
        }
        evaluated++;
        const out = result.compiled.evaluate({ ...sampleScope, limits });
        if (!out.ok) {
          expect(['expression_failed', 'expression_budget']).toContain(out.error.code);
          return;
        }
        succeeded++;
        inspect(out.value);
        expect(JSON.stringify(out.value).length).toBeLessThan(limits.text * 7);
        expect(result.compiled.evaluate({ ...sampleScope, limits })).toEqual(out);
      }),
      { numRuns: 4000 },
    );
    expect(constructed).toBe(0);
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
    // The generator is of use only while much of what it makes does run.
    expect(evaluated).toBeGreaterThan(800);
    expect(succeeded).toBeGreaterThan(300);
  });

  it('are parsed to what was printed', () => {
    fc.assert(
      fc.property(tree, (root) => {
        const parsed = parseExpression(print(root), 0);
        if ('problem' in parsed) throw new Error(`${print(root)}: ${parsed.problem.message}`);
        expect(back(parsed.tree)).toEqual(root);
      }),
      { numRuns: 1000 },
    );
  });
});
