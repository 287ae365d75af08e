import { expect, test } from 'vitest';
import { runStatuses } from '../../nodes/kit/status.ts';
import { askedFilter, noFilter, readFilter, statusFilters, wantedStatuses, writeFilter } from './run-filter.ts';

test('a filter survives the address', () => {
  for (const { key } of statusFilters) {
    const filter = {
      status: key,
      flow: 'flow_1',
      q: 'hana & co',
      world: 'real',
      trigger: 'core.schedule',
      error: 'azure_error',
      period: 'week',
    } as const;
    expect(readFilter(`?${writeFilter(filter)}`)).toEqual(filter);
  }
});

test('no filter leaves a clean address, and nonsense in it is no filter', () => {
  expect(writeFilter({ ...noFilter, q: '  ' })).toBe('');
  expect(readFilter('?status=broken&world=moon&period=aeon&x=1')).toEqual(noFilter);
});

test('every status is found under a filter other than all', () => {
  const covered = statusFilters.filter(({ key }) => key !== 'all').flatMap(({ key }) => wantedStatuses(key));
  expect([...covered].sort()).toEqual([...runStatuses].sort());
  expect(wantedStatuses('all')).toEqual([]);
});

test('the server is asked for nothing that nobody chose', () => {
  expect(askedFilter(noFilter)).toEqual({});
  expect(askedFilter({ ...noFilter, status: 'failed', world: 'real' })).toEqual({ status: 'failed', world: 'real' });
});

test('a period is counted back from now, to the minute', () => {
  const now = Date.parse('2026-11-22T22:40:31.500Z');
  expect(askedFilter({ ...noFilter, period: 'day' }, now)).toEqual({ since: '2026-11-21T22:40:00.000Z' });
  expect(askedFilter({ ...noFilter, period: 'day' }, now + 20_000)).toEqual(askedFilter({ ...noFilter, period: 'day' }, now));
});
