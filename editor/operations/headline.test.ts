import { expect, test } from 'vitest';
import type { Operations } from '../../nodes/kit/wire/operations.ts';
import { bytesText, headline } from './headline.ts';

const fine: Operations = {
  at: '2026-11-22T06:00:00.000Z',
  ready: { ok: true, parts: [{ name: 'database', ok: true, says: 'answers' }] },
  queue: { due: 0, oldest: null, running: 3, waiting: 2, needsPerson: 0, queued: 0 },
  workers: [],
  sleeping: { count: 0, next: [] },
  schedules: [],
  missed: [],
  budgets: [],
  database: { kind: 'sqlite', bytes: 1 },
  backup: { keep: 24, everyHours: 1, last: null, count: 0, trouble: null },
  keepDays: 90,
};
const miss = { flowId: 'f', flowName: 'F', plannedAt: fine.at, count: 2, says: 'down' };
const late = { ...fine.queue, due: 5, oldest: '2026-11-22T05:59:00.000Z' };

test('the worst comes first', () => {
  expect(headline(fine)).toBe('All at work.');
  expect(headline({ ...fine, missed: [miss] })).toBe('All at work. 2 planned times of the last seven days started nothing.');
  expect(headline({ ...fine, missed: [miss], queue: { ...fine.queue, needsPerson: 1 } })).toBe('1 run waits for a person.');
  expect(headline({ ...fine, queue: { ...late, needsPerson: 1 } })).toBe('5 runs could go on and nobody takes them up, for 1 min by now.');
  expect(headline({ ...fine, queue: late, backup: { ...(fine.backup as object), trouble: 'No room.' } as Operations['backup'] })).toBe(
    'The last backup was not made: No room.',
  );
  const parts = [{ name: 'journal' as const, ok: false, says: 'database or disk is full' }];
  expect(headline({ ...fine, queue: late, ready: { ok: false, parts } })).toBe('Not ready: the journal database or disk is full.');
});

test('sizes in the unit that people read', () => {
  expect([0, 999, 1_572_864, 300 * 1_024 ** 2, 5.5 * 1_024 ** 3].map(bytesText)).toEqual(['0 B', '999 B', '1.5 MB', '300 MB', '5.5 GB']);
});
