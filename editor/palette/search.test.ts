import { describe, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { groups, newest } from './groups.ts';
import { fuzzy, searchTypes } from './search.ts';

const types = nodeTypes.map(describeNodeType);
const first = (query: string) => searchTypes(types, query)[0]?.type;

describe('searching for a step', () => {
  test.each([
    ['snapshot', 'azure-backup.backup-now'],
    ['back up', 'azure-backup.backup-now'],
    ['bun', 'azure-backup.backup-now'],
    ['for each', 'core.for-each'],
    ['loop', 'core.for-each'],
    ['foreach', 'core.for-each'],
    ['if', 'core.if'],
    ['IF', 'core.if'],
    ['webhook', 'core.webhook'],
    ['job', 'azure-backup.wait-for-job'],
    ['get job', 'azure-backup.get-job'],
  ])('“%s” finds %s', (query, type) => {
    expect(
      searchTypes(types, query)
        .slice(0, 3)
        .map((found) => found.type),
    ).toContain(type);
  });

  test('a title that begins with the query comes before one that holds it', () => {
    expect(first('list va')).toBe('azure-backup.list-vaults');
  });

  test('nonsense finds nothing', () => {
    expect(searchTypes(types, 'qqzzxx')).toEqual([]);
  });

  test('signs in the query are signs, not patterns', () => {
    expect(() => searchTypes(types, 'a.*(b[')).not.toThrow();
    expect(fuzzy('.*', 'anything')).toBeNull();
  });

  test('without a query the recent ones come first', () => {
    expect(
      searchTypes(types, '', ['core.if', 'core.set'])
        .slice(0, 2)
        .map(({ type }) => type),
    ).toEqual(['core.if', 'core.set']);
  });
});

describe('groups', () => {
  test('every type has a place in the palette', () => {
    const known = new Set(groups.map(({ group }) => group));
    expect(types.filter(({ group }) => !known.has(group)).map(({ type }) => type)).toEqual([]);
  });

  test('only the newest version of a type is offered', () => {
    const [type] = types;
    if (!type) throw new Error('no types');
    expect(newest([type, { ...type, version: 2 }, { ...type, version: 1 }])).toMatchObject([{ version: 2 }]);
  });
});
