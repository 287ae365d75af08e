// Each widget of a form, drawn from a real schema: what it shows, and what a person's input makes of the value.
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { condition, fieldCondition } from '../../../nodes/kit/condition-schema.ts';
import {
  anything,
  azureId,
  choice,
  date,
  duration,
  flag,
  keyValues,
  list,
  longText,
  secret,
  text,
  textOrSecret,
} from '../../../nodes/kit/fields.ts';
import { useDocument } from '../../document/store.ts';
import { draw, type } from '../draw-form.test-support.tsx';
// The list of a picker comes when it is opened; here it is there from the start.
import '../../ui/PickerPopup.tsx';

afterEach(cleanup);

test('text: typing sets it, emptying takes it away', () => {
  const { value } = draw(z.object({ title: text({ title: 'Title', description: 'Shown on top.' }) }));
  const input = screen.getByLabelText('Title');
  expect(input.getAttribute('aria-required')).toBe('true');
  expect(document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Shown on top.');
  type(input, 'Report');
  expect(value()).toEqual({ title: 'Report' });
  type(input, '');
  expect(value()).toEqual({});
});

test('names with texts: a number stays the text it was typed as, also where a secret may stand', () => {
  const { value } = draw(
    z.object({ headers: z.record(z.string(), textOrSecret()).meta({ title: 'Headers', ui: { widget: 'key-value' } }) }),
  );
  fireEvent.click(screen.getByRole('button', { name: 'Add a name' }));
  type(screen.getByLabelText('Name 1'), 'x-limit');
  type(screen.getByLabelText('Value of x-limit'), '3');
  expect(value()).toEqual({ headers: { 'x-limit': '3' } });
});

test('a secret of a step: one of the secret inputs of the flow, and nothing to type', async () => {
  const { flow } = useDocument.getState();
  const inputs = [
    { name: 'vault', schema: {} },
    { name: 'password', title: 'Database password', schema: { type: 'string' }, secret: true },
  ];
  useDocument.setState({ flow: { ...flow, inputs } });
  const { value } = draw(z.object({ password: secret({ title: 'Password' }) }));
  fireEvent.click(screen.getByRole('button', { name: /Password/ }));
  const options = await screen.findAllByRole('option');
  expect(options.map(({ textContent }) => textContent)).toEqual([expect.stringContaining('Database password')]);
  fireEvent.click(options[0] as HTMLElement);
  expect(value()).toEqual({ password: '{{ inputs.password }}' });
  useDocument.setState({ flow });
});

test('multiline: as many lines as the field asks for', () => {
  draw(z.object({ body: longText({ title: 'Body', ui: { lines: 7 } }) }));
  expect(screen.getByLabelText('Body').getAttribute('rows')).toBe('7');
});

test('anything: a number is a number, quoted it is text, and the kind is named', () => {
  const { value } = draw(z.object({ v: anything({ title: 'Value' }) }));
  const input = screen.getByLabelText('Value');
  type(input, '3');
  expect(value()).toEqual({ v: 3 });
  expect(screen.getByText('number')).toBeTruthy();
  type(input, '"3"');
  expect(value()).toEqual({ v: '3' });
  type(input, '[1,');
  expect(value()).toEqual({ v: '[1,' });
  expect((input as HTMLInputElement).value).toBe('[1,');
});

test('number: arrow keys step within the bounds, half a number stays as typed', () => {
  const { value } = draw(
    z.object({
      n: z
        .int()
        .min(1)
        .max(5)
        .default(4)
        .meta({ title: 'Tries', ui: { widget: 'number', unit: 'tries' } }),
    }),
  );
  const input = screen.getByRole('spinbutton', { name: /Tries/ });
  expect(input.getAttribute('placeholder')).toBe('4');
  fireEvent.keyDown(input, { key: 'ArrowUp' });
  fireEvent.keyDown(input, { key: 'ArrowUp' });
  expect(value()).toEqual({ n: 5 });
  type(input, '3x');
  expect(value()).toEqual({ n: '3x' });
  type(input, '2,5');
  expect(value()).toEqual({ n: 2.5 });
});

test('switch: shows its default and says on or off in words', () => {
  const { value } = draw(z.object({ wait: flag({ title: 'Wait' }).default(true) }));
  const control = screen.getByRole('switch', { name: /Wait/ }) as HTMLInputElement;
  expect(control.checked).toBe(true);
  expect(screen.getByText('On')).toBeTruthy();
  fireEvent.click(control);
  expect(value()).toEqual({ wait: false });
  expect(screen.getByText('Off')).toBeTruthy();
});

test('select: words instead of values; a value it does not know stays and is named', () => {
  const { value } = draw(
    z.object({ busy: choice(['join', 'fail'], { title: 'If busy', ui: { labels: { join: 'Join it and use its job' } } }).default('join') }),
    { values: { busy: 'explode' } },
  );
  const select = screen.getByLabelText(/If busy/) as HTMLSelectElement;
  expect([...select.options].map(({ textContent }) => textContent)).toEqual(['explode (unknown)', 'Join it and use its job', 'Fail']);
  type(select, 'join');
  expect(value()).toEqual({ busy: 'join' });
});

test('several of a few: days are toggled and keep the order of the week', () => {
  const { value } = draw(
    z.object({
      days: z
        .array(z.enum(['monday', 'tuesday', 'friday']))
        .default(['friday'])
        .meta({ title: 'On', ui: { widget: 'list' } }),
    }),
  );
  expect(screen.getByRole('button', { name: 'Friday' }).getAttribute('aria-pressed')).toBe('true');
  fireEvent.click(screen.getByRole('button', { name: 'Monday' }));
  expect(value()).toEqual({ days: ['monday', 'friday'] });
});

test('choices: a stored id shows its name, typing searches on the server, any text can be used', async () => {
  const { value, asked } = draw(z.object({ vault: azureId('vault', { title: 'Vault' }) }), {
    values: { vault: '/subscriptions/1/resourceGroups/rg-backup/x/vaults/weu' },
    choices: [
      { value: '/subscriptions/1/resourceGroups/rg-backup/x/vaults/weu', label: 'vault-weu-prod', detail: 'rg-backup' },
      { value: '/subscriptions/1/resourceGroups/rg-dr/x/vaults/neu', label: 'vault-neu-dr', detail: 'rg-dr' },
    ],
  });
  const picker = await screen.findByRole('button', { name: 'Vault: vault-weu-prod rg-backup' });
  fireEvent.click(picker);
  const search = await screen.findByRole('combobox', { name: 'Search Vault' });
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['vault-weu-prodrg-backup', 'vault-neu-drrg-dr']);
  type(search, 'neu');
  await waitFor(() => expect(asked).toContain('vault:neu'));
  await waitFor(() => expect(screen.getAllByRole('option')[0]?.textContent).toBe('vault-neu-drrg-dr'));
  fireEvent.keyDown(search, { key: 'ArrowDown' });
  fireEvent.keyDown(search, { key: 'Enter' });
  expect(value()).toEqual({ vault: 'neu' });
});

test('choices: Enter picks the active one', async () => {
  const { value } = draw(z.object({ vault: azureId('vault', { title: 'Vault' }) }), { choices: [{ value: '/a', label: 'A' }] });
  fireEvent.click(screen.getByRole('button', { name: 'Vault: Choose …' }));
  await screen.findByRole('option', { name: 'A' });
  fireEvent.keyDown(screen.getByRole('combobox', { name: 'Search Vault' }), { key: 'Enter' });
  expect(value()).toEqual({ vault: '/a' });
});

test('list: one entry a line, or one expression', () => {
  const { value } = draw(z.object({ items: list({ title: 'Items' }) }));
  const area = screen.getByLabelText('Items');
  type(area, 'a\n2\n');
  expect(value()).toEqual({ items: ['a', 2] });
  type(area, '{{ steps.list.items }}');
  expect(value()).toEqual({ items: '{{ steps.list.items }}' });
});

test('list of names: numbers stay text', () => {
  const { value } = draw(z.object({ hosts: z.array(z.string()).meta({ title: 'Hosts', ui: { widget: 'list' } }) }));
  type(screen.getByLabelText('Hosts'), '10\nexample.com');
  expect(value()).toEqual({ hosts: ['10', 'example.com'] });
});

test('conditions: a sentence of value, comparison and value; some comparisons have no right side', () => {
  const { value } = draw(
    z.object({
      c: z
        .array(condition)
        .default([])
        .meta({ title: 'Conditions', ui: { widget: 'conditions' } }),
    }),
  );
  fireEvent.click(screen.getByRole('button', { name: 'Add a condition' }));
  type(screen.getByLabelText('Condition 1: value'), '5');
  type(screen.getByLabelText('Condition 1: comparison'), 'greater');
  type(screen.getByLabelText('Condition 1: compared with'), '3');
  expect(value()).toEqual({ c: [{ left: 5, op: 'greater', right: 3 }] });
  type(screen.getByLabelText('Condition 1: comparison'), 'isEmpty');
  expect(screen.queryByLabelText('Condition 1: compared with')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Remove condition 1' }));
  expect(value()).toEqual({ c: [] });
});

test('conditions about items name a field, and the field is never an expression', () => {
  const { value } = draw(
    z.object({
      c: z
        .array(fieldCondition)
        .default([])
        .meta({ title: 'Conditions', ui: { widget: 'conditions' } }),
    }),
  );
  fireEvent.click(screen.getByRole('button', { name: 'Add a condition' }));
  type(screen.getByLabelText('Condition 1: field'), 'lastBackupStatus');
  type(screen.getByLabelText('Condition 1: compared with'), 'Failed');
  expect(value()).toEqual({ c: [{ field: 'lastBackupStatus', op: 'is', value: 'Failed' }] });
});

test('cases: a new one has a name of its own', () => {
  const one = z.object({ port: z.string().meta({ title: 'Way' }), equals: anything({ title: 'When the value is' }) });
  const { value } = draw(z.object({ cases: z.array(one).meta({ title: 'Cases', ui: { widget: 'cases' } }) }));
  fireEvent.click(screen.getByRole('button', { name: 'Add a case' }));
  fireEvent.click(screen.getByRole('button', { name: 'Add a case' }));
  type(screen.getByLabelText('When the value is of case 2'), 'gold');
  expect(value()).toEqual({ cases: [{ port: 'case1' }, { port: 'case2', equals: 'gold' }] });
});

test('names with values: an unnamed row waits in the form and is not stored', () => {
  const { value } = draw(z.object({ values: keyValues({ title: 'Values' }) }), { values: { values: { a: 1 } } });
  fireEvent.click(screen.getByRole('button', { name: 'Add another' }));
  type(screen.getByLabelText('Value of name 2'), 'x');
  expect(value()).toEqual({ values: { a: 1 } });
  type(screen.getByLabelText('Name 2'), 'b');
  expect(value()).toEqual({ values: { a: 1, b: 'x' } });
  fireEvent.click(screen.getByRole('button', { name: 'Remove a' }));
  expect(value()).toEqual({ values: { b: 'x' } });
});

test('duration: a number and a unit become ISO 8601, and back', () => {
  const { value } = draw(z.object({ t: duration({ title: 'Time limit' }).default('PT15M') }));
  const input = screen.getByLabelText(/^Time limit(?!:)/);
  expect(input.getAttribute('placeholder')).toBe('15');
  type(input, '1.5');
  type(screen.getByLabelText('Time limit: unit'), 'hours');
  expect(value()).toEqual({ t: 'PT90M' });
  type(input, '');
  expect(value()).toEqual({});
});

test('date: a day; a moment when a time is wanted', () => {
  const { value } = draw(z.object({ until: date({ title: 'Until' }) }));
  type(screen.getByLabelText('Until'), '2026-12-31');
  expect(value()).toEqual({ until: '2026-12-31' });
  fireEvent.click(screen.getByLabelText('with time'));
  expect(String(value().until)).toMatch(/^2026-12-3\dT\d{2}:00:00\.000Z$/);
});

test('cron: ready-made lines and the meaning in words', async () => {
  const { value } = draw(z.object({ cron: text({ title: 'Cron', ui: { widget: 'cron' } }) }));
  fireEvent.click(await screen.findByRole('button', { name: 'workdays 06:30' }));
  expect(value()).toEqual({ cron: '30 6 * * 1-5' });
  expect(await screen.findByText('At 06:30, Monday through Friday')).toBeTruthy();
  type(screen.getByLabelText('Cron'), 'nonsense');
  expect(screen.queryByText(/Monday through Friday/)).toBeNull();
});

test('time zone: the list is searched', async () => {
  const { value } = draw(z.object({ zone: text({ title: 'Time zone', ui: { widget: 'time-zone' } }).default('UTC') }));
  fireEvent.click(screen.getByRole('button', { name: /^Time zone: UTC/ }));
  const search = await screen.findByRole('combobox');
  type(search, 'berlin');
  fireEvent.keyDown(search, { key: 'Enter' });
  expect(value()).toEqual({ zone: 'Europe/Berlin' });
});

test('secret: never readable on the page; headers are lines', () => {
  const { value } = draw(
    z.object({
      password: text({ title: 'Password', ui: { widget: 'secret', secret: true } }),
      headers: z.record(z.string(), z.string()).meta({ title: 'Headers', ui: { widget: 'secret', secret: true } }),
    }),
  );
  const input = screen.getByLabelText('Password');
  expect(input.getAttribute('type')).toBe('password');
  type(input, 'hunter2');
  type(screen.getByLabelText('Headers'), 'Authorization: Bearer x\nnot a header');
  expect(value()).toEqual({ password: 'hunter2', headers: { Authorization: 'Bearer x' } });
});

test('inputs of a flow: added, made a choice, required', async () => {
  const { value } = draw(z.object({ inputs: z.array(z.unknown()).meta({ title: 'Inputs', ui: { widget: 'schema' } }) }));
  fireEvent.click(await screen.findByRole('button', { name: 'Ask for something at each run' }));
  type(screen.getByLabelText('Name'), 'vault 1');
  type(screen.getByLabelText('Kind'), 'choice');
  type(screen.getByLabelText('Choices'), 'weu, neu');
  expect(value()).toEqual({ inputs: [{ name: 'vault1', schema: { type: 'string', enum: ['weu', 'neu'] }, required: true }] });
});
