import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { flowOf, startTestServer, type TestServer } from '../http/test/running.ts';
import { type ManualClock, manualClock } from './test/manual-clock.ts';

const at = (text: string) => Date.parse(text);
const evening = at('2026-03-10T20:00:00Z');

let server: TestServer | undefined;
let clock: ManualClock;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const nightly = (params: object = {}, more: object = {}) =>
  flowOf(
    [
      {
        id: 'nightly',
        type: 'core.schedule',
        params: { every: 'day', time: '02:00', timeZone: 'UTC', inputs: { vault: 'weu' }, ...params },
      },
      { id: 'names', type: 'core.set', params: { values: { text: '{{ inputs.vault }}' } } },
    ],
    { inputs: [{ name: 'vault', schema: { type: 'string' }, required: true }], ...more },
  );

async function armed(document: unknown): Promise<string> {
  clock = manualClock(evening);
  server = await startTestServer({}, { clock });
  const { id } = (await server.api('POST', '/api/flows', { document })).body;
  expect((await server.api('POST', `/api/flows/${id}/publish`, { enable: true })).status).toBe(200);
  return id;
}

const planned = async (id: string) => {
  const { items } = (await server?.api('GET', `/api/runs?flow=${id}`))?.body ?? {};
  return items.map((run: { trigger: { plannedAt: string } }) => run.trigger.plannedAt).reverse();
};

const missed = async (id: string) => (await server?.api('GET', `/api/triggers?flow=${id}`))?.body.items[0].missed;

describe('a schedule', () => {
  test('fires at its planned times with its inputs', async () => {
    const id = await armed(nightly());
    await clock.moveTo(at('2026-03-12T12:00:00Z'));
    expect(await planned(id)).toEqual(['2026-03-11T02:00:00.000Z', '2026-03-12T02:00:00.000Z']);
    const [run] = (await server?.api('GET', `/api/runs?flow=${id}`))?.body.items ?? [];
    expect(run).toMatchObject({
      inputs: { vault: 'weu' },
      actor: { kind: 'trigger', name: 'Schedule' },
      trigger: { type: 'core.schedule', nodeId: 'nightly' },
    });
  });

  test('tells its next times in words', async () => {
    const id = await armed(nightly({ timeZone: 'Europe/Berlin' }));
    const { items } = (await server?.api('GET', `/api/triggers?flow=${id}`))?.body ?? {};
    expect(items[0]).toMatchObject({ says: 'Every day at 02:00 (Europe/Berlin)', enabled: true });
    expect(items[0].next.slice(0, 2)).toEqual(['2026-03-11T01:00:00.000Z', '2026-03-12T01:00:00.000Z']);
    expect((await server?.api('GET', '/api/flows'))?.body.items[0].trigger.next).toBe('2026-03-11T01:00:00.000Z');
  });

  test('missed while the server was down is made up for once, the last time only', async () => {
    const id = await armed(nightly());
    await clock.moveTo(at('2026-03-11T12:00:00Z'));
    await server?.running.stop();
    clock.set(at('2026-03-15T12:00:00Z'));
    await server?.restart();
    await clock.moveTo(at('2026-03-15T12:01:00Z'));
    expect(await planned(id)).toEqual(['2026-03-11T02:00:00.000Z', '2026-03-15T02:00:00.000Z']);
    await clock.moveTo(at('2026-03-16T03:00:00Z'));
    expect((await planned(id)).at(-1)).toBe('2026-03-16T02:00:00.000Z');
  });

  test('never fires a planned time twice, also when the clock goes back', async () => {
    const id = await armed(nightly());
    await clock.moveTo(at('2026-03-11T02:30:00Z'));
    clock.set(at('2026-03-11T01:30:00Z'));
    await clock.moveTo(at('2026-03-11T03:00:00Z'));
    await server?.api('POST', `/api/flows/${id}/disable`);
    clock.set(at('2026-03-11T01:30:00Z'));
    await server?.api('POST', `/api/flows/${id}/enable`);
    await clock.moveTo(at('2026-03-11T03:00:00Z'));
    expect(await planned(id)).toEqual(['2026-03-11T02:00:00.000Z']);
  });

  test('disabled fires nothing, and what passed meanwhile is not made up for', async () => {
    const id = await armed(nightly());
    await server?.api('POST', `/api/flows/${id}/disable`);
    await clock.moveTo(at('2026-03-13T12:00:00Z'));
    await server?.api('POST', `/api/flows/${id}/enable`);
    await clock.moveTo(at('2026-03-14T12:00:00Z'));
    expect(await planned(id)).toEqual(['2026-03-14T02:00:00.000Z']);
  });

  test('that cannot start anything says so where the trigger is listed, and goes on', async () => {
    const id = await armed(nightly({ inputs: {} }));
    await clock.moveTo(at('2026-03-11T12:00:00Z'));
    expect(await planned(id)).toEqual([]);
    const [trigger] = (await server?.api('GET', `/api/triggers?flow=${id}`))?.body.items ?? [];
    expect(trigger.says).toContain('The last time started nothing');
    expect(trigger.next[0]).toBe('2026-03-12T02:00:00.000Z');
  });

  test('of a flow whose stored version is damaged keeps neither the server from starting nor others from their time', async () => {
    const damaged = await armed(nightly({ time: '01:00' }));
    const { id } = (await server?.api('POST', '/api/flows', { document: nightly() }))?.body ?? {};
    await server?.api('POST', `/api/flows/${id}/publish`, { enable: true });
    await server?.running.stop();
    const db = new DatabaseSync(join(server?.data ?? '', 'vaultflow.sqlite'));
    db.prepare("UPDATE flow_versions SET document = '{ half' WHERE flow_id = ?").run(damaged);
    db.close();
    clock.set(at('2026-03-11T01:59:50Z'));
    await server?.restart();
    await clock.moveTo(at('2026-03-11T02:00:10Z'));
    expect(await planned(id)).toEqual(['2026-03-11T02:00:00.000Z']);
  });

  test('follows the published version, not the draft', async () => {
    const id = await armed(nightly());
    const { etag } = (await server?.api('GET', `/api/flows/${id}`))?.body ?? {};
    await server?.api('PUT', `/api/flows/${id}`, { document: nightly({ time: '04:00' }) }, { 'if-match': etag });
    await clock.moveTo(at('2026-03-11T03:00:00Z'));
    expect(await planned(id)).toEqual(['2026-03-11T02:00:00.000Z']);
    await server?.api('POST', `/api/flows/${id}/publish`);
    await clock.moveTo(at('2026-03-11T12:00:00Z'));
    expect((await planned(id)).at(-1)).toBe('2026-03-11T04:00:00.000Z');
  });

  test('that was accepted just before the server was killed fires no second time, and is not told as missed', async () => {
    const id = await armed(nightly({ catchUp: 'last' }));
    await clock.moveTo(at('2026-03-11T02:00:01Z'));
    expect(await planned(id)).toEqual(['2026-03-11T02:00:00.000Z']);
    await server?.running.stop();
    // What kill -9 between the two leaves on disk: the run is accepted, the schedule has not moved on.
    const db = new DatabaseSync(join(server?.data ?? '', 'vaultflow.sqlite'));
    expect(db.prepare('UPDATE schedules SET next_at = ?').run(at('2026-03-11T02:00:00Z')).changes).toBe(1);
    db.close();
    clock.set(at('2026-03-14T12:00:00Z'));
    await server?.restart();
    await clock.moveTo(at('2026-03-14T12:01:00Z'));
    expect(await planned(id)).toEqual(['2026-03-11T02:00:00.000Z', '2026-03-14T02:00:00.000Z']);
    expect(await missed(id)).toMatchObject([{ plannedAt: '2026-03-12T02:00:00.000Z', lastAt: '2026-03-13T02:00:00.000Z', count: 2 }]);
  });

  test('starts and ends when it says', async () => {
    const id = await armed(nightly({ from: '2026-03-12', until: '2026-03-13' }));
    const { items } = (await server?.api('GET', `/api/triggers?flow=${id}`))?.body ?? {};
    expect(items[0].next).toEqual(['2026-03-12T02:00:00.000Z', '2026-03-13T02:00:00.000Z']);
    await clock.moveTo(at('2026-03-20T12:00:00Z'));
    expect(await planned(id)).toEqual(['2026-03-12T02:00:00.000Z', '2026-03-13T02:00:00.000Z']);
  });
});

describe('planned times that did not run', () => {
  async function down(params: object, until = '2026-03-15T12:00:00Z'): Promise<string> {
    const id = await armed(nightly(params));
    await server?.running.stop();
    clock.set(at(until));
    await server?.restart();
    await clock.moveTo(at(until) + 60_000);
    return id;
  }

  test('with nothing made up for, all of them, in the list of the trigger and in the audit', async () => {
    const id = await down({ catchUp: 'none' });
    expect(await planned(id)).toEqual([]);
    expect(await missed(id)).toMatchObject([
      { plannedAt: '2026-03-11T02:00:00.000Z', lastAt: '2026-03-15T02:00:00.000Z', count: 5, more: false, reason: 'late', runId: null },
    ]);
    const { items } = (await server?.api('GET', '/api/audit'))?.body ?? {};
    expect(items[0]).toMatchObject({
      action: 'schedule.missed',
      resource: id,
      actor: { kind: 'trigger' },
      details: { count: 5, reason: 'late' },
    });
    const overview = (await server?.api('GET', '/api/overview'))?.body;
    expect(overview.failedSinceYesterday).toEqual({ count: 0, says: 'Nothing failed, but 5 planned times did not run (Test flow)' });
  });

  test('with every one made up for, none; each ran once and knows its time', async () => {
    const id = await down({ catchUp: 'all' });
    expect(await planned(id)).toEqual([11, 12, 13, 14, 15].map((day) => `2026-03-${day}T02:00:00.000Z`));
    expect(await missed(id)).toEqual([]);
  });

  test('with every one made up for within a window, those before it', async () => {
    const id = await down({ catchUp: 'all', catchUpWindow: 'P2D' });
    expect(await planned(id)).toEqual(['2026-03-14T02:00:00.000Z', '2026-03-15T02:00:00.000Z']);
    expect(await missed(id)).toMatchObject([{ count: 3, lastAt: '2026-03-13T02:00:00.000Z' }]);
  });

  test('because a run was going on: with the run that was skipped', async () => {
    const id = await armed(
      flowOf(
        [
          { id: 'nightly', type: 'core.schedule', params: { every: 'day', time: '02:00' } },
          { id: 'wait', type: 'core.delay', params: { for: 'P3D' } },
        ],
        { settings: { concurrency: { limit: 1, whenBusy: 'skip' } } },
      ),
    );
    await clock.moveTo(at('2026-03-12T12:00:00Z'));
    const [miss, ...more] = await missed(id);
    expect(more).toEqual([]);
    expect(miss).toMatchObject({ plannedAt: '2026-03-12T02:00:00.000Z', count: 1, reason: 'overlap' });
    const run = (await server?.api('GET', `/api/runs/${miss.runId}`))?.body;
    expect(run.trigger.plannedAt).toBe('2026-03-12T02:00:00.000Z');
  });

  test('because the flow could not be started: with the reason, each night anew', async () => {
    const id = await armed(nightly({ inputs: {} }));
    await clock.moveTo(at('2026-03-12T12:00:00Z'));
    expect(await missed(id)).toMatchObject([
      { plannedAt: '2026-03-12T02:00:00.000Z', reason: 'refused', says: expect.stringContaining('vault') },
      { plannedAt: '2026-03-11T02:00:00.000Z', reason: 'refused' },
    ]);
  });
});
