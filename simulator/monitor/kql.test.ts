import { describe, expect, test } from 'vitest';
import { kql } from './kql.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

const vm = (name: string, tags: object, location = 'westeurope') => ({
  name,
  type: 'microsoft.compute/virtualmachines',
  location,
  resourceGroup: 'rg-1',
  tags,
  properties: { size: name.length },
});
const rows = [
  vm('vm-1', { BackupTier: 'gold', 'cost center': 'a' }),
  vm('vm-2', { BackupTier: 'silver', backup: 'exclude' }, 'northeurope'),
  vm('vm-03', {}),
  { name: 'st1', type: 'microsoft.storage/storageaccounts', location: 'westeurope', resourceGroup: 'RG-2', tags: {} },
];
const graphQuery = (query: string, all: Parameters<typeof kql>[1][string] extends () => infer R ? R : never) =>
  kql(query, { Resources: () => all }, now);
const names = (query: string) => {
  const outcome = graphQuery(query, rows);
  return 'rows' in outcome ? outcome.rows.map((row) => row.name) : outcome.problem;
};

test.each([
  ['Resources', ['vm-1', 'vm-2', 'vm-03', 'st1']],
  ["resources | where type =~ 'Microsoft.Compute/virtualMachines'", ['vm-1', 'vm-2', 'vm-03']],
  ["Resources | where type == 'microsoft.compute/virtualmachines' and location != 'northeurope'", ['vm-1', 'vm-03']],
  ["Resources | where tags.BackupTier =~ 'GOLD' or tags['backup'] == 'exclude'", ['vm-1', 'vm-2']],
  ["Resources | where tags['cost center'] == 'a'", ['vm-1']],
  ["Resources | where name startswith 'VM' | where not(tags.backup =~ 'exclude')", ['vm-1', 'vm-03']],
  ["Resources | where isempty(tags.BackupTier) and type contains 'virtual'", ['vm-03']],
  ["Resources | where isnotempty(tostring(tags['BackupTier']))", ['vm-1', 'vm-2']],
  ["Resources | where location in ('northeurope', 'x')", ['vm-2']],
  ["Resources | where location !in~ ('NORTHEUROPE') and (name endswith '1' or name == 'vm-03')", ['vm-1', 'vm-03', 'st1']],
  ["Resources | where resourceGroup =~ 'rg-2'", ['st1']],
  ["Resources // a comment with | where\n | where name has '03'", ['vm-03']],
  ['Resources | order by name asc | take 2', ['st1', 'vm-03']],
  ["Resources | where tolower(name) == 'vm-1' | project name", ['vm-1']],
])('%s', (query, expected) => {
  expect(names(query)).toEqual(expected);
});

test('project, extend, count and summarize shape the rows', () => {
  expect(graphQuery("Resources | where name == 'vm-1' | project id = name, tier = tags.BackupTier, location", rows)).toEqual({
    rows: [{ id: 'vm-1', tier: 'gold', location: 'westeurope' }],
  });
  expect(graphQuery("Resources | extend tier = tostring(tags.BackupTier) | where tier == 'gold' | project name, tier", rows)).toEqual({
    rows: [{ name: 'vm-1', tier: 'gold' }],
  });
  expect(graphQuery('Resources | count', rows)).toEqual({ rows: [{ Count: 4 }] });
  expect(graphQuery('Resources | summarize total = count() by location | order by total desc', rows)).toEqual({
    rows: [
      { location: 'westeurope', total: 3 },
      { location: 'northeurope', total: 1 },
    ],
  });
});

test.each([
  ['SecurityResources', "the table 'SecurityResources' is not supported"],
  ['Resources | join (Resources) on id', "the operator 'join' is not supported"],
  ["Resources | where name matches regex 'x'", 'is not supported'],
  ["Resources | where name == 'x", 'unbalanced'],
  ['Resources | where name == other', "'other' is not a literal"],
  ['Resources | summarize stdev(properties.size)', 'summarize knows only count()'],
  ['Resources | summarize max()', "'max()' needs a column"],
  ['Resources | top by name', "'top by name' is not supported"],
  ['Resources | take many', "'many' is not a literal"],
])('%s is refused by name', (query, problem) => {
  const outcome = graphQuery(query, rows);
  expect('problem' in outcome && outcome.problem).toContain(problem);
});

describe('times and totals', () => {
  const jobs = [
    { at: '2026-11-22T09:30:00.000Z', vault: 'a', seconds: 30, status: 'Failed' },
    { at: '2026-11-22T08:10:00.000Z', vault: 'b', seconds: 10, status: 'Completed' },
    { at: '2026-11-20T08:10:00.000Z', vault: 'a', seconds: 20, status: 'Completed' },
  ];
  const ask = (query: string) => {
    const outcome = kql(query, { Jobs: () => jobs }, now);
    return 'rows' in outcome ? outcome.rows : outcome.problem;
  };
  test.each([
    ['Jobs | where at > ago(1d) | project vault', [{ vault: 'a' }, { vault: 'b' }]],
    ['Jobs | where at <= datetime(2026-11-21) | project vault', [{ vault: 'a' }]],
    ['Jobs | where seconds >= 20 and at < now() | count', [{ Count: 2 }]],
    [
      'Jobs | summarize n = count(), longest = max(seconds), avg(seconds) by vault',
      [
        { vault: 'a', n: 2, longest: 30, avg_seconds: 25 },
        { vault: 'b', n: 1, longest: 10, avg_seconds: 10 },
      ],
    ],
    ['Jobs | summarize dcount(vault), sum(seconds), newest = max(at)', [{ dcount_vault: 2, sum_seconds: 60, newest: jobs[0]?.at }]],
    [
      'Jobs | summarize count() by bin(at, 1d)',
      [
        { at: '2026-11-22T00:00:00.000Z', count_: 2 },
        { at: '2026-11-20T00:00:00.000Z', count_: 1 },
      ],
    ],
    ['Jobs | distinct vault', [{ vault: 'a' }, { vault: 'b' }]],
    ['Jobs | top 1 by seconds desc | project-away at, vault', [{ seconds: 30, status: 'Failed' }]],
    ['Jobs | where status == "nothing" | summarize count()', [{ count_: 0 }]],
  ])('%s', (query, expected) => {
    expect(ask(query)).toEqual(expected);
  });
});
