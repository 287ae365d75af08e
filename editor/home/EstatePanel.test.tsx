import type { UseQueryResult } from '@tanstack/react-query';
import { cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { totalsOf } from '../../nodes/kit/estate-health/standing.ts';
import type { Health } from '../estate/use-estate.ts';
import { EstatePanel } from './EstatePanel.tsx';

afterEach(cleanup);

const asked: string[] = [];
const query = (part: Partial<UseQueryResult<Health>>): UseQueryResult<Health> =>
  ({ isFetching: false, refetch: () => asked.push('again'), ...part }) as unknown as UseQueryResult<Health>;

const at = '2026-11-22T05:12:00.000Z';
const item = (id: string, machine: string, state: 'failing' | 'late', says: string): Health['attention'][number] => ({
  id,
  armId: `/subscriptions/s/${id}`,
  name: 'C:\\',
  machine,
  vaultName: 'vault-weu-prod',
  workloadType: 'FileFolder',
  policyName: 'daily',
  state,
  says,
  pointAt: at,
});
const health: Health = {
  connection: { id: 'c1', name: 'Contoso', practice: false },
  at,
  azureAt: at,
  nextAt: '2026-11-22T06:12:00.000Z',
  looking: false,
  trouble: null,
  vaults: [{ id: 'v', name: 'vault-weu-prod', items: 65, at, trouble: null }],
  totals: totalsOf({ safe: 60, failing: 2, late: 2, stopped: 1 }),
  days: [
    { day: '2026-11-20', totals: null },
    { day: '2026-11-21', totals: totalsOf({ safe: 63, failing: 1 }) },
    { day: '2026-11-22', totals: totalsOf({ safe: 60, failing: 2, late: 2, stopped: 1 }) },
  ],
  attention: [
    item('a', 'fs-01', 'failing', 'The agent is off'),
    item('b', 'fs-02', 'failing', 'The disk is full'),
    item('c', 'fs-03', 'late', 'Last recovery point 31 hours ago'),
    item('d', 'fs-04', 'late', 'Last recovery point 6 days ago'),
  ],
};

test('the legend counts every item, and each of its words leads to those items', () => {
  const { container, getByRole } = render(<EstatePanel estate={query({ data: health })} />);
  expect(container.querySelector('.estate-words')?.textContent).toBe('safe 60failing 2late 2stopped 1');
  expect(getByRole('link', { name: 'late 2' }).getAttribute('href')).toBe('/backups?state=late');
});

test('a bar leads to its day, today to now, and arrow keys move along them', () => {
  const { getByRole } = render(<EstatePanel estate={query({ data: health })} />);
  const yesterday = getByRole('link', { name: '21 Nov: 63 of 64 safe, 1 failing' });
  const today = getByRole('link', { name: 'Today: 60 of 64 safe, 2 failing, 2 late' });
  expect(yesterday.getAttribute('href')).toBe('/backups?day=2026-11-21');
  expect([today.getAttribute('href'), today.tabIndex, yesterday.tabIndex]).toEqual(['/backups', 0, -1]);
  expect(getByRole('link', { name: '20 Nov: not known' })).toBeTruthy();
  today.focus();
  fireEvent.keyDown(today, { key: 'ArrowLeft' });
  expect(document.activeElement).toBe(yesterday);
});

test('three items are named with their machine, and that there are more is said', () => {
  const { container, getByTestId } = render(<EstatePanel estate={query({ data: health })} />);
  const lines = [...container.querySelectorAll('.estate-worst li')].map((line) => line.textContent);
  expect(lines).toEqual([
    'fs-01 C:\\ The agent is off',
    'fs-02 C:\\ The disk is full',
    'fs-03 C:\\ Last recovery point 31 hours ago',
    'All 4 that need care',
  ]);
  expect(getByTestId('all-care').getAttribute('href')).toBe('/backups');
});

test('what Azure refused is said beside what is known, with the vault', () => {
  const trouble = { code: 'azure_error', says: 'The identity may not list items.' };
  const vaults = [...health.vaults, { id: 'w', name: 'vault-neu-dr', items: 3, at: null, trouble }];
  const { getByTestId } = render(<EstatePanel estate={query({ data: { ...health, trouble, vaults } })} />);
  expect(getByTestId('estate-trouble').textContent).toContain('vault-neu-dr: The identity may not list items.');
});

test('before the first look it says that Azure is being asked; after one that failed, why', () => {
  const empty: Health = { ...health, at: null, azureAt: null, totals: totalsOf({}), attention: [], vaults: [] };
  const failed = { ...empty, trouble: { code: 'azure_sign_in', says: 'The client secret of “Contoso” has expired.' } };
  const { container, getByRole, rerender } = render(<EstatePanel estate={query({ data: { ...empty, looking: true } })} />);
  expect(container.querySelector('[role=status]')).toBeTruthy();
  rerender(<EstatePanel estate={query({ data: failed })} />);
  expect(container.textContent).toContain('The client secret of “Contoso” has expired.');
  fireEvent.click(getByRole('button', { name: 'Try again' }));
  expect(asked).toEqual(['again']);
});

test('an estate without items says so', () => {
  const { container } = render(<EstatePanel estate={query({ data: { ...health, totals: totalsOf({}), attention: [] } })} />);
  expect(container.textContent).toContain('Nothing is protected yet');
});
