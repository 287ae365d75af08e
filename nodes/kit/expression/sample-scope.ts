/**
 * The scope in which the examples of the catalog are true: a fixed clock and seed, and a small night of backups. Used by
 * the tests and by whoever wants to try an expression without a run.
 */
import type { Scope } from './contract.ts';

const items = [
  { name: 'vm-sql-1', status: 'Failed', sizeGb: 120, tags: { env: 'prod' }, at: '2026-02-28T22:10:00Z' },
  { name: 'vm-web-1', status: 'Completed', sizeGb: 40, tags: { env: 'prod' }, at: '2026-02-28T22:20:00Z' },
  { name: 'vm-dev-1', status: 'Completed', sizeGb: 20, tags: null, at: '2026-02-27T22:15:00Z' },
];

export const sampleScope: Scope = {
  inputs: { vault: 'vault-we', days: 30, 'mail-to': 'ops@example.com' },
  trigger: { type: 'core.manual', body: { vault: 'vault-we' } },
  run: { id: '0d9c1a52-8a53-5d35-9d0c-5a1f2f6f3f10', flow: 'Nightly backup report' },
  memory: { lastReport: '2026-02-28' },
  item: items[0],
  index: 0,
  loop: (id) => (id === 'eachVault' ? { item: { name: 'vault-we' }, index: 2 } : undefined),
  step: (id) => (id === 'listItems' ? { items, count: items.length } : null),
  error: (id) =>
    id === 'backUp' ? { code: 'azure_error', message: 'The VM is not running.', azure: { code: 'UserErrorVmNotRunning' } } : null,
  status: (id) => (id === 'listItems' ? 'succeeded' : id === 'backUp' ? 'failed' : null),
  now: Date.parse('2026-03-01T12:00:00Z'),
  seed: 'sample',
};
