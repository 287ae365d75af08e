// The page for security teams names a test for every promise: each must be there, under that name, in that file.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const page = 'docs/guide/security.md';
const text = readFileSync(page, 'utf8');
const flat = text.replace(/\s+/g, ' ');
const named = [...flat.matchAll(/`([\w./-]+\.ts)` › ([^·|`]+?)(?= ·| \||: |\.(?: |$)|$)/g)].map(
  ([, file = '', name = '']) => [file, name.trim()] as const,
);

describe('every promise has its test', () => {
  test.each(named)('%s › %s', (file, name) => {
    expect(existsSync(file)).toBe(true);
    // As a test, a group of tests, or a list of attacks is called; some names go on with what they are about.
    expect(readFileSync(file, 'utf8')).toContain(name);
  });

  test('none of them was overlooked, and every row has one', () => {
    expect(named.length).toBe(flat.match(/\.ts` ›/g)?.length);
    const rows = text.split('\n').filter((line) => /^\| (?:a |somebody|\d\d )/.test(line));
    expect(rows.length).toBeGreaterThanOrEqual(19);
    expect(rows.filter((row) => !row.includes('.ts` ›'))).toEqual([]);
  });

  test('all ten points of the OWASP list are there', () => {
    expect([...text.matchAll(/^\| (\d\d) \|/gm)].map(([, number]) => number)).toEqual([
      '01',
      '02',
      '03',
      '04',
      '05',
      '06',
      '07',
      '08',
      '09',
      '10',
    ]);
  });
});

test.each([page, 'SECURITY.md', 'deploy/README.md', 'docs/reference/dependencies.md'])('the links of %s lead somewhere', (file) => {
  const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => join(dirname(file), link));
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});
