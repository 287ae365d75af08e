import { expect, test } from 'vitest';
import { boldRuns, messageParts, textParts } from './message-parts.ts';

test('a markdown table between sentences becomes a table', () => {
  expect(textParts('62 of 64 are safe.\n\n| Item | Why |\n|---|:--|\n| hana-p01 | failing |\n| fs-hr | late |\n\nBye')).toEqual([
    { kind: 'text', text: '62 of 64 are safe.' },
    {
      kind: 'table',
      head: ['Item', 'Why'],
      rows: [
        ['hana-p01', 'failing'],
        ['fs-hr', 'late'],
      ],
    },
    { kind: 'text', text: 'Bye' },
  ]);
});

test('what a table had to escape is read as it was meant', () => {
  expect(textParts('| Item | Note |\n|---|---|\n| C:\\\\ | a \\| b |')).toEqual([
    { kind: 'table', head: ['Item', 'Note'], rows: [['C:\\', 'a | b']] },
  ]);
});

test('a pipe in a sentence is no table', () => {
  expect(textParts('| not a table\na | b')).toEqual([{ kind: 'text', text: '| not a table\na | b' }]);
});

test('mail with HTML is shown as HTML, without it as text', () => {
  expect(messageParts({ html: '<b>x</b>', text: 'x' })).toEqual([{ kind: 'html' }]);
  expect(messageParts({ html: '', text: 'x' })).toEqual([{ kind: 'text', text: 'x' }]);
});

test('a card for Teams is read in order, with its JSON behind it', () => {
  const card = {
    type: 'message',
    attachments: [
      {
        content: {
          body: [
            { type: 'TextBlock', text: 'First' },
            { type: 'Container', items: [{ type: 'TextBlock', text: 'Second' }] },
          ],
        },
      },
    ],
  };
  expect(messageParts(card).map((part) => (part.kind === 'text' ? part.text : part.kind))).toEqual(['First', 'Second', 'json']);
});

test('blocks for Slack are read too', () => {
  const parts = messageParts({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*3 jobs* failed' } }] });
  expect(parts[0]).toEqual({ kind: 'text', text: '*3 jobs* failed' });
});

test('anything else is JSON', () => {
  expect(messageParts({ priority: 2, items: ['hana-p01'] })).toEqual([{ kind: 'json', json: expect.stringContaining('hana-p01') }]);
  expect(messageParts(null)).toEqual([{ kind: 'json', json: 'null' }]);
});

test('a title that the subject has said is not repeated', () => {
  expect(messageParts({ title: '3 jobs', text: 'failed' }, '3 jobs')).toEqual([{ kind: 'text', text: 'failed' }]);
  expect(messageParts({ title: 'Why', text: 'failed' }, '3 jobs')).toHaveLength(2);
});

test('bold words are told apart, lone stars stay', () => {
  expect(boldRuns('**Backups** run again, 2 ** 3')).toEqual([
    { text: 'Backups', bold: true },
    { text: ' run again, 2 ** 3', bold: false },
  ]);
});
