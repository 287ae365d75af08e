// The policy editor, drawn from the schema that the node declares: what it shows, what a person's input makes of the policy, and
// that it is complete by keyboard.
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { defaultPolicy } from '../../../../nodes/kit/backup-policy/defaults.ts';
import { policyFindings } from '../../../../nodes/kit/backup-policy/rules.ts';
import { backupPolicySchema, workloads } from '../../../../nodes/kit/backup-policy/shape.ts';
import type { Json, JsonObject } from '../../../../nodes/kit/json.ts';
import { draw, type } from '../../draw-form.test-support.tsx';
import { put, withDays, withFrequency, withWorkload } from './plan-edit.ts';

afterEach(cleanup);

const schema = z.object({ policy: backupPolicySchema.meta({ title: 'Policy', ui: { widget: 'policy' } }) });
const start = (workload: (typeof workloads)[number]) => defaultPolicy(workload) as unknown as JsonObject;
const tab = (name: string) => screen.getByRole('tab', { name: new RegExp(`^${name}`) });

async function open(policy: JsonObject | undefined, more: Parameters<typeof draw>[1] = {}) {
  const drawn = draw(schema, { nodeId: 'setPolicy', ...(policy ? { values: { policy: policy as Json } } : {}), ...more });
  await screen.findByRole('combobox', { name: 'Policy type' });
  return { policy: () => drawn.value().policy as JsonObject };
}

test('an empty policy starts with the default of the chosen type', async () => {
  const { policy } = await open(undefined);
  expect(screen.queryByRole('tablist')).toBeNull();
  type(screen.getByRole('combobox', { name: 'Policy type' }), 'vm-enhanced');
  expect(policy()).toEqual(defaultPolicy('vm-enhanced'));
  expect(screen.getByTestId('policy-sentence').textContent).toBe(
    'Every 4 hours from 08:00 for 12 hours (UTC), kept 30 days; snapshots at hand 7 days.',
  );
});

test('the sentence follows what is typed', async () => {
  const { policy } = await open(start('vm'));
  type(screen.getByLabelText('Time'), '02:30');
  fireEvent.click(tab('Retention'));
  type(screen.getByLabelText('Retention of days (days)'), '90');
  expect(policy()).toMatchObject({ schedule: { at: '02:30' }, keep: { days: 90 } });
  expect(screen.getByTestId('policy-sentence').textContent).toBe('Every day at 02:30 (UTC), kept 90 days; snapshots at hand 2 days.');
});

test('weeks, months and years are ticked, chosen by weekday or date, and unticked', async () => {
  const { policy } = await open(start('vm'));
  fireEvent.click(tab('Retention'));
  fireEvent.click(screen.getByLabelText('Retention of weekly backup point'));
  fireEvent.click(screen.getByLabelText('Retention of monthly backup point'));
  type(screen.getByLabelText('How monthly backup points are chosen'), 'date');
  const dates = screen.getByLabelText('Dates of monthly backup points') as HTMLInputElement;
  type(dates, '1,');
  expect(dates.value).toBe('1,');
  type(dates, '1,15, last');
  expect(policy().keep).toEqual({ days: 30, weeks: { count: 12, on: ['Sunday'] }, months: { count: 60, dates: [1, 15, 'last'] } });
  fireEvent.click(screen.getByLabelText('Retention of yearly backup point'));
  fireEvent.click(screen.getByRole('button', { name: 'July' }));
  expect(policy().keep).toMatchObject({ years: { in: ['January', 'July'], week: ['First'], on: ['Sunday'], count: 10 } });
  fireEvent.click(screen.getByLabelText('Retention of weekly backup point'));
  fireEvent.click(screen.getByLabelText('Retention of yearly backup point'));
  expect(policy().keep).toEqual({ days: 30, months: { count: 60, dates: [1, 15, 'last'] } });
});

test('a weekly schedule keeps weeks on its own days', async () => {
  const { policy } = await open(start('vm'));
  type(screen.getByRole('combobox', { name: 'Frequency' }), 'week');
  fireEvent.click(screen.getByRole('button', { name: 'Wednesday' }));
  expect(policy()).toMatchObject({
    schedule: { every: 'week', on: ['Sunday', 'Wednesday'], at: '23:00' },
    keep: { weeks: { count: 12, on: ['Sunday', 'Wednesday'] } },
    instantDays: 5,
  });
  expect(policyFindings(policy())).toEqual([]);
});

test('a scalar may be an expression, and so may the whole policy', async () => {
  const { policy } = await open(start('vm'));
  fireEvent.click(tab('Retention'));
  type(screen.getByLabelText('Retention of days (days)'), '{{ inputs.days }}');
  expect(policy().keep).toEqual({ days: '{{ inputs.days }}' });
  expect(screen.getByTestId('policy-sentence').textContent).toMatch(/kept … days/);
  fireEvent.click(screen.getByRole('button', { name: 'Policy: use an expression' }));
  expect(screen.queryByRole('tablist')).toBeNull();
});

test('what is wrong stands beside its field, and its tab counts it', async () => {
  const wrong = { ...start('vm'), schedule: { every: 'day', at: '23:10' }, keep: { days: 3 } };
  const problems = policyFindings(wrong).map(({ path, message }) => ({
    code: 'param_invalid',
    message,
    path: `/nodes/0/params/policy/${path.join('/')}`,
  }));
  await open(wrong, { problems });
  expect(tab('Schedule').textContent).toBe('Schedule1 problem');
  expect(tab('Retention').textContent).toBe('Retention1 problem');
  const time = screen.getByLabelText('Time');
  expect(time.getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(time.getAttribute('aria-describedby') ?? '')?.textContent).toMatch(/half hour/);
});

test('a problem that is jumped to opens its tab', async () => {
  await open(start('sql'), { focus: '/policy/log/keepDays' });
  expect(tab('Logs').getAttribute('aria-selected')).toBe('true');
  expect(screen.getByLabelText('Log backup: retention (days)')).toBeTruthy();
});

test('databases: differential on a day without a full backup, logs, compression, archive', async () => {
  const { policy } = await open(start('sql'));
  type(screen.getByRole('combobox', { name: 'Frequency' }), 'week');
  fireEvent.click(tab('Logs'));
  fireEvent.click(screen.getByLabelText('Differential backup'));
  type(screen.getByLabelText('Log backup: schedule'), '15');
  fireEvent.click(screen.getByLabelText('SQL backup compression'));
  expect(policy()).toMatchObject({
    differential: { on: ['Monday'], keepDays: 30 },
    log: { everyMinutes: 15, keepDays: 15 },
    compression: true,
  });
  fireEvent.click(tab('Tiering'));
  type(screen.getByLabelText('Archive tier'), 'after');
  expect(policy().archive).toEqual({ when: 'after', after: 45, unit: 'days' });
  type(screen.getByLabelText('Archive tier'), 'as-is');
  expect(policy().archive).toBeUndefined();
});

test('Azure Files: the vault tier keeps snapshots apart', async () => {
  const { policy } = await open(start('file-share'));
  expect(screen.queryByRole('tab', { name: 'Tiering' })).toBeNull();
  fireEvent.click(tab('Retention'));
  type(screen.getByLabelText('Backup tier'), 'vault');
  type(screen.getByLabelText('Snapshot retention (days)'), '7');
  expect(policy()).toMatchObject({ snapshotDays: 7 });
  type(screen.getByLabelText('Backup tier'), 'snapshot');
  expect(policy()).toEqual(defaultPolicy('file-share'));
});

test('tabs are walked with the arrow keys', async () => {
  await open(start('vm'));
  fireEvent.keyDown(tab('Schedule'), { key: 'ArrowRight' });
  expect(tab('Retention').getAttribute('aria-selected')).toBe('true');
  expect(document.activeElement).toBe(tab('Retention'));
});

test.each(workloads.flatMap((from) => workloads.map((to) => [from, to] as const)))('from %s to %s: no rule is broken', (from, to) => {
  const changed = withWorkload(start(from), to);
  expect(backupPolicySchema.safeParse(changed).error).toBeUndefined();
  expect(policyFindings(changed)).toEqual([]);
  for (const every of ['day', 'week', ...(to === 'vm-enhanced' || to === 'file-share' ? ['hours'] : [])])
    expect(policyFindings(withFrequency(changed, every)).map(({ message }) => message)).toEqual([]);
});

test('what is set keeps its place, and what is taken away is gone', () => {
  const plan = start('vm');
  expect(Object.keys(put(plan, ['schedule', 'at'], '01:00'))).toEqual(Object.keys(plan));
  expect(put(plan, ['instantDays'], undefined)).not.toHaveProperty('instantDays');
  expect(withDays(withFrequency(plan, 'week'), [])).toMatchObject({ keep: { weeks: { on: [] } } });
});
