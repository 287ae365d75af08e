// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions hold templates
// A fuzzer that knows the attacks: it cuts known payloads apart, crosses and bends them, and judges every ending. Seeded, so that a
// finding can be had again; FUZZ_RUNS asks for a longer hunt.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileValue } from '../../../nodes/kit/expression/expression.ts';
import { allPayloads } from './all.ts';
import { demandUntouched, endingOf, notPlain, scope } from './judge.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 4_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_122);
const limits = { steps: 2_000, text: 4_000 };

const corpus = allPayloads
  .flatMap(({ refused = [], nothing = [], failed = [], stopped = [], plain = [] }) => [
    ...refused,
    ...nothing,
    ...failed,
    ...stopped,
    ...plain.map(([source]) => source),
  ])
  .filter((source) => source.length < 300);
/** Payloads as tokens: words, numbers, quotes, marks. */
const tokens = [...new Set(corpus.flatMap((source) => source.match(/[\w$]+|"(?:[^"\\]|\\.)*"|'[^']*'|\s+|[^\w\s]/g) ?? []))];

const whole = fc.constantFrom(...corpus);
const token = fc.constantFrom(...tokens);
const crossed = fc
  .tuple(whole, whole, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([one, other, at, to]) => one.slice(0, Math.floor(one.length * at)) + other.slice(Math.floor(other.length * to)));
const bent = fc.tuple(whole, token, fc.nat(300), fc.nat(12)).map(([source, put, at, drop]) => {
  const from = at % (source.length + 1);
  return source.slice(0, from) + put + source.slice(from + drop);
});
const nested = fc
  .tuple(
    whole,
    whole,
    fc.constantFrom('[@].map(x => $)', 'if(@, $, 1)', '(@)[$]', '`${@}${$}`', '({ a: @, [$]: 1 })', 'query(@, $)', 'getProperty(@, $)'),
  )
  .map(([one, other, frame]) =>
    frame
      .replace('@', () => one)
      .replace('$)', () => `${other})`)
      .replace('[$]', () => `[${other}]`),
  );
const soup = fc.array(token, { minLength: 1, maxLength: 14 }).map((parts) => parts.join(''));

test('attacks that are crossed, bent and nested end as data, as an error, or not at all', () => {
  const seen = { refused: 0, failed: 0, stopped: 0, value: 0 };
  fc.assert(
    fc.property(fc.oneof(crossed, bent, nested, soup), (source) => {
      const ending = endingOf(source, { ...scope, limits });
      seen[ending.kind] += 1;
      if (ending.kind === 'value') expect(notPlain(ending.value)).toBeNull();
      else if (ending.kind !== 'refused')
        expect(ending.message).not.toMatch(/node:internal|\bat .+\.ts:\d+|undefined is not|Cannot read propert/);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  demandUntouched();
  // A fuzzer that only meets syntax errors proves nothing.
  expect(seen.value).toBeGreaterThan(RUNS / 50);
  expect(seen.failed).toBeGreaterThan(RUNS / 200);
});

test('params that hold attacks anywhere keep their plain parts and evaluate nothing twice', () => {
  const key = fc.constantFrom('a', 'b', '{{ 1 }}', 'constructor', '__proto__', 'toString', 'then');
  const leaf = fc.oneof(
    whole.map((source) => `{{ ${source} }}`),
    whole,
    fc.constant('{{ trigger.body.note }}'),
    fc.integer(),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(key, tie('value'), { maxKeys: 3 })),
  }));
  fc.assert(
    fc.property(value, (params) => {
      const result = compileValue(params);
      if ('problems' in result) return;
      const out = result.compiled.evaluate({ ...scope, limits });
      if (!out.ok || result.compiled.constant) return;
      // What is written as data stays data, whatever its names.
      expect(notPlain(out.value, [])).toBeNull();
      expect(JSON.stringify(out.value)).not.toContain('[object process]');
    }),
    { seed: SEED, numRuns: RUNS / 4 },
  );
  demandUntouched();
});
