import { expect, test } from 'vitest';
import { runStatuses } from '../../nodes/kit/status.ts';
import { readFilter, statusFilters, wantedStatuses, writeFilter } from './run-filter.ts';

test('a filter survives the address', () => {
  for (const { key } of statusFilters) {
    const filter = { status: key, flow: 'flow_1', q: 'hana & co' };
    expect(readFilter(`?${writeFilter(filter)}`)).toEqual(filter);
  }
});

test('no filter leaves a clean address, and nonsense in it is no filter', () => {
  expect(writeFilter({ status: 'all', flow: '', q: '  ' })).toBe('');
  expect(readFilter('?status=broken&x=1')).toEqual({ status: 'all', flow: '', q: '' });
});

test('every status is found under a filter other than all', () => {
  const covered = statusFilters.filter(({ key }) => key !== 'all').flatMap(({ key }) => wantedStatuses(key));
  expect([...covered].sort()).toEqual([...runStatuses].sort());
  expect(wantedStatuses('all')).toEqual([]);
});
