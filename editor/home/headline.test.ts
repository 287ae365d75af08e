import { expect, test } from 'vitest';
import { today } from '../ui/format.ts';
import { greeting, headline, safeSentence } from './headline.ts';

test('in the morning the sentence speaks of the night', () => {
  expect(headline({ promised: 64, safe: 62, unknown: 0 }, new Date(2026, 10, 22, 6, 20))).toBe(
    'Good morning. Last night 62 of 64 backups are safe.',
  );
});

test('later in the day it speaks of now', () => {
  expect(headline({ promised: 64, safe: 62, unknown: 0 }, new Date(2026, 10, 22, 15, 0))).toBe(
    'Good afternoon. 62 of 64 backups are safe.',
  );
  expect(greeting(3)).toBe('Good evening');
});

test('all safe, one item, none at all', () => {
  expect(safeSentence({ promised: 64, safe: 64, unknown: 0 }, 6)).toBe('Last night all 64 backups are safe.');
  expect(safeSentence({ promised: 64, safe: 64, unknown: 0 }, 14)).toBe('All 64 backups are safe.');
  expect(safeSentence({ promised: 1, safe: 1, unknown: 0 }, 14)).toBe('The one backup is safe.');
  expect(safeSentence({ promised: 1, safe: 0, unknown: 0 }, 14)).toBe('0 of 1 backup is safe.');
  expect(safeSentence({ promised: 0, safe: 0, unknown: 0 }, 6)).toBe('Nothing is protected yet.');
});

test('thousands are readable', () => {
  expect(safeSentence({ promised: 12_400, safe: 12_398, unknown: 0 }, 14)).toBe('12,398 of 12,400 backups are safe.');
});

test('the day in words', () => {
  expect(today(new Date(2026, 10, 22, 6, 20))).toBe('Sunday 22 November, 06:20');
});

test('what is not known is said, and never counted as safe', () => {
  expect(safeSentence({ promised: 64, safe: 40, unknown: 22 }, 14)).toBe('40 of 64 backups are safe; of 22 it is not known.');
  expect(safeSentence({ promised: 64, safe: 0, unknown: 64 }, 6)).toBe('How the backups stand is not known.');
});
