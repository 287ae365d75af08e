import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore, type Store } from './database.ts';

const group = (name: string) => ({ subscription: 's', name, location: 'westeurope', tags: {} });
const put = (store: Store, name: string) => store.put('resourceGroup', `s|${name}`, group(name), { parent: 's' });
const names = (store: Store) => store.list('resourceGroup', 's').map(({ doc }) => doc.name);

test('a list is fresh after a write, a removal, a write taken back, and a write of another process', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'simulator-')), 'store.db');
  const store = openStore(file);
  put(store, 'a');
  expect(names(store)).toEqual(['a']);
  put(store, 'b');
  expect(names(store)).toEqual(['a', 'b']);
  store.transaction(() => {
    store.attempt(
      () => {
        put(store, 'refused');
        expect(names(store)).toEqual(['a', 'b', 'refused']);
      },
      () => false,
    );
  });
  expect(names(store)).toEqual(['a', 'b']);
  const broken = () =>
    store.transaction(() => {
      put(store, 'lost');
      expect(names(store)).toContain('lost');
      throw new Error('defect');
    });
  expect(broken).toThrow('defect');
  expect(names(store)).toEqual(['a', 'b']);
  const other = openStore(file);
  put(other, 'c');
  expect(names(store)).toEqual(['a', 'b', 'c']);
  store.remove('resourceGroup', 's|a');
  expect(names(store)).toEqual(['b', 'c']);
  expect(names(other)).toEqual(['b', 'c']);
  other.close();
  store.close();
});

test('a document keeps its place when it is written without one', () => {
  const store = openStore(':memory:');
  store.put('resourceGroup', 'k', group('one'), { parent: 'p', rank: 5, due: 100 });
  store.put('resourceGroup', 'k', group('two'));
  expect(store.list('resourceGroup', 'p').map(({ doc }) => doc.name)).toEqual(['two']);
  expect(store.anyDue(99)).toBe(false);
  expect(store.due('resourceGroup', 100)).toHaveLength(1);
  store.put('resourceGroup', 'k', group('two'), { due: null });
  expect(store.anyDue(1e12)).toBe(false);
  store.close();
});

test('what is written is written through to the disk before it is answered', () => {
  const store = openStore(join(mkdtempSync(join(tmpdir(), 'simulator-')), 'store.db'));
  // 2 is FULL: the write-ahead log is synced at every commit.
  expect(store.raw.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  expect(store.raw.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  store.close();
});
