import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { whyBuild } from './build-editor.ts';

let root: string;
const put = (path: string, minutesAgo: number) => {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), path);
  utimesSync(join(root, path), at, at);
  // A folder is as old as what was put into it first.
  for (let up = join(path, '..'); up !== '.'; up = join(up, '..')) utimesSync(join(root, up), new Date(0), new Date(0));
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vaultflow-build-'));
  put('editor/index.html', 60);
  put('editor/ui/Rail.tsx', 60);
  put('nodes/kit/flow.ts', 60);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a fresh clone has no editor yet', () => {
  expect(whyBuild(root)).toBe('missing');
});

test('what was built after the last change stays', () => {
  put('dist/index.html', 30);
  expect(whyBuild(root)).toBeNull();
});

test.each(['editor/ui/Rail.tsx', 'nodes/kit/flow.ts', 'package.json'])('a newer %s builds it again', (path) => {
  put('dist/index.html', 30);
  put(path, 5);
  expect(whyBuild(root)).toBe('changed');
});

test('a changed test builds nothing', () => {
  put('dist/index.html', 30);
  put('editor/ui/ui.test.tsx', 5);
  expect(whyBuild(root)).toBeNull();
});

test('a published package, which has no sources, builds nothing', () => {
  rmSync(join(root, 'editor'), { recursive: true });
  expect(whyBuild(root)).toBeNull();
});
