import { describe, expect, test } from 'vitest';
import type { BackupPolicy, ProtectedItem } from '../../kit/capabilities-azure.ts';
import type { Agent } from './agents.ts';
import { rowOf } from './judge.ts';
import { type KnownMachine, machineFinder } from './match.ts';
import { nextRun } from './next-run.ts';
import { compareVersions, newestOf } from './versions.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const measure = { now, staleMs: 2 * 86_400_000, newest: '2.0.9262.0' };
const machine: KnownMachine = { kind: 'arc', id: '/m/srv', names: ['srv'], reachable: true, state: 'Connected' };

const item = (more: Partial<ProtectedItem> = {}): ProtectedItem => ({
  id: '/i',
  name: 'FileFolder;D',
  friendlyName: 'D:\\',
  vaultId: '/v',
  vaultName: 'v',
  containerName: 'Windows;srv',
  serverName: null,
  managementType: 'MAB',
  workloadType: 'FileFolder',
  sourceResourceId: null,
  policyId: '/p',
  policyName: 'daily',
  protectionState: 'Protected',
  healthStatus: null,
  lastBackupStatus: 'Completed',
  lastBackupTime: '2026-11-22T01:00:00Z',
  lastRecoveryPoint: null,
  softDeleted: false,
  lastError: null,
  ...more,
});
const policy: BackupPolicy = {
  id: '/p',
  name: 'daily',
  vaultId: '/v',
  managementType: 'MAB',
  workloadType: null,
  itemCount: 1,
  summary: '',
  properties: { schedulePolicy: { scheduleRunFrequency: 'Daily', scheduleRunTimes: ['2026-01-01T22:00:00Z'] } },
};
const agent = (more: Partial<Agent> = {}): Agent => ({
  server: 'srv.contoso.local',
  containerId: '/c',
  vault: { id: '/v', name: 'v', resourceGroup: 'rg', location: 'westeurope', subscriptionId: 's' },
  version: '2.0.9262.0',
  lastSeen: null,
  items: [item()],
  policies: [policy],
  machine,
  ...more,
});
const doing = (row: ReturnType<typeof rowOf>) => row.actions.map(({ type }) => type);

describe('one row of the overview', () => {
  test('a server that backed up last night is healthy, and runs tonight', () => {
    expect(rowOf(agent(), measure)).toMatchObject({
      health: 'Healthy',
      reasons: [],
      lastBackup: '2026-11-22T01:00:00Z',
      nextRun: '2026-11-22T22:00:00.000Z',
      nextRunFrom: 'policy',
      actions: [{ type: 'mars.agent-status', params: { where: 'arc', machine: '/m/srv' } }],
    });
  });

  test('the volume that was backed up longest ago decides', () => {
    const row = rowOf(agent({ items: [item(), item({ friendlyName: 'E:\\', lastBackupTime: '2026-11-10T01:00:00Z' })] }), measure);
    expect(row).toMatchObject({
      health: 'Stale',
      lastBackup: '2026-11-10T01:00:00Z',
      reasons: ['The last backup of E:\\ is 12 days old.'],
    });
    expect(doing(row)).toEqual(['mars.backup-now', 'mars.agent-status']);
  });

  test('a failure is worse than age, and says its cause', () => {
    const error = { code: 'X', message: 'The volume is gone.', advice: [] };
    const row = rowOf(
      agent({ items: [item({ lastBackupStatus: 'Failed', lastError: error, lastBackupTime: '2026-11-01T01:00:00Z' })] }),
      measure,
    );
    expect(row.health).toBe('Failed');
    expect(row.reasons[0]).toBe('The last backup of D:\\ failed: The volume is gone.');
  });

  test('never backed up, and nothing backed up at all, are both stale', () => {
    expect(rowOf(agent({ items: [item({ lastBackupTime: null, lastBackupStatus: null })] }), measure)).toMatchObject({
      health: 'Stale',
      reasons: ['D:\\ was never backed up.'],
    });
    const empty = rowOf(agent({ items: [] }), measure);
    expect(empty).toMatchObject({ health: 'Stale', reasons: ['Nothing is backed up.'], nextRun: null });
    expect(doing(empty)).toContain('mars.set-policy');
  });

  test('an old agent is a warning with its update', () => {
    const row = rowOf(agent({ version: '2.0.9200.0' }), measure);
    expect(row).toMatchObject({ health: 'Warning', outdated: true });
    expect(doing(row)).toEqual(['mars.install-agent', 'mars.agent-status']);
  });

  test('a paused server is resumed, not backed up, and has no next run', () => {
    const row = rowOf(agent({ items: [item({ protectionState: 'ProtectionStopped', lastBackupTime: '2026-11-01T01:00:00Z' })] }), measure);
    expect(row.nextRun).toBeNull();
    expect(doing(row)).toEqual(['mars.set-policy-state', 'mars.agent-status']);
  });

  test('a VM that is off can be started; a server nobody knows has no actions', () => {
    const off: KnownMachine = { ...machine, kind: 'azureVm', reachable: false, state: 'deallocated' };
    expect(doing(rowOf(agent({ machine: off }), measure))).toEqual(['azure.start-vm']);
    expect(rowOf(agent({ machine: null }), measure)).toMatchObject({ health: 'Healthy', machine: null, actions: [] });
  });

  test('what the machine itself says counts more than the policy in the vault', () => {
    const deep = { policyState: 'Valid', nextBackup: '2026-11-22T18:00:00Z', running: false, error: null };
    expect(rowOf(agent(), measure, deep)).toMatchObject({ nextRun: '2026-11-22T18:00:00Z', nextRunFrom: 'machine' });
    const silent = { policyState: null, nextBackup: null, running: false, error: 'it took too long' };
    expect(rowOf(agent(), measure, silent)).toMatchObject({ health: 'Warning', nextRunFrom: 'policy' });
  });
});

describe('which machine a server is', () => {
  const find = machineFinder([
    { ...machine, id: '/1', names: ['srv-a', 'srv-a.contoso.local'] },
    { ...machine, id: '/2', names: ['SRV-B'] },
    { ...machine, id: '/3', names: ['srv-c.north.local'] },
    { ...machine, id: '/4', names: ['srv-c.south.local'] },
  ]);
  test.each([
    ['srv-a.contoso.local', '/1'],
    ['SRV-A', '/1'],
    ['srv-b.contoso.local', '/2'],
    ['srv-c.south.local', '/4'],
    ['srv-c', null],
    ['srv-d', null],
  ])('%s is %s', (server, id) => {
    expect(find(server)?.id ?? null).toBe(id);
  });
});

describe('versions and times', () => {
  test('versions compare part by part', () => {
    expect(compareVersions('2.0.9262.0', '2.0.10000.0')).toBeLessThan(0);
    expect(compareVersions('2.0', '2.0.0.0')).toBe(0);
    expect(newestOf([null, '2.0.9300.1', '2.0.9200.0'], '2.0.9262.0')).toBe('2.0.9300.1');
  });

  test.each([
    [
      { scheduleRunFrequency: 'Weekly', scheduleRunDays: ['Monday'], scheduleRunTimes: ['2026-01-01T06:30:00Z'] },
      '2026-11-23T06:30:00.000Z',
    ],
    [{ scheduleRunFrequency: 'Daily', scheduleRunTimes: ['2026-01-01T06:30:00Z', '2026-01-01T18:00:00Z'] }, '2026-11-22T18:00:00.000Z'],
    [{ scheduleRunFrequency: 'Daily', scheduleRunTimes: [] }, null],
    [{}, null],
  ])('%j runs next at %s', (schedulePolicy, expected) => {
    expect(nextRun({ schedulePolicy } as never, now)).toBe(expected);
  });
});
