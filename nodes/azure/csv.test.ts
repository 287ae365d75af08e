import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine, parseCsv } from './csv.ts';

test('quotes, line breaks and commas survive', () => {
  expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines', null, 5, { x: 1 }])).toBe('a,"b,c","say ""hi""","two\nlines",,5,"{""x"":1}"\r\n');
});

test('what a spreadsheet would run as a formula is written as text, numbers are not', () => {
  expect(csvLine(['=HYPERLINK("x")', '+1', -5, '-5', '@sum', '-a'])).toBe('"\'=HYPERLINK(""x"")",+1,-5,-5,\'@sum,\'-a\r\n');
});

test('any text comes back as it went in, unless it begins like a formula', () => {
  const texts = fc.string({ unit: 'grapheme' }).filter((text) => !/^[=+\-@\t\r]/.test(text) && !text.endsWith('\r'));
  fc.assert(
    fc.property(fc.array(fc.tuple(texts, texts), { minLength: 1 }), (rows) => {
      const source = csvLine(['a', 'b']) + rows.map(csvLine).join('');
      expect(parseCsv(source)).toEqual(rows.map(([a, b]) => ({ a, b })));
    }),
  );
});

test('a byte order mark, a missing last line break and short rows', () => {
  expect(parseCsv('\uFEFFname,size\nx')).toEqual([{ name: 'x', size: '' }]);
  expect(parseCsv('')).toEqual([]);
});
