// docs/reference/azure-backup-coverage.md: every operation of Azure Backup with the nodes that call it, and every task of people with
// the nodes that do it and the test that shows it. Written from the catalogue, the nodes' source and azure-backup-tasks.ts.
import { readFileSync } from 'node:fs';
import { type Operation, operationIds, operationOf } from '../nodes/azure-backup/operations/catalogue.ts';
import { nodeTypes } from '../nodes/index.ts';
import type { NodeType } from '../nodes/kit/define.ts';
import { type BackupTask, backupTasks } from './azure-backup-tasks.ts';
import { operationsUsedBy } from './operation-use.ts';

const anyOperation = 'azure-backup.operation';

/** Read by the address that Azure gives with a long-running operation, not by name. */
const followed = /Operation(Results?|Status(es)?)_Get$|^GetOperationStatus$|_GetOperationStatus$/;

const title = new Map(nodeTypes.map((type: NodeType) => [type.type, type.title]));

/** Files of node types, in the order of nodes/index.ts. */
async function nodeFiles(): Promise<ReadonlyMap<string, string>> {
  const index = new URL('../nodes/index.ts', import.meta.url);
  const files = new Map<string, string>();
  for (const [, path = ''] of readFileSync(index, 'utf8').matchAll(/from '(\.\/(?!kit\/)[^']+)';/g)) {
    const url = new URL(path, index);
    const { default: type } = (await import(url.href)) as { readonly default: NodeType };
    files.set(type.type, url.pathname);
  }
  return files;
}

/** Operation -> node types that call it by name. */
export async function operationUse(): Promise<ReadonlyMap<string, readonly string[]>> {
  const use = new Map<string, string[]>(operationIds.map((id) => [id, []]));
  for (const [type, file] of await nodeFiles()) {
    if (type === anyOperation || !/^(azure-backup|azure|mars)\./.test(type)) continue;
    for (const id of operationsUsedBy(file)) use.get(id)?.push(type);
  }
  return use;
}

const link = (type: string): string => {
  const name = title.get(type) ?? type;
  const anchor = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
  return `[${name}](nodes.md#${anchor})`;
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

function operationRow(id: string, { method, says, effect }: Operation, nodes: readonly string[]): string {
  const by = [...nodes.map(link), ...(followed.test(id) ? ['every node whose operation goes on for a while'] : [])];
  return `| \`${id}\` | ${method} | ${effect} | ${cell(says)} | ${by.length > 0 ? by.join(', ') : link(anyOperation)} |`;
}

const taskRow = ({ task, nodes, shown }: BackupTask): string => {
  const [type, ...example] = shown.split(' > ');
  return `| ${task} | ${nodes.map(link).join(', ')} | \`${type}\`: ${example.join(': ')} |`;
};

export async function coverageReference(): Promise<string> {
  const use = await operationUse();
  const curated = [...use.entries()].filter(([id, nodes]) => nodes.length > 0 || followed.test(id)).length;
  const tasks = Object.values(backupTasks).flat();
  const parts = [
    '<!-- Written by `npm run docs`. Do not edit. -->',
    '# What of Azure Backup is covered',
    '',
    `All ${tasks.length} tasks that people have with Azure Backup are done by nodes. All ${use.size} operations of the service can be called by the node ${link(anyOperation)}; ${curated} of them are also behind nodes that speak of tasks. Every example named here is a test that runs against the simulator.`,
    '',
    '## Tasks',
    '',
    ...Object.entries(backupTasks).flatMap(([area, rows]) => [
      `### ${area}`,
      '',
      '| Task | Nodes | Shown by |',
      '|---|---|---|',
      ...rows.map(taskRow),
      '',
    ]),
    '## Operations',
    '',
    `\`${anyOperation}\` calls each of these; the table names the others that do.`,
    '',
    '| Operation | Method | Effect | What it does | Nodes |',
    '|---|---|---|---|---|',
    ...[...use.entries()].map(([id, nodes]) => operationRow(id, operationOf(id) as Operation, nodes)),
  ];
  return `${parts.join('\n')}\n`;
}
