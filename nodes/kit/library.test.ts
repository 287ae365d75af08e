import { expect, test } from 'vitest';
import { fileStem, foldersAround, readFolder, readTag } from './library.ts';

test.each([
  ['', ''],
  ['/', ''],
  [' Production / Nightly ', 'Production/Nightly'],
  ['/Production//Nightly/', 'Production/Nightly'],
  ['Größe', 'Größe'],
  ['Gro\u0308ße', 'Größe'],
])('the folder “%s” is “%s”', (text, folder) => expect(readFolder(text)).toBe(folder));

test.each(['..', 'a/../b', '.git', 'C:', 'a\\b', 'what?', 'NUL', 'a/con', 'tab\there', 'x'.repeat(201), 'a/b/c/d/e/f/g/h/i'])(
  '“%s” is no folder: no disk could hold it, or it would lead elsewhere',
  (text) => expect(readFolder(text)).toBeNull(),
);

test('a tag has one form, whoever types it', () => {
  expect(['Nightly', ' nightly ', 'NIGHTLY'].map(readTag)).toEqual(['nightly', 'nightly', 'nightly']);
  expect(readTag('team  sql')).toBe('team sql');
  expect(['', ' ', 'a,b', 'a/b', 'x'.repeat(41), 'a\u0007'].map(readTag)).toEqual([null, null, null, null, null, null]);
});

test('a folder lies in the folders around it', () => {
  expect(foldersAround('a/b/c')).toEqual(['a', 'a/b', 'a/b/c']);
  expect(foldersAround('')).toEqual([]);
});

test('a name becomes a file name that every system takes', () => {
  expect(['Nightly report', 'Übersicht: 100 %', '///', '毎晩'].map(fileStem)).toEqual(['nightly-report', 'ubersicht-100', 'flow', 'flow']);
});
