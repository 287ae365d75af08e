// Counts the jobs of the last hours or days: how many, how they ended, why they failed, which items fail again and again. What a
// morning report says in one line.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { durationMs } from '../../kit/duration.ts';
import { choice, duration, optionalAzureId } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultIdOrAll } from '../find.ts';
import { operationLabels, operations } from './operations.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily' },
        { name: 'vm-web-01', policy: 'daily' },
      ],
      jobs: [
        { item: 'vm-sql-03', at: '-PT8H', status: 'Failed' as const, error: { code: 'UserErrorGuestAgentStatusUnavailable' } },
        { item: 'vm-sql-03', at: '-PT3H', status: 'Failed' as const, error: { code: 'UserErrorGuestAgentStatusUnavailable' } },
        { item: 'vm-web-01', at: '-PT8H' },
        { item: 'vm-web-01', at: '-P3D' },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.summarize-jobs',
  version: 1,
  group: 'azure-backup',
  section: 'Jobs',
  title: 'Summarize jobs',
  summary: 'Counts the jobs of the last hours or days, and why they failed.',
  icon: 'sigma',
  keywords: ['job summary', 'success rate', 'report', 'failures by reason', 'az backup job list'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: all vaults.' }),
    operation: choice(operations, { title: 'Operation', ui: { labels: operationLabels } }).default('any'),
    within: duration({ title: 'Started within', description: 'Counted back from now; Azure keeps jobs for 30 days.' }).default('P1D'),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int(),
    succeeded: z.int().meta({ title: 'Completed, with or without warnings' }),
    warnings: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    running: z.int(),
    successRate: z.number().nullable().meta({ title: 'Of those that ended well or failed, in percent' }),
    byVault: z.array(z.object({ vaultName: z.string(), count: z.int(), failed: z.int() })),
    byOperation: z.array(z.object({ operation: z.string(), count: z.int(), failed: z.int() })),
    reasons: z.array(z.object({ code: z.string(), count: z.int(), message: z.string(), items: z.array(z.string()) })),
    repeatedly: z.array(z.object({ itemName: z.string(), failed: z.int() })).meta({ title: 'Items that failed more than once' }),
    longest: z.object({ itemName: z.string(), operation: z.string(), durationSeconds: z.number() }).nullable(),
  }),
  line: '{operation} · within {within} · {vault}',
  async run({ params, azure, now }) {
    const sum = { count: 0, succeeded: 0, warnings: 0, failed: 0, cancelled: 0, running: 0 };
    const [vaults, kinds] = [counter(), counter()];
    const reasons = new Map<string, { code: string; count: number; message: string; items: Set<string> }>();
    const failing = new Map<string, number>();
    let longest: { itemName: string; operation: string; durationSeconds: number } | null = null;
    const since = new Date(now - (durationMs(params.within) ?? 86_400_000)).toISOString();
    const wanted = params.operation === 'any' ? { since } : { since, operation: params.operation };
    for await (const job of azure.jobs(await vaultIdOrAll(azure, params.vault), wanted)) {
      const ended = outcome(job.status);
      sum.count += 1;
      sum[ended] += 1;
      if (ended === 'warnings') sum.succeeded += 1;
      vaults.add(job.vaultName, ended === 'failed');
      kinds.add(job.operation, ended === 'failed');
      if (job.durationSeconds !== null && job.durationSeconds > (longest?.durationSeconds ?? -1))
        longest = { itemName: job.itemName, operation: job.operation, durationSeconds: job.durationSeconds };
      if (ended !== 'failed') continue;
      failing.set(job.itemName, (failing.get(job.itemName) ?? 0) + 1);
      const { code, message } = job.errors[0] ?? { code: 'Failed', message: '' };
      const reason = reasons.get(code) ?? { code, count: 0, message, items: new Set<string>() };
      reason.count += 1;
      reason.items.add(job.itemName);
      reasons.set(code, reason);
    }
    const judged = sum.succeeded + sum.failed;
    return {
      port: 'done',
      data: {
        ...sum,
        successRate: judged === 0 ? null : Math.round((sum.succeeded / judged) * 1000) / 10,
        byVault: vaults.entries('vaultName'),
        byOperation: kinds.entries('operation'),
        reasons: [...reasons.values()].sort(most).map((reason) => ({ ...reason, items: [...reason.items] })),
        repeatedly: [...failing]
          .filter(([, failed]) => failed > 1)
          .map(([itemName, failed]) => ({ itemName, failed }))
          .sort((a, b) => b.failed - a.failed),
        longest,
      },
    };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'Of last night',
      given: { estate },
      params: {},
      expect: {
        port: 'done',
        data: {
          count: 3,
          succeeded: 1,
          failed: 2,
          successRate: 33.3,
          reasons: [{ code: 'UserErrorGuestAgentStatusUnavailable', count: 2, items: ['vm-sql-03'] }],
          repeatedly: [{ itemName: 'vm-sql-03', failed: 2 }],
        },
      },
    },
    {
      name: 'Of the last week',
      given: { estate },
      params: { vault: 'vault-weu-prod', operation: 'Backup', within: 'P1W' },
      expect: { port: 'done', data: { count: 4, successRate: 50, byOperation: [{ operation: 'Backup', count: 4, failed: 2 }] } },
    },
    {
      name: 'Nothing was restored',
      given: { estate },
      params: { operation: 'Restore' },
      expect: { port: 'done', data: { count: 0, successRate: null, longest: null } },
    },
    { name: 'A length that is none', given: { estate }, params: { within: 'yesterday' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});

const most = (a: { count: number }, b: { count: number }): number => b.count - a.count;

function outcome(status: string): 'succeeded' | 'warnings' | 'failed' | 'cancelled' | 'running' {
  const said = status.toLowerCase();
  if (said === 'completed') return 'succeeded';
  if (said === 'completedwithwarnings') return 'warnings';
  if (said === 'cancelled') return 'cancelled';
  return said === 'failed' ? 'failed' : 'running';
}

function counter() {
  const counted = new Map<string, { count: number; failed: number }>();
  return {
    add(name: string, failed: boolean) {
      const now = counted.get(name) ?? { count: 0, failed: 0 };
      counted.set(name, { count: now.count + 1, failed: now.failed + (failed ? 1 : 0) });
    },
    entries: (title: string) => [...counted].map(([name, numbers]) => ({ [title]: name, ...numbers })).sort(most),
  };
}
