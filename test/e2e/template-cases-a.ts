// Templates of every day: reports, alerts, protection, backups, restores, policies, vaults.
import type { TemplateCase } from './use-template.ts';

export const casesA: readonly TemplateCase[] = [
  {
    template: 'nightly-backup-report',
    changed: { vault: 'no-such-vault' },
    failing: { listItems: 'failed', reportFailed: 'succeeded', report: 'skipped' },
    ends: 'failed',
    good: { report: 'succeeded', tellTeam: 'succeeded', reportFailed: 'skipped' },
  },
  {
    template: 'alert-on-failed-jobs',
    changed: { vault: 'no-such-vault' },
    failing: { listJobs: 'failed', cannotLook: 'succeeded', alert: 'skipped' },
    ends: 'failed',
    good: { alert: 'succeeded', remember: 'succeeded' },
  },
  {
    template: 'find-unprotected-vms',
    changed: { limit: 1 },
    failing: { overLimit: 'succeeded' },
    ends: 'failed',
    good: { tellTeam: 'succeeded', overLimit: 'skipped' },
  },
  {
    template: 'rerun-failed-backups',
    changed: { vault: 'no-such-vault' },
    failing: { listFailing: 'failed', cannotList: 'succeeded', summary: 'skipped' },
    ends: 'failed',
    good: { eachFailing: 'succeeded', postSummary: 'succeeded' },
  },
  {
    template: 'protect-vms-by-tag',
    changed: { policy: 'No-Such-Policy' },
    failing: { tell: 'succeeded' },
    ends: 'succeeded',
    good: { eachVm: 'succeeded', tell: 'succeeded' },
  },
  {
    template: 'back-up-before-patching',
    changed: { defaultVms: 'vm-nobody-knows' },
    failing: { hold: 'succeeded', answerHold: 'succeeded', go: 'skipped' },
    ends: 'succeeded',
    good: { eachVm: 'succeeded', go: 'succeeded', answerGo: 'succeeded' },
  },
];
