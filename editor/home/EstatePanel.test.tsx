import type { UseQueryResult } from '@tanstack/react-query';
import { cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { EstateView } from '../../nodes/kit/wire/system.ts';
import { EstatePanel } from './EstatePanel.tsx';

afterEach(cleanup);

const asked: string[] = [];
const query = (part: Partial<UseQueryResult<EstateView>>): UseQueryResult<EstateView> =>
  ({ isFetching: false, refetch: () => asked.push('again'), ...part }) as unknown as UseQueryResult<EstateView>;

const estate: EstateView = {
  at: '2026-11-22T05:00:00.000Z',
  vaults: 3,
  items: 64,
  safe: 61,
  failing: 1,
  late: 2,
  days: [
    { day: '2026-11-21', ok: 60, failed: 2 },
    { day: '2026-11-22', ok: 64, failed: 0 },
  ],
  worst: [
    { name: 'C:\\', says: 'Last backup 31 hours ago' },
    { name: 'C:\\', says: 'Last backup 6 days ago' },
  ],
};

test('the chart is said in a sentence and its legend in words', () => {
  const { container, getByRole } = render(<EstatePanel estate={query({ data: estate })} />);
  expect(getByRole('img', { name: 'In the last 2 days 124 backups went well and 2 failed, on 1 day.' })).toBeTruthy();
  expect(container.querySelector('.estate-words')?.textContent).toBe('safe 61failing 1late 2');
  expect(container.querySelectorAll('.estate-worst li')).toHaveLength(2);
});

test('when Azure cannot be asked it says why and can be asked again', () => {
  const { container, getByRole } = render(
    <EstatePanel estate={query({ error: new Error('The client secret of “Contoso” has expired.') })} />,
  );
  expect(container.textContent).toContain('The client secret of “Contoso” has expired.');
  fireEvent.click(getByRole('button', { name: 'Try again' }));
  expect(asked).toEqual(['again']);
});
