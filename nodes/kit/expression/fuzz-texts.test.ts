import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompletionContext } from './contract.ts';
import { compileText, compileValue, complete, renameReferences } from './expression.ts';
import { sampleScope } from './sample-scope.ts';

const limits = { steps: 3000, text: 5000 };

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
