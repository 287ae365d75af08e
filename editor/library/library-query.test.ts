import { expect, test } from 'vitest';
import { folderRows } from './folder-tree.ts';
import { allFlows, filterOf, readQuery, sortedBy, sortSays, writeQuery } from './library-query.ts';

test('what is shown stands in the address, and nothing else does', () => {
  const query = { ...allFlows, folder: 'Prod/Nightly', tag: 'sql', q: 'report', state: 'armed', sort: 'next', order: 'down' } as const;
  expect(readQuery(writeQuery(query).split('?')[1] ?? '')).toEqual(query);
  expect(writeQuery(allFlows)).toBe('/flows');
  expect(readQuery('state=nonsense&sort=colour&order=sideways')).toEqual(allFlows);
});

test('“in no folder” is not “in any folder”', () => {
  expect(writeQuery({ ...allFlows, folder: '' })).toBe('/flows?folder=');
  expect(readQuery('folder=').folder).toBe('');
  expect(filterOf({ ...allFlows, folder: '' })).toEqual({ folder: '' });
  expect(filterOf(allFlows)).toEqual({});
});

test('a second click on a column turns its order round, a third turns it back', () => {
  const once = sortedBy(allFlows, 'name');
  const twice = sortedBy(once, 'name');
  expect([once, twice, sortedBy(twice, 'name')].map((query) => sortSays(query, 'name'))).toEqual(['ascending', 'descending', 'ascending']);
  expect(sortSays(once, 'last')).toBeUndefined();
  expect(sortSays(sortedBy(once, 'last'), 'last')).toBe('descending');
});

test('a folder counts what lies in it and in the folders inside, also when it holds no flow itself', () => {
  const rows = folderRows([
    { folder: '', count: 3 },
    { folder: 'Prod/Week 10', count: 1 },
    { folder: 'Prod/Week 2', count: 2 },
    { folder: 'Prod-old', count: 4 },
    { folder: 'lab', count: 1 },
  ]);
  expect(rows.map(({ folder, depth, count }) => [folder, depth, count])).toEqual([
    ['lab', 0, 1],
    ['Prod', 0, 3],
    ['Prod/Week 2', 1, 2],
    ['Prod/Week 10', 1, 1],
    ['Prod-old', 0, 4],
  ]);
});
