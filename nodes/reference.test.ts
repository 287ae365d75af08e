import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodesReference } from './reference.ts';

test('docs/reference/nodes.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('../docs/reference/nodes.md', import.meta.url), 'utf8')).toBe(nodesReference());
});
