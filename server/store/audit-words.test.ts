// Every line that the server can write into the audit has words for people.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { auditWords } from '../../nodes/kit/audit-words.ts';

/** Names of actions, where the audit is written: one word, a dot, one word, behind one of the doors of the audit. */
const doors = /(?:\baudit\(|\.audit\.record\(|\brecord\(|\bnoted\??\.?\()[^;]*?['`]([a-z][a-z-]*\.[a-zA-Z.${}-]+)['`]/gs;
const choices: { readonly [template: string]: readonly string[] } = {
  'second-look.${decision}': ['second-look.approved', 'second-look.rejected'],
  'run.${action}-many': ['run.cancel-many', 'run.retry-many'],
};

function actions(): string[] {
  const files = readdirSync('server', { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.ts$/.test(file) && !/\.test\.ts$|(^|\/)test\//.test(file),
  );
  const found = files.flatMap((file) => [...readFileSync(`server/${file}`, 'utf8').matchAll(doors)].map((match) => match[1] as string));
  return [...new Set(found.flatMap((name) => choices[name] ?? [name]))].sort();
}

test('each kind of line has a sentence', () => {
  const all = actions();
  // Or this test would look at nothing.
  expect(all).toEqual(
    expect.arrayContaining(['run.start', 'hook.refused', 'session.refused', 'key.rotate', 'project.save', 'second-look.rejected']),
  );
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter((action) => auditWords(action) === null)).toEqual([]);
});
