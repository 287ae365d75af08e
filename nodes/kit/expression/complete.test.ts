import { describe, expect, it } from 'vitest';
import type { CompletionContext } from './contract.ts';
import { compileText, complete } from './expression.ts';

const context: CompletionContext = {
  steps: [
    {
      id: 'listItems',
      title: 'Protected items',
      sample: {
        count: 2,
        items: [
          { name: 'vm-1', tags: null },
          { name: 'vm-2', tags: { 'cost-center': '17' }, at: '2026-01-01' },
        ],
      },
    },
    {
      id: 'backUp',
      schema: {
        type: 'object',
        properties: { job: { $ref: '#/$defs/job' }, state: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
        $defs: {
          job: {
            type: 'object',
            properties: {
              jobId: { type: 'string', description: 'The job in Azure.' },
              tasks: { type: 'array', items: { type: 'object', properties: { task: { type: 'string' } } } },
            },
          },
        },
      },
    },
  ],
  inputs: { schema: { type: 'object', properties: { vault: { type: 'string', title: 'Vault' }, 'mail-to': { type: 'string' } } } },
  item: { sample: { name: 'vm-1' } },
  loops: [{ id: 'eachVault', title: 'Each vault', sample: { name: 'vault-we' } }],
};

/** Completes at the bar in the text. */
function at(marked: string, given: CompletionContext = context) {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  return { text, found: complete(text, cursor, given) };
}

const labels = (marked: string, given?: CompletionContext): string[] => at(marked, given).found.map(({ label }) => label);

/** The text after the candidate of that name is taken. */
function taken(marked: string, label: string): string {
  const { text, found } = at(marked);
  const one = found.find((candidate) => candidate.label === label);
  if (!one) throw new Error(`${label} is not offered: ${found.map((candidate) => candidate.label).join(' ')}`);
  return text.slice(0, one.from) + one.insert + text.slice(one.to);
}

describe('names', () => {
  it('offers the names of the scope and every function inside braces, and nothing outside', () => {
    expect(labels('{{ | }}')).toEqual(expect.arrayContaining(['steps', 'inputs', 'item', 'loops', 'utcNow', 'query']));
    expect(labels('| {{ 1 }}')).toEqual([]);
    expect(labels('{{ 1 }} |')).toEqual([]);
  });
  it('works while the braces are still open', () => {
    expect(labels('late: {{ st|')[0]).toBe('steps');
    expect(taken('late: {{ st|', 'steps')).toBe('late: {{ steps');
  });
  it('leaves item and loops out where there is no loop', () => {
    const outside = labels('{{ | }}', { steps: [] });
    expect(outside).not.toContain('item');
    expect(outside).not.toContain('loops');
  });
  it('puts what begins with the word before what contains it', () => {
    expect(labels('{{ add| }}')[0]).toBe('add');
    expect(labels('{{ days| }}')).toEqual(['daysBetween', 'addDays', 'calendarDays']);
  });
  it('shows signature, summary and example of a function', () => {
    const [found] = at('{{ addDay| }}').found;
    expect(found).toMatchObject({ kind: 'function', insert: 'addDays(', detail: 'addDays(timestamp, days, format?)' });
    expect(found?.info).toContain("addDays('2026-01-31T22:30:00Z', 30, 'yyyy-MM-dd') → \"2026-03-02\"");
  });
  it('offers nothing inside a quoted text or a number', () => {
    expect(labels("{{ concat('st| }}")).toEqual([]);
    expect(labels('{{ 12| }}')).toEqual([]);
  });
});

describe('members', () => {
  it('offers the steps upstream with their titles', () => {
    expect(at('{{ steps.| }}').found).toMatchObject([
      { label: 'listItems', kind: 'step', detail: 'Protected items' },
      { label: 'backUp', kind: 'step' },
    ]);
    expect(labels('{{ errors.l| }}')).toEqual(['listItems']);
    expect(labels('{{ loops.| }}')).toEqual(['eachVault']);
  });
  it('reads members from the last run with their values', () => {
    expect(at('{{ steps.listItems.co| }}').found).toMatchObject([{ label: 'count', detail: 'number', info: '2' }]);
  });
  it('reads members from a schema, through references and alternatives', () => {
    expect(at('{{ steps.backUp.job.job| }}').found).toMatchObject([{ label: 'jobId', detail: 'text', info: 'The job in Azure.' }]);
    expect(labels('{{ steps.backUp.job.tasks[0].| }}')).toEqual(['task']);
    expect(labels('{{ steps.backUp.state.toUp| }}')).toEqual(['toUpperCase']);
  });
  it('puts the items of a list together, whichever of them has the member', () => {
    expect(labels('{{ steps.listItems.items[0].| }}')).toEqual(['name', 'tags', 'at']);
    expect(labels('{{ steps.listItems.items[0].tags.| }}')).toEqual(['cost-center']);
  });
  it('knows what an arrow parameter stands for', () => {
    expect(labels('{{ steps.listItems.items.map(i => i.| }}')).toEqual(['name', 'tags', 'at']);
    expect(labels('{{ steps.listItems.items.filter(i => i.name == "a").map((i, n) => i.na|) }}')).toEqual(['name']);
    expect(labels('{{ groupBy(steps.listItems.items, one => one.| }}')).toEqual(['name', 'tags', 'at']);
    expect(labels('{{ steps.listItems.items.sort((a, b) => a.at - b.| }}')).toEqual(['name', 'tags', 'at']);
    expect(labels('{{ steps.listItems.items.map(it|')).toContain('item');
  });
  it('follows methods, functions, defaults and object literals', () => {
    expect(labels('{{ first(steps.listItems.items).na| }}')).toEqual(['name']);
    expect(labels('{{ (steps.listItems ?? inputs).co| }}')).toEqual(['count']);
    expect(labels('{{ steps.listItems.items.map(i => ({ vm: i.name })).find(x => x.| }}')).toEqual(['vm']);
    expect(labels('{{ parseResourceId(inputs.vault).res| }}')).toEqual(['resourceGroup']);
    expect(labels('{{ index > 0 ? item.| }}')).toEqual(['name']);
  });
  it('offers the methods of the type and nothing of the others', () => {
    expect(labels('{{ steps.listItems.items.fil| }}')).toEqual(['filter']);
    expect(labels('{{ steps.listItems.count.to| }}')).toEqual(['toFixed', 'toString']);
    expect(labels('{{ item.name.constr| }}')).toEqual([]);
  });
  it('writes brackets for a member whose name needs quotes', () => {
    expect(taken('{{ inputs.ma| }}', 'mail-to')).toBe("{{ inputs['mail-to'] }}");
    expect(taken('{{ inputs?.ma| }}', 'mail-to')).toBe("{{ inputs?.['mail-to'] }}");
    expect(taken("{{ inputs['ma| }}", 'mail-to')).toBe("{{ inputs['mail-to'] }}");
    expect(taken("{{ inputs['ma|'] }}", 'mail-to')).toBe("{{ inputs['mail-to'] }}");
  });
  it('replaces the whole word around the cursor', () => {
    expect(taken('{{ steps.list|Vaults.count }}', 'listItems')).toBe('{{ steps.listItems.count }}');
  });
  it('gives candidates that compile once taken', () => {
    for (const label of ['name', 'tags', 'at'])
      expect(compileText(taken('{{ steps.listItems.items.map(i => i.|) }}', label))).toHaveProperty('compiled');
  });
});
