// Contoso, the company of the practice subscription: three vaults in two regions, about sixty protected items, a month of
// jobs. The same (now, seed) gives the same estate. vm-legacy-07 fails every night; hana-p01 failed last night only.
import { type Estate, type EstateInput, estate } from '../../nodes/kit/estate.ts';
import { contosoBackupVault } from './contoso-backup-vault.ts';
import { contosoHistory } from './contoso-history.ts';
import { contosoHybrid } from './contoso-hybrid.ts';
import { contosoReports, contosoServices } from './contoso-services.ts';
import { guestAgent, hanaConnection } from './errors.ts';
import { chance } from './random.ts';

type VaultInput = NonNullable<EstateInput['vaults']>[number];
type ItemInput = NonNullable<VaultInput['items']>[number];
type MachineInput = NonNullable<EstateInput['machines']>[number];

const tiered = (tier: string, env: string) => ({ BackupTier: tier, env });
const numbers = (count: number, first = 1) => Array.from({ length: count }, (_, index) => String(first + index).padStart(2, '0'));

const prodVms = [...numbers(6).map((n) => `vm-web-${n}`), ...numbers(4).map((n) => `vm-sql-${n}`), ...numbers(5).map((n) => `vm-app-${n}`)];
const devVms = [...numbers(4).map((n) => `vm-dev-${n}`), 'vm-build-01', 'vm-build-02', 'vm-test-01', 'vm-test-02'];
const drVms = ['vm-dc-01', 'vm-dc-02', 'vm-erp-01', 'vm-erp-02', 'vm-print-01', 'vm-fs-01'];

const unprotected: MachineInput[] = [
  { name: 'vm-web-07', tags: tiered('gold', 'prod'), dataDisks: 1 },
  { name: 'vm-app-06', tags: tiered('gold', 'prod'), dataDisks: 1 },
  { name: 'vm-app-07', tags: tiered('silver', 'prod') },
  { name: 'vm-report-01', tags: tiered('silver', 'prod'), dataDisks: 2 },
  { name: 'vm-scratch-01', tags: { backup: 'exclude', env: 'dev' }, resourceGroup: 'rg-dev', power: 'deallocated' },
  { name: 'vm-scratch-02', tags: { backup: 'exclude', env: 'dev' }, resourceGroup: 'rg-dev' },
  { name: 'vm-jump-01', tags: { env: 'prod' }, os: 'Linux', location: 'northeurope', resourceGroup: 'rg-dr' },
  { name: 'vm-poc-01', tags: { env: 'dev' }, resourceGroup: 'rg-dev' },
];

function machines(): MachineInput[] {
  const linux = (name: string) => /web|app|hana|build|jump/.test(name);
  const vm = (name: string, resourceGroup: string, location: string, tags: Record<string, string>): MachineInput => ({
    name,
    resourceGroup,
    location,
    tags,
    os: linux(name) ? 'Linux' : 'Windows',
    size: /sql|hana|erp/.test(name) ? 'Standard_E8s_v5' : 'Standard_D4s_v5',
    dataDisks: /sql|hana|erp|fs/.test(name) ? 3 : 1,
  });
  const sql = (name: string, databases: string[]): MachineInput => ({
    ...vm(name, 'rg-workloads', 'westeurope', tiered('gold', 'prod')),
    databases: databases.map((database) => ({ kind: 'sql', name: database })),
  });
  return [
    ...prodVms
      .filter((name) => !['vm-sql-02', 'vm-sql-03', 'vm-sql-04'].includes(name))
      .map((name) => vm(name, 'rg-workloads', 'westeurope', tiered('gold', 'prod'))),
    // SQL Server that no vault knows of yet.
    sql('vm-sql-02', ['Payroll', 'Ledger']),
    // Inventory came later, and nobody has protected it.
    sql('vm-sql-03', ['Orders', 'Customers', 'Billing', 'Staging', 'Inventory']),
    sql('vm-sql-04', ['Warehouse', 'Reporting', 'Archive']),
    vm('vm-legacy-07', 'rg-workloads', 'westeurope', tiered('silver', 'prod')),
    {
      ...vm('vm-hana-p01', 'rg-sap', 'westeurope', tiered('gold', 'prod')),
      databases: [{ kind: 'hana', name: 'hana-p01', instance: 'P01' }],
    },
    {
      ...vm('vm-hana-q01', 'rg-sap', 'westeurope', tiered('silver', 'qa')),
      databases: [{ kind: 'hana', name: 'hana-q01', instance: 'Q01' }],
    },
    ...devVms.map((name) => vm(name, 'rg-dev', 'westeurope', { env: 'dev' })),
    ...drVms.map((name) => vm(name, 'rg-dr', 'northeurope', tiered('gold', 'prod'))),
    ...unprotected,
  ];
}

const nightly = (hours: number, minutes: number) => `-PT${hours}H${minutes}M`;

export function contosoEstate(now: number, seed = 1): Estate {
  const luck = chance(seed, 'contoso');
  // Hours since the last 22:00 UTC, when the nightly backups start.
  const since = ((((now - 22 * 3_600_000) % 86_400_000) + 86_400_000) % 86_400_000) / 3_600_000;
  const tonight = (minutes: number) => {
    const total = Math.max(5, Math.floor(since * 60) - minutes);
    return nightly(Math.floor(total / 60), total % 60);
  };
  const protectedItem = (kind: NonNullable<ItemInput['kind']>, name: string, policy: string, extra: Partial<ItemInput> = {}): ItemInput => {
    const at = tonight(luck.whole(0, 90));
    const count = kind === 'sql' || kind === 'hana' ? 15 : kind === 'vm' ? luck.whole(20, 30) : luck.whole(10, 20);
    return { kind, name, policy, lastBackup: { at }, points: { count, newest: at }, ...extra };
  };
  const late = (days: number) => `-P${days}DT3H`;
  const prod: ItemInput[] = [
    ...prodVms.map((name) => {
      const made = protectedItem('vm', name, /sql/.test(name) ? 'Gold-VM' : 'Silver-VM');
      // A year of monthly points: some wait to be moved to the archive, the oldest lie there.
      return name === 'vm-sql-01' && made.points ? { ...made, points: { ...made.points, monthly: 12, archived: 2 } } : made;
    }),
    protectedItem('vm', 'vm-legacy-07', 'Silver-VM', {
      lastBackup: { at: tonight(0), status: 'Failed', error: guestAgent },
      points: { count: 6, newest: late(9) },
      behaviour: { backup: { ends: 'Failed', error: guestAgent } },
    }),
    ...['vm-hana-p01', 'vm-hana-q01'].map((name) => protectedItem('vm', name, 'Gold-VM')),
    ...['Orders', 'Customers', 'Billing', 'Staging'].map((name) => protectedItem('sql', name, 'SQL-Prod', { machine: 'vm-sql-03' })),
    ...['Warehouse', 'Reporting'].map((name) => protectedItem('sql', name, 'SQL-Prod', { machine: 'vm-sql-04' })),
    protectedItem('sql', 'Archive', 'SQL-Prod', {
      machine: 'vm-sql-04',
      offline: true,
      lastBackup: { at: late(3) },
      points: { count: 15, newest: late(3) },
    }),
    protectedItem('hana', 'hana-p01', 'HANA-Prod', {
      machine: 'vm-hana-p01',
      instance: 'P01',
      lastBackup: { at: tonight(5), status: 'Failed', error: hanaConnection },
      points: { count: 14, newest: tonight(-24 * 60 + 5) },
    }),
    protectedItem('hana', 'hana-q01', 'HANA-Prod', { machine: 'vm-hana-q01', instance: 'Q01' }),
    ...['finance', 'hr', 'projects', 'profiles'].map((name) =>
      protectedItem('share', name, 'Shares-Daily', { account: 'stcontosofiles', resourceGroup: 'rg-storage' }),
    ),
  ];
  const dev: ItemInput[] = [
    ...devVms.map((name) => protectedItem('vm', name, 'Dev-VM')),
    ...['artifacts', 'scratch'].map((name) =>
      protectedItem('share', name, 'Dev-Shares', { account: 'stcontosodev', resourceGroup: 'rg-dev' }),
    ),
    protectedItem('vm', 'vm-old-01', 'Dev-VM', {
      state: 'SoftDeleted',
      deletedAt: '-P5D',
      resourceGroup: 'rg-dev',
      lastBackup: { at: late(6) },
      points: { count: 8, newest: late(6) },
    }),
    protectedItem('vm', 'vm-sandbox-01', 'Dev-VM', {
      state: 'ProtectionStopped',
      resourceGroup: 'rg-dev',
      lastBackup: { at: late(20) },
      points: { count: 5, newest: late(20) },
    }),
  ];
  const dr: ItemInput[] = [
    ...drVms.map((name) => protectedItem('vm', name, 'Gold-VM')),
    ...['public', 'archive'].map((name) =>
      protectedItem('share', name, 'Shares-Daily', { account: 'stcontosodr', resourceGroup: 'rg-dr' }),
    ),
    ...['srv-branch-01', 'srv-branch-02', 'srv-branch-03', 'srv-plant-01', 'vm-fs-01'].map((machine) =>
      protectedItem('mars', 'D:\\', 'MARS-Daily', { machine: `${machine}.contoso.local` }),
    ),
    ...['srv-branch-04', 'srv-plant-03'].map((machine, index) =>
      protectedItem('mars', 'C:\\', 'MARS-Daily', {
        machine: `${machine}.contoso.local`,
        offline: true,
        lastBackup: { at: late(2 + index * 4) },
        points: { count: 9, newest: late(2 + index * 4) },
      }),
    ),
  ];
  const vaults: VaultInput[] = [
    {
      name: 'vault-weu-prod',
      tags: { env: 'prod', owner: 'backup-team' },
      crossRegionRestore: true,
      policies: [
        { name: 'Gold-VM', kind: 'vm', keepDays: 30, keepWeeks: 12, keepMonths: 12, keepYears: 3, instantDays: 5 },
        { name: 'Silver-VM', kind: 'vm', keepDays: 30, keepWeeks: 4 },
        { name: 'SQL-Prod', kind: 'sql', keepDays: 15, logMinutes: 15 },
        { name: 'HANA-Prod', kind: 'hana', keepDays: 15, logMinutes: 15 },
        { name: 'Shares-Daily', kind: 'share' },
      ],
      items: prod,
      registered: [{ name: 'stcontosoeng', kind: 'share' }],
    },
    {
      name: 'vault-weu-dev',
      tags: { env: 'dev' },
      redundancy: 'LocallyRedundant',
      policies: [
        { name: 'Dev-VM', kind: 'vm', keepDays: 30 },
        { name: 'Dev-Shares', kind: 'share', keepDays: 30 },
      ],
      items: dev,
    },
    {
      name: 'vault-neu-dr',
      resourceGroup: 'rg-backup-dr',
      location: 'northeurope',
      tags: { env: 'prod', purpose: 'dr' },
      policies: [
        { name: 'Gold-VM', kind: 'vm', keepDays: 30, keepWeeks: 12, instantDays: 5 },
        { name: 'Shares-Daily', kind: 'share' },
        { name: 'MARS-Daily', kind: 'mars', keepDays: 60 },
      ],
      items: dr,
      engines: [{ name: 'dpm-dr-01.contoso.local', agentVersion: '2.0.9250.0', items: 12, servers: 4 }],
    },
  ];
  return estate({
    subscriptions: [{ id: '0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6', name: 'Contoso practice' }],
    vaults: vaults.map((vault) => ({ ...vault, jobs: contosoHistory(vault, now, seed) })),
    backupVaults: [contosoBackupVault],
    // The security team's guard: no vault is mapped to it yet.
    resourceGuards: [{ name: 'guard-contoso', tags: { owner: 'security' } }],
    machines: machines(),
    ...contosoHybrid,
    ...contosoServices,
    storageAccounts: [
      { name: 'stcontosofiles', shares: ['finance', 'hr', 'projects', 'profiles', 'marketing'] },
      { name: 'stcontosoeng', shares: ['designs', 'builds'], tags: { backup: 'files' } },
      { name: 'stcontosomedia', shares: ['footage', 'campaigns'], tags: { backup: 'files' } },
      { name: 'stcontosodev', resourceGroup: 'rg-dev', shares: ['artifacts', 'scratch'] },
      { name: 'stcontosodr', resourceGroup: 'rg-dr', location: 'northeurope', shares: ['public', 'archive'] },
      { name: 'stcontosostaging', shares: [], tags: { purpose: 'restore staging' } },
      contosoReports,
    ],
    scheduledBackups: true,
  });
}
