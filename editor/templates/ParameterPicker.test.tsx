import { cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Literal } from './literals.ts';
import { ParameterPicker } from './ParameterPicker.tsx';

afterEach(cleanup);

const literal = (name: string, value: Literal['value'], nodes = ['List items']): Literal => ({
  key: name,
  fieldTitle: name.charAt(0).toUpperCase() + name.slice(1),
  value,
  schema: { type: 'string' },
  wishedName: name,
  places: nodes.map((nodeTitle) => ({ nodeId: nodeTitle, nodeTitle, path: [name] })),
});

const show = (
  titles: ReadonlyMap<string, string>,
  literals = [literal('vault', 'vault-weu-prod', ['One', 'Two', 'Three']), literal('tag', 'gold')],
) => {
  let next: ReadonlyMap<string, string> = titles;
  const view = render(<ParameterPicker literals={literals} titles={titles} onChange={(changed) => (next = changed)} />);
  return { ...view, next: () => next };
};

test('ticking a value asks for it under the name of its field', () => {
  const { getByLabelText, next } = show(new Map());
  fireEvent.click(getByLabelText(/^Tag/));
  expect([...next()]).toEqual([['tag', 'Tag']]);
});

test('unticking takes the question away and leaves the others', () => {
  const { getByLabelText, next } = show(
    new Map([
      ['tag', 'Which tag?'],
      ['vault', 'Vault'],
    ]),
  );
  fireEvent.click(getByLabelText(/^Tag/));
  expect([...next()]).toEqual([['vault', 'Vault']]);
});

test('the words of a question can be changed', () => {
  const { getByLabelText, next } = show(new Map([['tag', 'Tag']]));
  fireEvent.change(getByLabelText('Question for Tag'), { target: { value: 'Which machines?' } });
  expect(next().get('tag')).toBe('Which machines?');
});

test('a value that several steps share says so', () => {
  expect(show(new Map()).container.textContent).toContain('in 3 steps');
});

test('an ARM id is shown by its name, an empty value by a word', () => {
  const { container } = show(new Map(), [literal('vault', '/subscriptions/1/resourceGroups/rg/x/vaults/vault-neu-dr'), literal('tag', '')]);
  expect([...container.querySelectorAll('.parameter-picker-value')].map((cell) => cell.textContent)).toEqual(['vault-neu-dr', '(empty)']);
});

test('many values can be searched by field, step and value', () => {
  const many = Array.from({ length: 20 }, (_, n) => literal(`field${n}`, `value-${n}`));
  const { getByLabelText, container } = show(new Map(), many);
  fireEvent.change(getByLabelText('Search the values'), { target: { value: 'value-17' } });
  expect(container.querySelectorAll('.parameter-picker-row')).toHaveLength(1);
});
