// biome-ignore-all lint/suspicious/noThenProperty: a fault rule reads "match …, then …" and is never awaited.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EstateInput, estate as readEstate } from '../../nodes/kit/estate.ts';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import { createEstateView } from '../http/estate.ts';
import { type Database, openDatabase } from '../journal/database.ts';
import { memoryJournal } from '../journal/memory.ts';
import { systemActor } from '../security/actor.ts';
import { createServices } from '../services/services.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { openStores } from '../store/stores.ts';
import { createCollector } from './collector.ts';
import { createEstateMetrics } from './metrics.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const me = systemActor();
const vms = (...names: string[]) =>
  names.map((name) => ({ name, policy: 'daily', lastBackup: { at: '-PT12H' }, points: { count: 3, newest: '-PT12H' } }));
const two: EstateInput = {
  scheduledBackups: true,
  vaults: [
    { name: 'vault-a', policies: [{ name: 'daily' }], items: vms('vm-1', 'vm-2') },
    { name: 'vault-b', policies: [{ name: 'daily' }], items: vms('vm-3') },
  ],
};

/** One house: a database file, a simulator, and processes over both. Its clock stands still until a test moves it. */
function house(input: EstateInput) {
  const folder = mkdtempSync(join(tmpdir(), 'vaultflow-estate-'));
  const start = Math.floor(Date.now() / DAY) * DAY + 12 * HOUR;
  let passed = 0;
  const now = () => start + passed;
  // Tokens live by the wall clock, which stands still; what Azure does goes by the simulated one.
  const simulator: Simulator = createSimulator({ file: ':memory:', estate: readEstate(input), now: () => start, timeScale: 100_000 });
  let file: Database | null = null;
  let users = 0;
  const journal = memoryJournal();
  const stops: (() => Promise<void>)[] = [];

  async function process(owner = 'one') {
    file ??= openDatabase(join(folder, 'vaultflow.sqlite'));
    users++;
    const database = file;
    const stores = await openStores({ database: sqliteStore(database), key: new Uint8Array(32).fill(1), templateFolder: 'templates', now });
    const services = createServices({
      bound: async () => null,
      open: async () => null,
      flows: () => {
        throw new Error('no flows here');
      },
      secrets: { value: async () => null, grant: async () => undefined },
      inbox: { put: async () => undefined },
      journal,
      engine: () => {
        throw new Error('no engine here');
      },
      practice: async () => simulator,
      owner,
      clock: { now },
    });
    const troubles: unknown[] = [];
    const collector = createCollector({
      stores,
      journal,
      services: () => services,
      practiceNow: async () => simulator.clock().now,
      owner,
      now,
      trouble: (error) => troubles.push(error),
    });
    const view = createEstateView({ stores, collector, now });
    let up = true;
    const stop = async () => {
      if (!up) return;
      up = false;
      await collector.stop();
      await services.stop();
      if (--users > 0) return;
      file = null;
      await database.close();
    };
    stops.push(stop);
    return { stores, collector, view, troubles, stop, metrics: createEstateMetrics(stores.estate, now), health: () => view.health(me, {}) };
  }
  const reads = (path: string) => simulator.requests({ method: 'GET', path }).length;
  return {
    simulator,
    process,
    reads,
    now,
    /** Time passes for everybody. */
    pass: (ms: number) => {
      passed += ms;
      simulator.advance(ms / 1_000);
    },
    async close() {
      for (const stop of stops) await stop();
      simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let place: ReturnType<typeof house>;
beforeEach(() => {
  place = house(two);
});
afterEach(() => place.close());

describe('the estate', () => {
  test('is read once for each vault and served without another read', async () => {
    const { health, view } = await place.process();
    const first = await health();
    expect(first.totals).toMatchObject({ items: 3, promised: 3, safe: 3 });
    expect(first.days.at(-1)?.totals).toMatchObject({ safe: 3 });
    const asked = place.simulator.requests().length;
    for (let round = 0; round < 20; round++) await health();
    const { items } = await view.items(me, {});
    await view.item(me, items[0]?.id ?? '');
    expect(items.map(({ name }) => name)).toEqual(['vm-1', 'vm-2', 'vm-3']);
    expect(place.simulator.requests()).toHaveLength(asked);
    expect([place.reads('/backupProtectedItems'), place.reads('/backupJobs'), place.reads('/backupPolicies')]).toEqual([2, 2, 2]);
  });

  test('is watched day after day, across a restart, and days that nobody saw are told by the list of jobs', async () => {
    const first = await place.process();
    await first.health();
    for (let day = 0; day < 3; day++) {
      place.pass(DAY);
      await first.health();
    }
    const key = place.simulator.desk.resources({ kind: 'item', q: 'vm-2', limit: 1 }).items[0]?.key ?? '';
    place.simulator.desk.behave(key, 'always');
    await first.stop();
    place.pass(3 * DAY);
    const second = await place.process('two');
    const { totals, days, attention } = await second.health();
    expect(totals).toMatchObject({ items: 3, safe: 2, failing: 1 });
    expect(attention.map(({ name, state }) => [name, state])).toEqual([['vm-2', 'failing']]);
    // Three days were seen, then it failed for three nights while nobody looked; today at noon it still does.
    expect(days.slice(-7).map((day) => (day.totals ? [day.totals.safe, day.totals.failing] : null))).toEqual([
      [3, 0],
      [3, 0],
      [3, 0],
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 1],
    ]);
    const history = await second.view.item(me, attention[0]?.id ?? '');
    expect(history.days.at(-1)).toMatchObject({ state: 'failing' });
    expect(history.jobs[0]).toMatchObject({ status: 'Failed' });
    expect(second.troubles).toEqual([]);
  });

  test('is not asked for more than once an hour by two processes', async () => {
    const [one, two] = [await place.process('one'), await place.process('two')];
    await Promise.all([one.health(), two.health(), one.health(), two.health()]);
    expect(place.reads('/backupProtectedItems')).toBe(2);
    expect([...one.troubles, ...two.troubles]).toEqual([]);
    const [a, b] = await Promise.all([one.health(), two.health()]);
    expect(b.totals).toEqual(a.totals);
  });

  test('keeps what it knew of a vault that may not be read, says why, and says unknown when that is too old', async () => {
    const { health, metrics } = await place.process();
    await health();
    place.simulator.setFaults([
      { match: { path: '/vaults/vault-b/' }, then: { status: 403, code: 'AuthorizationFailed', message: 'No right to read.' } },
    ]);
    place.pass(HOUR + 1);
    const soon = await health();
    expect(soon.trouble?.says).toContain('No right to read.');
    expect(soon.vaults.map(({ name, trouble }) => [name, trouble === null])).toEqual([
      ['vault-a', true],
      ['vault-b', false],
    ]);
    expect(soon.totals).toMatchObject({ safe: 3, unknown: 0 });
    place.pass(2 * HOUR);
    const later = await health();
    expect(later.totals).toMatchObject({ safe: 2, unknown: 1 });
    expect(later.attention).toMatchObject([{ name: 'vm-3', state: 'unknown' }]);
    expect(await metrics()).toMatch(/vaultflow_estate_items\{connection="[^"]+",state="unknown"\} 1/);
    place.simulator.setFaults([]);
    place.pass(HOUR);
    expect((await health()).totals).toMatchObject({ safe: 3, unknown: 0 });
    // In practice a clock that jumps ahead makes old what was told, however little time has passed here.
    place.simulator.setFaults([{ match: { path: '/vaults/vault-b/' }, then: { status: 403, code: 'AuthorizationFailed' } }]);
    place.simulator.advance(4 * 3_600);
    expect((await health()).totals).toMatchObject({ safe: 2, unknown: 1 });
  });

  test('stops when Azure asks to slow down, keeps what it has, and goes on at the time that Azure named', async () => {
    const { health, stores } = await place.process();
    place.simulator.setFaults([
      {
        match: { path: '/vaults/vault-b/backupProtectedItems' },
        then: { status: 429, code: 'ResourceRequestsThrottled', retryAfter: 120 },
      },
    ]);
    const first = await health();
    expect(first.trouble?.code).toBe('throttled');
    expect(first.totals).toMatchObject({ items: 2, safe: 2 });
    const row = await stores.estate.look(first.connection.id);
    expect((row?.nextAt ?? 0) - place.now()).toBeGreaterThanOrEqual(120_000);
    expect((row?.nextAt ?? 0) - place.now()).toBeLessThan(HOUR);
    place.simulator.setFaults([]);
    place.pass(6 * 60_000);
    expect((await health()).totals).toMatchObject({ items: 3, safe: 3 });
  });

  test('lets go of what Azure no longer lists, and of nothing when it cannot be asked', async () => {
    const { health, view } = await place.process();
    await health();
    place.simulator.setFaults([
      { match: { path: '*/providers/Microsoft.RecoveryServices/vaults' }, then: { status: 403, code: 'AuthorizationFailed' } },
    ]);
    place.pass(HOUR + 1);
    const dark = await health();
    expect([dark.totals.items, dark.trouble !== null]).toEqual([3, true]);
    place.simulator.setFaults([]);
    place.simulator.reset(readEstate({ ...two, vaults: two.vaults?.slice(0, 1) ?? [] }));
    place.pass(HOUR + 1);
    expect((await health()).totals.items).toBe(2);
    expect((await view.items(me, {})).items.map(({ name }) => name)).toEqual(['vm-1', 'vm-2']);
  });

  test('follows the clock of the practice subscription, ahead and back', async () => {
    const { health } = await place.process();
    await health();
    place.simulator.advance(10 * 86_400);
    const ahead = await health();
    const today = new Date(place.now() + 10 * DAY).toISOString().slice(0, 10);
    expect([ahead.days.at(-1)?.day, ahead.totals.safe]).toEqual([today, 3]);
    expect(ahead.days.slice(-10).map(({ totals }) => totals?.safe)).toEqual(Array(10).fill(3));
    place.simulator.reset(readEstate(two));
    const back = await health();
    expect(back.days.at(-1)).toMatchObject({ day: new Date(place.now()).toISOString().slice(0, 10), totals: { safe: 3 } });
  });

  test('of another project is nobody’s business', async () => {
    const { health, view } = await place.process();
    const { connection } = await health();
    const id = (await view.items(me, {})).items[0]?.id ?? '';
    const stranger = systemActor('elsewhere');
    await expect(view.item(stranger, id)).rejects.toMatchObject({ failure: { code: 'not_found' } });
    await expect(view.health(stranger, { connection: connection.id })).rejects.toMatchObject({ failure: { code: 'not_found' } });
    await expect(view.items(stranger, { connection: connection.id })).rejects.toMatchObject({ failure: { code: 'not_found' } });
  });
});
