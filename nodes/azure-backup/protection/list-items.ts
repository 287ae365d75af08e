// Lists what is protected and says of each item how it stands: safe, late, failing. The list is handed over page by page.
import { z } from 'zod';
import type { AzureBackup, ProtectedItem } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { durationMs } from '../../kit/duration.ts';
import { type BackupPromise, readPromise } from '../../kit/estate-health/promise.ts';
import { standingOf } from '../../kit/estate-health/standing.ts';
import { choice, duration, flag, optionalAzureId, text } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultIdOrAll } from '../find.ts';
import { folded } from '../place.ts';
import { conditions, itemShape, listOf } from '../shapes.ts';

/** What people call a kind, and the pair of words by which the service filters. */
const kinds = {
  all: {},
  vm: { managementType: 'AzureIaasVM', workloadType: 'VM' },
  share: { managementType: 'AzureStorage', workloadType: 'AzureFileShare' },
  sql: { managementType: 'AzureWorkload', workloadType: 'SQLDataBase' },
  hana: { managementType: 'AzureWorkload', workloadType: 'SAPHanaDatabase' },
  mars: { managementType: 'MAB' },
} as const;

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-web-01', policy: 'daily', lastBackup: { at: '-PT3H' } },
        {
          name: 'vm-sql-03',
          policy: 'daily',
          lastBackup: { at: '-PT3H', status: 'Failed' as const, error: { code: 'UserErrorGuestAgentStatusUnavailable' } },
        },
        { name: 'vm-old-09', policy: 'daily', lastBackup: { at: '-P3D' } },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.list-items',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'List protected items',
  summary: 'Lists what is protected and how its backups stand.',
  icon: 'list',
  keywords: ['backup items', 'vm', 'file share', 'sql', 'hana', 'mars', 'az backup item list'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: all vaults.' }),
    kind: choice(['all', 'vm', 'share', 'sql', 'hana', 'mars'], {
      title: 'Kind',
      ui: {
        labels: {
          all: 'Everything',
          vm: 'Azure VMs',
          share: 'Azure file shares',
          sql: 'SQL databases',
          hana: 'SAP HANA databases',
          mars: 'Files and folders (MARS agent)',
        },
      },
    }).default('all'),
    show: choice(['all', ...conditions], {
      title: 'Only items that are',
      ui: {
        labels: {
          all: 'in any state',
          safe: 'safe',
          late: 'late',
          failing: 'failing',
          waiting: 'waiting for their first backup',
          stopped: 'no longer backed up',
          deleted: 'deleted',
          unknown: 'not known',
        },
      },
    }).default('all'),
    lateBy: choice(['age', 'policy'], {
      title: 'An item is late',
      ui: {
        advanced: true,
        labels: { age: 'when its last backup is too old', policy: 'when it has less than its policy promises, as on the home page' },
      },
    }).default('age'),
    lateAfter: duration({
      title: 'Late after',
      description: 'Age of the last backup.',
      ui: { advanced: true, when: { param: 'lateBy', in: ['age'] } },
    }).default('PT26H'),
    policyName: text({ title: 'With the policy', ui: { advanced: true } }).optional(),
    includeDeleted: flag({
      title: 'Deleted items too',
      description: 'Those that soft delete still keeps.',
      ui: { advanced: true },
    }).default(false),
  }),
  ports: ['done'],
  result: listOf(itemShape),
  line: '{vault} · {kind} · {show}',
  async run({ params, azure }) {
    const source = azure.items(await vaultIdOrAll(azure, params.vault), {
      ...kinds[params.kind],
      ...(params.policyName ? { policyName: params.policyName } : {}),
    });
    const lateMs = durationMs(params.lateAfter) ?? 0;
    const deleted = params.includeDeleted || params.show === 'deleted';
    const promises = promisesOf(azure);
    async function* wanted() {
      let now: number | null = null;
      for await (const item of source) {
        if (item.softDeleted && !deleted) continue;
        // Azure's own clock, known with its first answer: while somebody practises it runs ahead.
        now ??= await azure.now();
        const condition =
          params.lateBy === 'age' ? conditionOf(item, now, lateMs) : standingOf(item, { promise: await promises(item), now }).state;
        if (params.show === 'all' || params.show === condition) yield { ...item, condition, ageHours: ageHours(item, now) };
      }
    }
    return { port: 'done', data: {}, list: { property: 'items', items: wanted() } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'How everything stands',
      given: { estate },
      params: {},
      expect: {
        port: 'done',
        data: {
          count: 3,
          items: [
            { friendlyName: 'vm-web-01', condition: 'safe', policyName: 'daily' },
            { friendlyName: 'vm-sql-03', condition: 'failing', lastBackupStatus: 'Failed' },
            { friendlyName: 'vm-old-09', condition: 'late' },
          ],
        },
      },
    },
    {
      name: 'Only what fails, in a vault given by name',
      given: { estate },
      params: { vault: 'vault-weu-prod', show: 'failing' },
      expect: { port: 'done', data: { count: 1, items: [{ friendlyName: 'vm-sql-03', workloadType: 'VM' }] } },
    },
    {
      name: 'As the policies promise: a point made since a failed backup counts',
      given: {
        estate: {
          vaults: [
            {
              name: 'vault-weu-prod',
              policies: [{ name: 'daily' }],
              items: [
                { name: 'vm-late-01', policy: 'daily', lastBackup: { at: '-P3D' }, points: { count: 1, newest: '-P3D' } },
                {
                  name: 'vm-again-01',
                  policy: 'daily',
                  lastBackup: { at: '-PT3H', status: 'Failed' as const },
                  points: { count: 1, newest: '-PT1H' },
                },
              ],
            },
          ],
        },
      },
      params: { lateBy: 'policy' },
      expect: {
        port: 'done',
        data: {
          count: 2,
          items: [
            { friendlyName: 'vm-late-01', condition: 'late' },
            { friendlyName: 'vm-again-01', condition: 'safe' },
          ],
        },
      },
    },
    { name: 'Nothing of that kind', given: { estate }, params: { kind: 'hana' }, expect: { port: 'done', data: { count: 0, items: [] } } },
    {
      name: 'A vault that does not exist',
      given: { estate },
      params: { vault: 'vault-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

function conditionOf(item: ProtectedItem, now: number, lateMs: number): (typeof conditions)[number] {
  if (item.softDeleted) return 'deleted';
  if (/stopped|paused|suspended/i.test(item.protectionState)) return 'stopped';
  if (item.lastBackupStatus?.toLowerCase() === 'failed') return 'failing';
  if (item.lastBackupTime === null) return 'waiting';
  return now - Date.parse(item.lastBackupTime) > lateMs ? 'late' : 'safe';
}

/** What each item's policy promises; the policies of a vault are read once, when its first item comes. */
function promisesOf(azure: Pick<AzureBackup, 'policies'>): (item: ProtectedItem) => Promise<BackupPromise | null> {
  const vaults = new Map<string, Promise<ReadonlyMap<string, BackupPromise | null>>>();
  const read = async (vaultId: string) =>
    new Map((await Array.fromAsync(azure.policies(vaultId))).map(({ id, properties }) => [folded(id), readPromise(properties)]));
  return async ({ vaultId, policyId }) => {
    if (policyId === null) return null;
    const known = vaults.get(folded(vaultId)) ?? read(vaultId);
    vaults.set(folded(vaultId), known);
    return (await known).get(folded(policyId)) ?? null;
  };
}

const ageHours = (item: ProtectedItem, now: number): number | null =>
  item.lastBackupTime === null ? null : Math.round((now - Date.parse(item.lastBackupTime)) / 360_000) / 10;
