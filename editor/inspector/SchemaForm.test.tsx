// The form as a whole: what is shown and folded, what is wrong in words, where the focus goes, and how a field becomes an expression.
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { choice, text } from '../../nodes/kit/fields.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { draw, type } from './draw-form.test-support.tsx';

afterEach(cleanup);

test('a hidden field is not drawn; a dependent one appears with what it depends on', () => {
  draw(
    z.object({
      internal: text({ ui: { widget: 'hidden' } }).optional(),
      mode: choice(['a', 'b'], { title: 'Mode' }).default('a'),
      deep: text({ title: 'Deep', ui: { when: { param: 'mode', in: ['b'] } } }).optional(),
    }),
  );
  expect(screen.queryByLabelText(/Internal/)).toBeNull();
  expect(screen.queryByLabelText(/Deep/)).toBeNull();
  type(screen.getByLabelText(/Mode/), 'b');
  expect(screen.getByLabelText(/Deep/)).toBeTruthy();
});

test('what is wrong stands at its field in words, and opens "More" when it is folded away there', () => {
  const schema = z.object({
    vault: text({ title: 'Vault' }),
    rows: z.array(z.object({ a: text({ title: 'A' }) })).meta({ title: 'Rows', ui: { widget: 'columns' } }),
    deep: text({ title: 'Deep', ui: { advanced: true } }).optional(),
  });
  const wrong = (path: string, message: string): ProblemItem => ({
    code: 'param_invalid',
    path: `/nodes/0/params${path}`,
    message,
    severity: 'error',
  });
  draw(schema, {
    values: { rows: [{ a: 'x' }] },
    problems: [
      wrong('/vault', '“Vault” is missing.'),
      wrong('/rows/0/a', '“A” is odd.'),
      wrong('/deep', '“Deep” is odd.'),
      { ...wrong('/vault', 'elsewhere'), path: '/nodes/1/params/vault' },
    ],
  });
  const vault = screen.getByLabelText('Vault');
  expect(vault.getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(vault.getAttribute('aria-describedby') ?? '')?.textContent).toContain('“Vault” is missing.');
  expect(within(screen.getByTestId('field-rows')).getByText('“A” is odd.')).toBeTruthy();
  expect(screen.getByText('“Deep” is odd.')).toBeTruthy();
  expect(screen.queryByText('elsewhere')).toBeNull();
});

test('advanced fields are folded under More, which says what is set inside', () => {
  draw(z.object({ deep: text({ title: 'Deep', ui: { advanced: true } }).optional() }), { values: { deep: 'x' } });
  expect(screen.queryByLabelText(/Deep/)).toBeNull();
  const more = screen.getByRole('button', { name: /More.*Deep set/ });
  fireEvent.click(more);
  expect(more.getAttribute('aria-expanded')).toBe('true');
  expect(screen.getByLabelText(/Deep/)).toBeTruthy();
});

test('a field asked for by the problems list gets the focus', async () => {
  draw(z.object({ first: text({ title: 'First' }), second: text({ title: 'Second' }) }), { focus: '/second' });
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Second')));
});

test('typing {{ makes the field an expression with the text in it; the button leads back', async () => {
  const { value } = draw(z.object({ vault: text({ title: 'Vault' }) }), { nodeId: 'here' });
  await act(async () => type(screen.getByLabelText('Vault'), '{{ inputs.vault }}'));
  const editor = await waitFor(
    () => {
      const found = document.querySelector('.cm-content');
      if (!found) throw new Error('the editor is still being loaded');
      return found;
    },
    { timeout: 15_000 },
  );
  expect(editor.querySelector('.cm-expression')?.textContent).toBe('{{ inputs.vault }}');
  expect(document.activeElement).toBe(editor);
  fireEvent.click(screen.getByRole('button', { name: 'Vault: expression, use a fixed value instead' }));
  expect(value()).toEqual({});
  expect((screen.getByLabelText('Vault') as HTMLInputElement).value).toBe('');
});

test('a value dragged from the data tree lands in any field as an expression', () => {
  const { value } = draw(z.object({ busy: choice(['join', 'fail'], { title: 'If busy' }) }), { nodeId: 'here' });
  fireEvent.drop(screen.getByTestId('field-busy'), {
    dataTransfer: { types: ['text/vaultflow-expression'], getData: () => '{{ steps.a.mode }}' },
  });
  expect(value()).toEqual({ busy: '{{ steps.a.mode }}' });
});

test('a form outside of a flow offers no expressions', () => {
  draw(z.object({ name: text({ title: 'Name' }) }));
  expect(screen.queryByRole('button', { name: /use an expression/ })).toBeNull();
});
