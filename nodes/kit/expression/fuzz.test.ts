import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompletionContext } from './contract.ts';
import { compileText, compileValue, complete, renameReferences } from './expression.ts';
import { parseExpression } from './parse.ts';
import { back, dangerous, print, tree } from './random-trees.ts';
import { sampleScope } from './sample-scope.ts';

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

const fragment = fc.constantFrom(
  ...[
    '{{',
    '}}',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    "'",
    '"',
    '`',
    '${',
    '\\',
    '.',
    '?.',
    ',',
    ';',
    '=>',
    '=',
    '+',
    '...',
    '/',
    '//',
    '/*',
    '*/',
    '<!--',
    '#',
    '@',
    '\n',
    '\0',
  ],
  ...[
    'if(',
    'new ',
    'this',
    'async ',
    'await ',
    'function',
    'class',
    'import',
    'steps.list',
    'item',
    '1',
    '0x',
    '1e',
    '1n',
    'ä',
    '😀',
    '\ud800',
    ' ',
  ],
);
const noise = fc.array(fc.oneof(fragment, fc.string({ maxLength: 4 })), { maxLength: 25 }).map((parts) => parts.join(''));
const context: CompletionContext = { steps: [{ id: 'list', sample: { items: [{ name: 'a' }] } }], item: { sample: { a: 1 } } };

describe('random texts', () => {
  it('compile or have problems that point into the text', () => {
    fc.assert(
      fc.property(noise, (text) => {
        for (const field of [text, `{{ ${text} }}`]) {
          const result = compileText(field);
          if ('compiled' in result) result.compiled.evaluate({ ...sampleScope, limits });
          else
            for (const { from, to } of result.problems) {
              expect(from).toBeGreaterThanOrEqual(0);
              expect(to).toBeGreaterThanOrEqual(from);
              expect(to).toBeLessThanOrEqual(field.length);
            }
        }
      }),
      { numRuns: 2000 },
    );
  });
  it('without braces stay what they are', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('{{'));
        const result = compileText(text);
        expect('compiled' in result && result.compiled.evaluate(sampleScope)).toEqual({ ok: true, value: text });
      }),
    );
  });
  it('can be completed at any place', () => {
    fc.assert(
      fc.property(noise, fc.nat(), (text, at) => {
        const field = `{{ ${text}`;
        for (const { from, to } of complete(field, at % (field.length + 1), context)) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(field.length);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

describe('random values', () => {
  it('come through with their plain parts unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(!JSON.stringify(value).includes('{{') && !JSON.stringify(value).includes('__proto__'));
        const result = compileValue({ plain: value, one: '{{ index }}' });
        expect('compiled' in result && result.compiled.evaluate(sampleScope)).toEqual({ ok: true, value: { plain: value, one: 0 } });
      }),
      { numRuns: 500 },
    );
  });
});

describe('random renaming', () => {
  const piece = fc.constantFrom(
    ...[
      'steps.list',
      "steps['list']",
      'steps?.list',
      'errors.list',
      'status.list',
      'loops.list',
      'steps.other',
      'inputs.list',
      'item.list',
      "'steps.list'",
    ],
    ...[
      '[1].map(steps => steps.list)',
      '`steps.list`',
      '({ list: 1 }).list',
      'steps.lists',
      'steps.list.list',
      'memory.steps',
      '({ steps: item }).steps.list',
    ],
  );
  const field = fc
    .array(fc.tuple(fc.constantFrom('steps.list ', '', "it's ", '}} '), fc.array(piece, { minLength: 1, maxLength: 4 })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.map(([text, pieces]) => `${text}{{ [${pieces.join(', ')}] }}`).join(''));
  const ids = (text: string): string[] => {
    const result = compileText(text);
    if ('problems' in result) throw new Error(text);
    return result.compiled.references.map(({ root, name: id, path }) => `${root}.${id}/${path.join('/')}`);
  };

  it('touches the references of that id, and nothing else', () => {
    fc.assert(
      fc.property(field, (text) => {
        const renamed = renameReferences(text, 'list', 'listVaults');
        expect(ids(renamed)).toEqual(ids(text).map((id) => id.replace(/^(steps|errors|status|loops)\.list\//, '$1.listVaults/')));
        expect(renameReferences(renamed, 'listVaults', 'list')).toBe(text);
        expect(renamed.length - text.length).toBe(
          ids(text).filter((id) => /^(steps|errors|status|loops)\.list\//.test(id)).length * 'Vaults'.length,
        );
      }),
      { numRuns: 500 },
    );
  });
});
