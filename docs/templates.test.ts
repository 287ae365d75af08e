import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { templateCategories } from '../nodes/kit/template-categories.ts';
import { drawing } from './template-drawing.ts';
import { shippedTemplates, templatesReference } from './templates.ts';

test('docs/reference/templates.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('./reference/templates.md', import.meta.url), 'utf8')).toBe(templatesReference());
});

test('every shipped template stands in a group of the gallery, so that the page and the chips show it', () => {
  const lost = shippedTemplates().filter(({ category }) => category === undefined || !Object.hasOwn(templateCategories, category));
  expect(lost.map(({ name }) => name)).toEqual([]);
});

test('a drawing holds containers as boxes, failure ways dotted, and no word that would end a label', () => {
  const lines = drawing(
    [
      { id: 'each', type: 'core.for-each', title: 'For each "VM"' },
      { id: 'end', type: 'core.stop', title: 'End', parent: 'each' },
    ],
    [
      { from: 'each', port: 'failed', to: 'end' },
      { from: 'each', port: 'true', to: 'end' },
    ],
  );
  expect(lines).toEqual([
    '```mermaid',
    'flowchart LR',
    '  subgraph n_each["For each #quot;VM#quot;"]',
    '    n_end["End"]',
    '  end',
    '  n_each -. failed .-> n_end',
    '  n_each -- true --> n_end',
    '```',
  ]);
});
