import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeTypes } from '../nodes/index.ts';
import { coverageReference, operationUse } from './azure-backup-coverage.ts';
import { backupTasks } from './azure-backup-tasks.ts';

const types = new Map(nodeTypes.map((type) => [type.type, type]));
const tasks = Object.values(backupTasks).flat();

describe('the coverage of Azure Backup', () => {
  test('has all eighty operations and all seventy-three tasks', async () => {
    expect((await operationUse()).size).toBe(80);
    expect(tasks).toHaveLength(73);
    expect(new Set(tasks.map(({ task }) => task)).size).toBe(73);
  });

  test('names node types that there are, and operations that they call', async () => {
    const unknown = tasks.flatMap(({ nodes }) => nodes).filter((type) => !types.has(type));
    expect(unknown).toEqual([]);
    const use = await operationUse();
    // What everybody knows must come out of the source right.
    expect(use.get('Backups_Trigger')).toContain('azure-backup.backup-now');
    expect(use.get('ProtectionPolicies_Delete')).toEqual(['azure-backup.delete-policy']);
    expect(use.get('BackupProtectedItems_List')).toContain('azure-backup.list-items');
  });

  for (const task of tasks) {
    test(`${task.task} is shown by an example of one of its nodes`, () => {
      const [type = '', name = ''] = task.shown.split(' > ');
      expect(task.nodes).toContain(type);
      const example = types.get(type)?.examples.find((one) => one.name === name);
      expect(example, task.shown).toBeDefined();
      expect(example?.expect.failed).toBeUndefined();
    });
  }

  test('docs/reference/azure-backup-coverage.md is what `npm run docs` writes', async () => {
    const page = readFileSync(new URL('./reference/azure-backup-coverage.md', import.meta.url), 'utf8');
    expect(page).toBe(await coverageReference());
  });
});
