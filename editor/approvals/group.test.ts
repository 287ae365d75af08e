import { expect, test } from 'vitest';
import type { Approval } from '../../nodes/kit/wire/approvals.ts';
import { questionsOf } from './group.ts';

const approval = (runId: string, stepKey: string, look: string | null, whyNot: string | null = null): Approval => ({
  runId,
  number: 1,
  flowId: 'flow',
  flowName: 'Flow',
  stepKey,
  question: '?',
  details: '',
  who: 'operator',
  someoneElse: true,
  startedBy: 'Ada',
  askedAt: '2026-01-01T00:00:00.000Z',
  until: null,
  mayAnswer: whyNot === null,
  whyNot,
  request: look === null ? null : { method: 'DELETE', url: `https://example.com/${stepKey}`, body: null },
  look,
});
const shape = (approvals: readonly Approval[]) => questionsOf(approvals).map((one) => one.approvals.map(({ stepKey }) => stepKey));

test('requests of one step of one run are one question, in the order of the loop', () => {
  const all = [
    approval('a', 'remove[10]', 'l1'),
    approval('a', 'remove[2]', 'l2'),
    approval('b', 'remove[0]', 'l3'),
    approval('a', 'other[0]', 'l4'),
  ];
  expect(shape(all)).toEqual([['remove[2]', 'remove[10]'], ['remove[0]'], ['other[0]']]);
});

test('questions that a flow itself asks stay apart, and so does what somebody may not answer', () => {
  expect(shape([approval('a', 'ask[0]', null), approval('a', 'ask[1]', null)])).toEqual([['ask[0]'], ['ask[1]']]);
  expect(shape([approval('a', 'remove[0]', 'l1'), approval('a', 'remove[1]', 'l2', 'You started this run.')])).toHaveLength(2);
});
