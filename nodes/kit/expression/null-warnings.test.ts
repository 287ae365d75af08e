import { expect, it } from 'vitest';
import { compileText, nullWarnings } from './expression.ts';
import { sampleScope } from './sample-scope.ts';

function warnings(text: string) {
  const result = compileText(text);
  if ('problems' in result) throw new Error('problems');
  return nullWarnings(result.compiled.references, sampleScope).map(({ message, from, to }) => [text.slice(from, to), message]);
}

it('warns where a member of null is read', () => {
  expect(warnings('{{ steps.skipped.items[0].name }}')).toEqual([
    ['steps.skipped', 'steps.skipped is null here, so .items.0.name is null too.'],
  ]);
  expect(warnings('{{ steps.listItems.items[2].tags.env }}')).toEqual([
    ['steps.listItems', 'steps.listItems.items[2].tags is null here, so .env is null too.'],
  ]);
  expect(warnings('{{ inputs.valt.id }} {{ item.a.b }} {{ loops.none.item }}')).toHaveLength(3);
});

it('says nothing where the value is there, or only the last one is null', () => {
  expect(warnings('{{ steps.listItems.items[0].name }} {{ inputs.nothing }} {{ item.tags.env }} {{ errors.listItems }}')).toEqual([]);
});

it('says nothing when the scope fails', () => {
  const result = compileText('{{ steps.x.y }}');
  if ('problems' in result) throw new Error('problems');
  const step = () => {
    throw new Error('no database');
  };
  expect(nullWarnings(result.compiled.references, { ...sampleScope, step })).toEqual([]);
});
