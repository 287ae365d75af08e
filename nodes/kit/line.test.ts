import { expect, test } from 'vitest';
import { cardLine } from './line.ts';

test('a fresh node leaves out what is not chosen yet', () => {
  expect(cardLine('{item} · keep until {retainUntil}', { item: 'vm-sql-03' })).toBe('vm-sql-03');
  expect(cardLine('{item} · keep until {retainUntil}', {})).toBe('');
});

test('ids show their last name, expressions lose their braces, enum values show their words', () => {
  const id = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod';
  expect(
    cardLine('{vault} · {item} · {ifBusy}', { vault: id, item: '{{ item.name }}', ifBusy: 'join' }, { ifBusy: { join: 'join it' } }),
  ).toBe('vault-weu-prod · item.name · join it');
});

test('conditions read as sentences and named values as their names', () => {
  expect(cardLine('{conditions}', { conditions: [{ left: '{{ item.lastBackupStatus }}', op: 'isNot', right: 'Completed' }] })).toBe(
    'item.lastBackupStatus is not Completed',
  );
  expect(
    cardLine('{conditions}', {
      conditions: [
        { field: 'tags', op: 'isEmpty' },
        { field: 'age', op: 'greater', value: 26 },
      ],
    }),
  ).toBe('tags is empty, age is greater than 26');
  expect(cardLine('{values}', { values: { total: 1, title: 'x' } })).toBe('total, title');
});

test('a condition that says nothing yet is not on the card', () => {
  expect(cardLine('{conditions} · {expression}', { conditions: [{ op: 'is' }, { op: 'isTrue' }] })).toBe('');
  expect(cardLine('{conditions}', { conditions: [{ op: 'is' }, { left: 3, op: 'greater', right: 2 }] })).toBe('3 is greater than 2');
});

test('durations are said in words', () => {
  const said = (text: string) => cardLine('{d}', { d: text });
  expect(['PT15M', 'P1D', 'PT26H', 'PT1H30M', 'PT0.5S', 'PT0S', 'P2W'].map(said)).toEqual([
    '15 min',
    '1 day',
    '1 day 2 h',
    '1 h 30 min',
    '0.5 s',
    '0 s',
    '14 days',
  ]);
  expect(said('PTA')).toBe('PTA');
});
