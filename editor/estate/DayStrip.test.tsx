import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { DayStrip, stripSays, stripWeeks } from './DayStrip.tsx';

afterEach(cleanup);

const day = (text: string, state: 'safe' | 'failing' | 'late' = 'safe', says = '') => ({ day: text, state, says, pointAt: null });
const later = (text: string, days: number) => new Date(Date.parse(text) + days * 86_400_000).toISOString().slice(0, 10);

test('weeks begin on Monday, and a day that nobody knows of keeps its place', () => {
  // 20 November 2026 is a Friday.
  const weeks = stripWeeks([day('2026-11-20'), day('2026-11-22', 'late'), day('2026-11-24')]);
  expect(weeks.map((week) => week.map((cell) => cell.day.slice(8)))).toEqual([
    ['20', '21', '22'],
    ['23', '24'],
  ]);
  expect(weeks[0]?.map(({ known }) => known?.state ?? null)).toEqual(['safe', null, 'late']);
});

test('at most the last 400 days are shown', () => {
  const days = Array.from({ length: 500 }, (_, index) => day(later('2025-01-01', index)));
  const cells = stripWeeks(days).flat();
  expect([cells.length, cells.at(-1)?.day]).toEqual([400, days.at(-1)?.day]);
});

test('the strip is said in a sentence, and the days that were not safe lead to their day', () => {
  const days = [day('2026-11-20'), day('2026-11-21', 'failing', 'The agent is off'), day('2026-11-22')];
  expect(stripSays(days)).toBe('3 days known: safe on 2, failing on 1.');
  const { getByRole, container } = render(<DayStrip days={days} />);
  expect(getByRole('img', { name: '3 days known: safe on 2, failing on 1.' })).toBeTruthy();
  expect(getByRole('link', { name: '21 Nov' }).getAttribute('href')).toBe('/backups?day=2026-11-21');
  expect(container.querySelector('.strip-bad')?.textContent).toBe('21 Nov failing: The agent is off');
});
