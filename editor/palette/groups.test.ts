import { expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { groups, openAtFirst, sectionOrder, sectionsOf, typeOrder } from './groups.ts';

const types = nodeTypes.map(describeNodeType);
const sections = groups.flatMap(({ group }) => sectionsOf(group, types));

test('what is ordered, and what is open at first, exists', () => {
  expect(typeOrder.filter((name) => !types.some(({ type }) => type === name))).toEqual([]);
  expect(sectionOrder.filter((name) => !sections.some(({ title }) => title === name))).toEqual([]);
  expect(openAtFirst.filter((name) => !sections.some(({ key }) => key === name))).toEqual([]);
});

test('a group with several headings has no step outside of them', () => {
  for (const { group } of groups) {
    const found = sectionsOf(group, types);
    if (found.length > 1)
      expect(found.filter(({ title }) => title === null).flatMap(({ items }) => items.map(({ type }) => type))).toEqual([]);
  }
});

test('Azure Backup begins with protecting and backing up, triggers with the Run button', () => {
  expect(
    sectionsOf('azure-backup', types)[0]
      ?.items.slice(0, 2)
      .map(({ type }) => type),
  ).toEqual(['azure-backup.list-items', 'azure-backup.backup-now']);
  expect(sectionsOf('trigger', types)[0]?.items[0]?.type).toBe('core.manual');
});
