import { expect, test } from 'vitest';
import { z } from 'zod';
import { connectionKinds } from '../../nodes/kit/connection-kinds.ts';
import { anything, azureId, choice, duration, flag, keyValues, list, longText, number, text } from '../../nodes/kit/fields.ts';
import { formSchema } from '../../nodes/kit/node-type-json.ts';
import { emptyWordsOf, fieldsOf, isShown, jsonOfText, saysOnlyEmpty, textOfJson, widgetOf, wordsOf } from './schema.ts';

const never = (): never => {
  throw new Error('no such field');
};

const schema = formSchema(
  z.object({
    optional: text().optional(),
    vault: azureId('vault', { title: 'Vault' }),
    mode: choice(['a', 'b']).default('a'),
    deep: text({ ui: { when: { param: 'mode', in: ['b'] } } }).optional(),
    deeper: text({ ui: { when: { param: 'deep', in: ['x'] } } }).optional(),
  }),
);

test('fields stand as declared, titles are words, defaults and hints arrive', () => {
  const fields = fieldsOf(schema);
  expect(fields.map(({ name }) => name)).toEqual(['optional', 'vault', 'mode', 'deep', 'deeper']);
  expect(fields[1]).toMatchObject({ title: 'Vault', required: true });
  expect(fields.find(({ name }) => name === 'mode')).toMatchObject({ title: 'Mode', default: 'a', required: false });
  expect(wordsOf('retainUntil')).toBe('Retain until');
});

test('a field is shown when the one it depends on says so, and never when that one is hidden itself', () => {
  const fields = fieldsOf(schema);
  const of = (name: string, values: Parameters<typeof isShown>[1]) =>
    isShown(fields.find((each) => each.name === name) ?? never(), values, fields);
  expect(of('deep', {})).toBe(false);
  expect(of('deep', { mode: 'b' })).toBe(true);
  expect(of('deep', { mode: '{{ inputs.mode }}' })).toBe(true);
  expect(of('deeper', { mode: 'a', deep: 'x' })).toBe(false);
  expect(of('deeper', { mode: 'b', deep: 'x' })).toBe(true);
});

test('a practice connection asks for nothing but how to sign in', () => {
  const fields = fieldsOf(formSchema(connectionKinds.azure.fields));
  const shown = (credential: string) => fields.filter((field) => isShown(field, { credential }, fields)).map(({ name }) => name);
  expect(shown('practice')).toEqual(['credential']);
  expect(shown('clientSecret')).toEqual(expect.arrayContaining(['tenantId', 'clientId', 'clientSecret']));
});

test('a field without a hint gets the widget of its type', () => {
  const widgets = fieldsOf(
    formSchema(
      z.object({
        text: z.string(),
        long: longText(),
        number: number(),
        plainNumber: z.int(),
        flag: flag(),
        choice: choice(['a']),
        any: anything(),
        list: list(),
        days: z.array(z.enum(['mo', 'tu'])),
        names: z.array(z.string()),
        rows: z.array(z.object({ a: z.string() })),
        map: keyValues(),
        time: duration(),
      }),
    ),
  ).map((field) => [field.name, widgetOf(field)]);
  expect(Object.fromEntries(widgets)).toEqual({
    text: 'text',
    long: 'multiline',
    number: 'number',
    plainNumber: 'number',
    flag: 'switch',
    choice: 'select',
    any: 'text',
    list: 'list',
    days: 'many',
    names: 'list',
    rows: 'columns',
    map: 'key-value',
    time: 'duration',
  });
});

test.each([
  ['3', 3],
  ['-2.5', -2.5],
  ['true', true],
  ['"3"', '3'],
  ['[1, 2]', [1, 2]],
  ['{"a": 1}', { a: 1 }],
  ['{{ item.x }}', '{{ item.x }}'],
  ['{half', '{half'],
  ['3 items', '3 items'],
  ['2026-11-22', '2026-11-22'],
  ['trueish', 'trueish'],
  ['Failed', 'Failed'],
] as const)('typed %s means %j, and is shown so that it means the same again', (typed, value) => {
  expect(jsonOfText(typed)).toEqual(value);
  expect(jsonOfText(textOfJson(value as never))).toEqual(value);
});

test.each([
  ['Empty: the newest.', 'The newest', true],
  ['In the region of the vault. Empty: that of the vault.', 'That of the vault', false],
  ['Its name or id.', null, false],
  ['Of SQL. Empty: where the instance keeps them', null, false],
])('what an empty list means is read from “%s”', (description, words, only) => {
  const [field = never()] = fieldsOf(formSchema(z.object({ point: azureId('point', { description }) })));
  expect(emptyWordsOf(field)).toBe(words);
  expect(saysOnlyEmpty(field)).toBe(only);
});

test('a field with two conditions is shown when both hold', () => {
  const when = [
    { param: 'mode', in: ['b'] },
    { param: 'keep', in: [true] },
  ];
  const fields = fieldsOf(
    formSchema(z.object({ mode: choice(['a', 'b']).default('a'), keep: flag().default(false), deep: text({ ui: { when } }).optional() })),
  );
  const deep = fields.find(({ name }) => name === 'deep') ?? never();
  expect(isShown(deep, { mode: 'b' }, fields)).toBe(false);
  expect(isShown(deep, { keep: true }, fields)).toBe(false);
  expect(isShown(deep, { mode: 'b', keep: true }, fields)).toBe(true);
});
