// The policy that the portal proposes for each type: where the editor and the node "Default policy" begin.
import type { BackupPolicyPlan, Workload } from './shape.ts';

export function defaultPolicy(workload: Workload): BackupPolicyPlan {
  const schedule = { every: 'day', at: '23:00', timeZone: 'UTC' } as const;
  switch (workload) {
    case 'vm':
      return { workload, schedule, keep: { days: 30 }, instantDays: 2 };
    case 'vm-enhanced':
      return {
        workload,
        schedule: { every: 'hours', interval: 4, from: '08:00', window: 12, timeZone: 'UTC' },
        keep: { days: 30 },
        instantDays: 7,
      };
    case 'file-share':
      return { workload, schedule, keep: { days: 30 } };
    default:
      return { workload, schedule, keep: { days: 30 }, log: { everyMinutes: 60, keepDays: 15 }, compression: false };
  }
}
