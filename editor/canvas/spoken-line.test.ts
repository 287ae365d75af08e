import { expect, test } from 'vitest';
import { spokenLine } from './spoken-line.ts';

const titles = new Map([['listItems', 'List protected items']]);
const said = (line: string) => spokenLine(line, (id) => titles.get(id));

test('a reference to a step is said with its title', () => {
  expect(said('of steps.listItems.items · by condition')).toBe('of List protected items · by condition');
  expect(said('steps.listItems.count is more than 0')).toBe('count of List protected items is more than 0');
  expect(said('failed · errors.listItems.message')).toBe('failed · the error of List protected items');
});

test('an expression inside a sentence is named by what it puts there', () => {
  expect(said('All {{ steps.listItems.count }} items are safe')).toBe('All ‹count› items are safe');
  expect(said('Report of {{ formatDateTime(utcNow(), "d") }}')).toBe('Report of ‹…›');
});

test('code and steps that are not there stay as they were written', () => {
  expect(said('each of steps.listItems.items.filter(i => i.late)')).toBe('each of steps.listItems.items.filter(i => i.late)');
  expect(said('each of steps.gone.items')).toBe('each of steps.gone.items');
  expect(said('item.id · keep until addDays(utcNow(), 30)')).toBe('item.id · keep until addDays(utcNow(), 30)');
});
