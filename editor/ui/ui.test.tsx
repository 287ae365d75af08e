// The parts that every page uses: formats, icons, pills, tabs, errors, questions.
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { iconNames } from '../../nodes/kit/icons.ts';
import { runStatuses, stepStatuses } from '../../nodes/kit/status.ts';
import './no-motion.test-support.ts';
import ConfirmDialog from './ConfirmDialog.tsx';
import { ErrorCard, errorText } from './ErrorCard.tsx';
import { ago, bytes, count, duration, moment, number, shortDuration } from './format.ts';
import { iconDrawings } from './icon-drawings.ts';
import { tokenIn } from './link-token.ts';
import { StatusPill } from './StatusPill.tsx';
import { statusLook } from './status.ts';
import { Tabs } from './Tabs.tsx';

afterEach(cleanup);

test.each([
  [0, '0.0 s'],
  [1_234, '1.2 s'],
  [41_000, '41 s'],
  [1_100_000, '18 min 20 s'],
  [3_600_000, '1 h'],
  [7_260_000, '2 h 1 min'],
  [90_000_000, '1 d 1 h'],
])('%d ms reads %s', (ms, text) => expect(duration(ms)).toBe(text));

test('a badge has room for one unit only', () => {
  expect(shortDuration(1_100_000)).toBe('18 min');
  expect(shortDuration(2_400)).toBe('2.4 s');
  expect(shortDuration(10_800_000)).toBe('3 h');
});

test('numbers, sizes, moments', () => {
  expect(number(2481)).toBe('2,481');
  expect(count(1, 'item')).toBe('1 item');
  expect(count(3, 'entry', 'entries')).toBe('3 entries');
  expect(bytes(1_234_567)).toBe('1.2 MB');
  expect(ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:05:00Z'))).toBe('5 minutes ago');
  const now = new Date('2026-11-22T12:00:00');
  expect(moment(new Date('2026-11-22T06:00:00').toISOString(), now)).toBe('06:00');
  expect(moment(new Date('2026-11-21T22:04:00').toISOString(), now)).toBe('yesterday 22:04');
  expect(moment(new Date('2026-11-18T22:04:00').toISOString(), now)).toBe('Wed 22:04');
  expect(moment(new Date('2025-10-24T22:04:00').toISOString(), now)).toBe('24 Oct 2025');
});

test('every icon that a node type may name is drawn, with sound path data', () => {
  for (const name of iconNames) expect(iconDrawings[name], name).toMatch(/^M[\d.]/);
  for (const [name, drawing] of Object.entries(iconDrawings)) expect(drawing, name).toMatch(/^[MmLlHhVvCcSsQqTtAaZz\d\s.,-]+$/);
});

test('every status has an icon, a word and a tone of its own kind', () => {
  for (const status of [...runStatuses, ...stepStatuses]) {
    const { word, icon, tone } = statusLook(status);
    expect(word.length, status).toBeGreaterThan(3);
    expect(Object.hasOwn(iconDrawings, icon), status).toBe(true);
    expect(tone).toBeTruthy();
  }
  expect(statusLook('succeeded', 2)).toEqual({ word: 'Succeeded, 2 failures', icon: 'warning', tone: 'amber' });
});

test('a pill says the better word where there is one', () => {
  render(<StatusPill status="waiting" says="Waiting for Azure" testId="pill" />);
  expect(screen.getByTestId('pill').textContent).toBe('Waiting for Azure');
  expect(screen.getByTestId('pill').dataset.status).toBe('waiting');
});

test('tabs move with the arrow keys, and only the chosen one is in the tab order', () => {
  const onChange = vi.fn();
  render(
    <Tabs
      label="Parts"
      value="b"
      onChange={onChange}
      tabs={[
        { key: 'a', label: 'A' },
        { key: 'b', label: 'B' },
      ]}
    />,
  );
  expect(screen.getAllByRole('tab').map((tab) => tab.tabIndex)).toEqual([-1, 0]);
  fireEvent.keyDown(screen.getByRole('tab', { name: 'B' }), { key: 'ArrowRight' });
  expect(onChange).toHaveBeenCalledWith('a');
});

const failure = {
  code: 'azure_error',
  message: 'Another backup of this database is running since 05:48.',
  cause: 'Backup in progress',
  advice: ['Wait for it', 'or cancel it'],
  azure: { code: 'UserErrorBackupOperationInProgress', status: 409, target: 'hana-p01' },
  requestId: '7c1f0000-aaaa-bbbb-cccc-0000000000e9',
} as const;

test('an error shows what, why, what to try and the codes; all of it can be copied', () => {
  render(<ErrorCard title="hana-p01: backup refused" failure={failure} />);
  const card = screen.getByRole('alert');
  for (const part of [
    failure.message,
    failure.cause,
    'or cancel it',
    'UserErrorBackupOperationInProgress · 409',
    'target hana-p01',
    'request 7c1f…e9',
  ])
    expect(card.textContent).toContain(part);
  expect(screen.getByRole('button', { name: 'Copy request id' })).toBeTruthy();
  expect(errorText('hana-p01: backup refused', failure)).toContain(`Request id: ${failure.requestId}`);
});

test('a question that destroys works only when the name is typed', () => {
  const answer = vi.fn();
  render(
    <ConfirmDialog
      question={{ title: 'Delete?', text: 'All points go.', action: 'Delete', typeName: 'vm-old-07', destructive: true, answer }}
    />,
  );
  const button = screen.getByTestId('confirm-action') as HTMLButtonElement;
  expect(button.disabled).toBe(true);
  fireEvent.change(screen.getByTestId('confirm-name'), { target: { value: 'vm-old-07' } });
  expect(button.disabled).toBe(false);
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(answer).toHaveBeenCalledWith(false);
});

test('the token is found in a pasted link', () => {
  expect(tokenIn('http://127.0.0.1:4680/#token=ab-c_1')).toBe('ab-c_1');
  expect(tokenIn('  ab-c_1 ')).toBe('ab-c_1');
});
