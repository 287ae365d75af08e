import { expect, test } from 'vitest';
import { chips, fitting, readCategory } from './gallery-filter.ts';

const template = (name: string, category: string | null, shipped = true) => ({
  name,
  title: name.replaceAll('-', ' '),
  summary: '',
  category,
  shipped,
});
const all = [
  template('mars-agent-status', 'mars'),
  template('daily-report', 'report'),
  template('hourly-report', 'report'),
  template('made-here', null, false),
  template('from-tomorrow', 'rehearsal'),
];
const names = (category: string, q = '') => fitting(all, { category, q }).map(({ name }) => name);

test('a group holds its templates, "yours" those saved here, and without a group all are shown', () => {
  expect(names('report')).toEqual(['daily-report', 'hourly-report']);
  expect(names('yours')).toEqual(['made-here']);
  expect(names('')).toHaveLength(5);
});

test('the search finds the words of a group, in any order with other words', () => {
  expect(names('', 'REPORT daily')).toEqual(['daily-report']);
  expect(names('', 'mars')).toEqual(['mars-agent-status']);
  expect(names('report', 'mars')).toEqual([]);
});

test('chips stand in the order of the groups, count what the search leaves, and leave out groups without templates', () => {
  expect(chips(all, '').map(({ label, count }) => `${label} ${count}`)).toEqual(['All 5', 'Report 2', 'MARS 1', 'Yours 1']);
  expect(chips(all, 'daily').map(({ count }) => count)).toEqual([1, 1, 0, 0]);
});

test('a group in the address that nobody knows is none', () => {
  expect(readCategory('?category=clean-up')).toBe('clean-up');
  expect(readCategory('?category=constructor')).toBe('');
  expect(readCategory('')).toBe('');
});
