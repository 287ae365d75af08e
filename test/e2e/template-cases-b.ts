// Templates of moves and onboarding, MARS, the paired region, the archive, cost and ransomware.
import type { TemplateCase } from './use-template.ts';

export const casesB: readonly TemplateCase[] = [
  {
    template: 'move-vm-to-another-vault',
    changed: { policy: 'No-Such-Policy' },
    failing: { stopped: 'succeeded', protect: 'failed', changeOver: 'failed', back: 'succeeded', notMoved: 'succeeded', tell: 'skipped' },
    ends: 'failed',
    good: { changeOver: 'succeeded', backedUp: 'succeeded', tell: 'succeeded', putBack: 'skipped' },
  },
  {
    template: 'azure-files-onboarding',
    changed: { policy: 'No-Such-Policy' },
    failing: { eachAccount: 'succeeded', someNot: 'succeeded', tell: 'skipped' },
    ends: 'failed',
    good: { eachAccount: 'succeeded', tell: 'succeeded', someNot: 'skipped' },
  },
  {
    template: 'sql-server-onboarding',
    changed: { vm: 'vm-scratch-01' },
    failing: { register: 'failed', cannotRegister: 'succeeded', summary: 'skipped' },
    ends: 'failed',
    good: { eachInstance: 'succeeded', eachDatabase: 'succeeded', tell: 'succeeded', someNot: 'skipped' },
  },
  {
    template: 'mars-agent-status',
    changed: { limit: 0 },
    failing: { tell: 'succeeded', overLimit: 'succeeded' },
    ends: 'failed',
    good: { eachAgent: 'succeeded', tell: 'succeeded', overLimit: 'skipped' },
  },
  {
    template: 'mars-policy-rollout',
    changed: { secret: 'cmdb-password' },
    failing: { passphrase: 'failed', cannotBegin: 'succeeded', eachAgent: 'skipped' },
    ends: 'failed',
    good: { eachAgent: 'succeeded', tell: 'succeeded', someNot: 'skipped' },
  },
  {
    template: 'cross-region-restore-test',
    changed: { storageAccount: 'stcontosofiles' },
    failing: { test: 'failed', evidence: 'succeeded', deleteGroup: 'succeeded', bad: 'succeeded', tell: 'skipped' },
    ends: 'failed',
    good: { test: 'succeeded', deleteGroup: 'succeeded', tell: 'succeeded', bad: 'skipped' },
  },
  {
    template: 'move-points-to-archive',
    changed: { vault: 'no-such-vault' },
    failing: { vms: 'failed', cannotLook: 'succeeded', eachPoint: 'skipped' },
    ends: 'failed',
    good: { eachVm: 'succeeded', eachPoint: 'succeeded', tell: 'succeeded' },
  },
  {
    template: 'capacity-and-cost-report',
    changed: { budget: 1 },
    failing: { tell: 'succeeded', warn: 'succeeded', tooMuch: 'succeeded' },
    ends: 'failed',
    good: { saveFile: 'succeeded', tell: 'succeeded', warn: 'skipped' },
  },
  {
    template: 'ransomware-watch',
    changed: { factor: 1.01 },
    failing: { eachSlow: 'succeeded', alarm: 'succeeded', quiet: 'skipped' },
    ends: 'failed',
    good: { look: 'succeeded', remember: 'succeeded', quiet: 'succeeded' },
  },
];
