// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions hold templates
import { describe, expect, it } from 'vitest';
import { compileText, renameInValue, renameReferences } from './expression.ts';

const rename = (text: string) => renameReferences(text, 'list', 'listVaults');

describe('references', () => {
  it('are found with root, name, path and place', () => {
    const text = "x {{ steps.list.items[0]['na me'].length + inputs.days + item.tags.env + status['b'] }}";
    const result = compileText(text);
    if ('problems' in result) throw new Error('problems');
    expect(result.compiled.references.map(({ root, name, path, from, to }) => [root, name, path.join('/'), text.slice(from, to)])).toEqual([
      ['steps', 'list', 'items/0/na me/length', 'steps.list'],
      ['inputs', 'days', '', 'inputs.days'],
      ['item', null, 'tags/env', 'item'],
      ['status', 'b', '', "status['b']"],
    ]);
  });
  it('do not include parameters of arrows that have the name of a root', () => {
    const result = compileText('{{ inputs.list.map(steps => steps.list) }}');
    expect(result).toMatchObject({ compiled: { references: [{ root: 'inputs', name: 'list' }] } });
  });
  it('are found in branches that may never be evaluated', () => {
    const result = compileText('{{ if(true, 1, steps.a) ?? (false && errors.b.message) }}');
    expect(result).toMatchObject({ compiled: { references: [{ name: 'a' }, { name: 'b' }] } });
  });
});

describe('renaming a step', () => {
  it.each([
    ['{{ steps.list.items }} of {{ status.list }}', '{{ steps.listVaults.items }} of {{ status.listVaults }}'],
    ['{{ errors.list?.message ?? loops.list.index }}', '{{ errors.listVaults?.message ?? loops.listVaults.index }}'],
    ['{{ steps[\'list\'].x + steps["list"].y }}', '{{ steps[\'listVaults\'].x + steps["listVaults"].y }}'],
    ['{{ steps . list }}', '{{ steps . listVaults }}'],
    ['{{ `${steps.list}` }}', '{{ `${steps.listVaults}` }}'],
  ])('rewrites %s', (text, renamed) => {
    expect(rename(text)).toBe(renamed);
  });
  it.each([
    'steps.list in plain text',
    "{{ 'steps.list' }}",
    '{{ inputs.list + item.steps.list }}',
    '{{ steps.lists + steps.List }}',
    '{{ inputs.a.map(steps => steps.list) }}',
    '{{ steps.list + }}',
  ])('leaves %s', (text) => {
    expect(rename(text)).toBe(text);
  });
  it('rewrites what can be read beside what cannot', () => {
    expect(rename('{{ steps.list }} {{ steps.list + }}')).toBe('{{ steps.listVaults }} {{ steps.list + }}');
  });
  it('goes through a whole value and keeps the parts that do not change', () => {
    const value = { a: { b: 'x' }, c: ['{{ steps.list }}', 1] };
    const renamed = renameInValue(value, 'list', 'z') as typeof value;
    expect(renamed).toEqual({ a: { b: 'x' }, c: ['{{ steps.z }}', 1] });
    expect(renamed.a).toBe(value.a);
    expect(renameInValue(value, 'other', 'z')).toBe(value);
  });
  it('renames inputs when asked to', () => {
    const renamed = renameReferences("{{ inputs.days + inputs?.days + inputs['days'] + steps.days }}", 'days', 'keep-for', ['inputs']);
    expect(renamed).toBe("{{ inputs['keep-for'] + inputs?.['keep-for'] + inputs['keep-for'] + steps.days }}");
  });
});
