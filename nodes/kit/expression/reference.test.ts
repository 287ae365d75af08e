import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { functionCatalog } from './expression.ts';
import { expressionsReference } from './reference.ts';

it('the committed reference page is what the catalog says', () => {
  const committed = readFileSync(new URL('../../../docs/reference/expressions.md', import.meta.url), 'utf8');
  expect(committed).toBe(expressionsReference());
});

it('every function has its line', () => {
  const page = expressionsReference();
  for (const { name } of functionCatalog) expect(page).toContain(`| \`${name}(`);
});
