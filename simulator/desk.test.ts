// biome-ignore-all lint/suspicious/noThenProperty: a fault rule is never awaited.
import { expect, test } from 'vitest';
import { estate } from '../nodes/kit/estate.ts';
import { signedIn, vaultPath, vmItemPath } from './test/in-process.ts';

const small = estate({
  vaults: [{ name: 'v1', items: [{ name: 'vm-1', points: { count: 1 } }, { name: 'vm-2' }], jobs: [{ item: 'vm-1', at: '-PT5H' }] }],
});
const world = () => signedIn({ estate: small });
const backup = (w: ReturnType<typeof world>, name: string) =>
  w.raw('POST', `${vmItemPath('v1', name)}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } });

test('what it holds is listed by kind and found by words', () => {
  const { simulator } = world();
  const { counts, jobsRunning } = simulator.desk.counts();
  expect(counts).toMatchObject({ vault: 1, item: 2, job: 1, machine: 2 });
  expect(counts).not.toHaveProperty('operation');
  expect(jobsRunning).toBe(0);
  const items = simulator.desk.resources({ kind: 'item', limit: 10 }).items;
  expect(items.map(({ name, state }) => [name, state])).toEqual([
    ['vm-1', 'Protected'],
    ['vm-2', 'IRPending'],
  ]);
  expect(simulator.desk.resources({ kind: 'item', q: 'VM-2', limit: 10 }).items.map(({ name }) => name)).toEqual(['vm-2']);
  const first = simulator.desk.resources({ kind: 'item', limit: 1 });
  expect(simulator.desk.resources({ kind: 'item', limit: 1, ...(first.next ? { cursor: first.next } : {}) }).items[0]?.name).toBe('vm-2');
});

test('an item that is told to fail fails once, or until it is told otherwise', async () => {
  const w = world();
  const key = w.simulator.desk.resources({ kind: 'item', q: 'vm-1', limit: 1 }).items[0]?.key ?? '';
  expect(w.simulator.desk.behave(key, 'next')?.fails).toBe('next');
  await backup(w, 'vm-1');
  expect(w.simulator.desk.resources({ kind: 'item', q: 'vm-1', limit: 1 }).items[0]?.fails).toBeNull();
  w.clock.pass(24 * 3600);
  await w.raw('GET', vaultPath('v1'));
  const job = w.simulator.desk.resources({ kind: 'job', limit: 1 }).items[0];
  expect(job).toMatchObject({ name: 'Backup · vm-1', state: 'Failed' });
  expect(w.simulator.desk.behave(key, 'always')?.fails).toBe('always');
  expect(w.simulator.desk.behave(key, null)?.fails).toBeNull();
  expect(w.simulator.desk.behave('nothing', 'always')).toBeNull();
});

test('requests are shown newest first, the failed ones apart', async () => {
  const w = world();
  await w.raw('GET', vaultPath('v1'));
  await w.raw('GET', vaultPath('nowhere'));
  await backup(w, 'vm-1');
  const asked = w.simulator.desk.requests({ q: '/vaults/', limit: 9 }).items;
  expect(asked.map(({ method, status }) => [method, status])).toEqual([
    ['POST', 202],
    ['GET', 404],
    ['GET', 200],
  ]);
  const newest = w.simulator.desk.requests({ q: '/vaults/', limit: 1 });
  expect(w.simulator.desk.requests({ q: '/vaults/', limit: 1, ...(newest.next ? { cursor: newest.next } : {}) }).items[0]?.status).toBe(
    404,
  );
  expect(w.simulator.desk.requests({ failed: true, limit: 9 }).items.map(({ path }) => path)).toEqual([vaultPath('nowhere')]);
});

test('speed and quirks change while it runs and are kept; starting over forgets the rest', async () => {
  const w = world();
  w.simulator.configure({ timeScale: 600, quirks: true });
  expect(w.simulator.settings()).toEqual({ timeScale: 600, quirks: true, throttle: null });
  w.simulator.configure({ throttle: { perHour: 1 } });
  await w.raw('GET', `${vaultPath('v1')}/backupJobs`);
  expect((await w.raw('GET', `${vaultPath('v1')}/backupJobs`)).status).toBe(429);
  w.simulator.configure({ throttle: null });
  w.simulator.advance(3_600);
  expect(w.simulator.clock().ahead).toBe(3_600_000);
  w.simulator.setFaults([{ match: { path: 'backupJobs' }, then: { status: 503 } }]);
  w.simulator.reset(estate({ vaults: [{ name: 'other' }] }));
  expect(w.simulator.clock().ahead).toBe(0);
  expect(w.simulator.faults()).toEqual([]);
  expect((await w.raw('GET', vaultPath('v1'))).status).toBe(404);
  expect((await w.raw('GET', vaultPath('other'))).status).toBe(200);
  w.simulator.reset();
  expect(w.simulator.desk.counts().counts.vault).toBe(3);
});

test('the value of a secret is neither shown nor found by guessing it', () => {
  const { simulator } = signedIn({
    estate: estate({
      vaults: [{ name: 'v1' }],
      keyVaults: [{ name: 'kv-one', secrets: [{ name: 'smtp', value: 'Tr0ub4dor-never-shown' }] }],
    }),
  });
  const found = (q: string) => simulator.desk.resources({ kind: 'secretVersion', q, limit: 9 }).items;
  expect(found('smtp')).toMatchObject([{ document: { name: 'smtp', value: '•••' } }]);
  expect(found('tr0ub')).toEqual([]);
});
