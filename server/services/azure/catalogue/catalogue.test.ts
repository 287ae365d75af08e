// The data files against the SDK itself: a new version of the SDK shows here first.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';

test('the files hold what the SDK says today', async () => {
  const files = await catalogue();
  expect(files).toHaveLength(3);
  for (const { file, content } of files)
    expect(JSON.parse(readFileSync(file, 'utf8')), `${file.pathname} is old: run generate.ts`).toEqual(JSON.parse(JSON.stringify(content)));
});

test('there are eighty operations, and each says in words what it is for', async () => {
  const [, operations] = await catalogue();
  const entries = Object.entries(operations?.content as { [id: string]: { says: string; body: string | null; parts: string[] } });
  expect(entries).toHaveLength(80);
  expect(entries.filter(([, { says }]) => says.length < 10)).toEqual([]);
});
