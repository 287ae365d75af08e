// Gives the policy that the portal proposes for a type, with a few values changed: a start for "Create or change policy".
import { z } from 'zod';
import { defaultPolicy } from '../../kit/backup-policy/defaults.ts';
import { policyFindings } from '../../kit/backup-policy/rules.ts';
import { policySentence } from '../../kit/backup-policy/sentence.ts';
import { type BackupPolicyPlan, backupPolicySchema, workloadNames, workloads } from '../../kit/backup-policy/shape.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { choice, text } from '../../kit/fields.ts';

export default defineNode({
  type: 'azure-backup.default-policy',
  version: 1,
  group: 'azure-backup',
  section: 'Policies',
  title: 'Default policy',
  summary: 'Gives the usual policy for VMs, Azure Files, SQL Server or SAP HANA, to be changed or created.',
  icon: 'policy',
  keywords: [
    'template',
    'az backup policy get-default-for-vm',
    'Get-AzRecoveryServicesBackupSchedulePolicyObject',
    'Get-AzRecoveryServicesBackupRetentionPolicyObject',
  ],
  effect: 'none',
  params: z.object({
    workload: choice(workloads, { title: 'Policy type', ui: { labels: workloadNames } }).default('vm'),
    days: z
      .int()
      .min(1)
      .max(9999)
      .optional()
      .meta({ title: 'Keep daily backups', ui: { widget: 'number', unit: 'days' } }),
    at: text({ title: 'Time', ui: { placeholder: '23:00' } }).optional(),
    timeZone: text({ title: 'Timezone', ui: { placeholder: 'W. Europe Standard Time' } }).optional(),
  }),
  ports: ['done'],
  result: z.object({ policy: backupPolicySchema, summary: z.string() }),
  line: '{workload} · {days} days · at {at}',
  run({ params }) {
    const usual = defaultPolicy(params.workload);
    const time = usual.schedule.every === 'hours' ? 'from' : 'at';
    const policy: BackupPolicyPlan = {
      ...usual,
      schedule: {
        ...usual.schedule,
        ...(params.at ? { [time]: params.at } : {}),
        ...(params.timeZone ? { timeZone: params.timeZone } : {}),
      },
      keep: { days: params.days ?? usual.keep.days },
    };
    const [wrong] = [...(backupPolicySchema.safeParse(policy).error?.issues ?? []), ...policyFindings(policy)];
    if (wrong) throw fail('param_invalid', `That makes no policy: ${wrong.message}`, { refused: true });
    return { port: 'done', data: { policy, summary: policySentence(policy) } };
  },
  examples: [
    {
      name: 'For VMs, kept 90 days',
      params: { workload: 'vm', days: 90 },
      expect: {
        port: 'done',
        data: {
          policy: { workload: 'vm', keep: { days: 90 } },
          summary: 'Every day at 23:00 (UTC), kept 90 days; snapshots at hand 2 days.',
        },
      },
    },
    {
      name: 'For SQL Server, in a time zone',
      params: { workload: 'sql', at: '01:30', timeZone: 'Europe/Berlin' },
      expect: {
        port: 'done',
        data: { policy: { schedule: { every: 'day', at: '01:30', timeZone: 'Europe/Berlin' }, log: { everyMinutes: 60 } } },
      },
    },
    {
      name: 'Azure would not take it',
      params: { workload: 'vm', days: 3 },
      expect: { failed: { code: 'param_invalid', message: 'That makes no policy: Must be 7 to 9999 days for this type of policy.' } },
    },
  ],
});
