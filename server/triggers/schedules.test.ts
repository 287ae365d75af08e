import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { flowOf, startTestServer, type TestServer } from '../http/test/running.ts';
import { plannedTimes } from './schedules.ts';
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
});

describe('summer time in Berlin', () => {
  const times = (from: string, pattern: string, count: number) =>
    plannedTimes(pattern, 'Europe/Berlin', at(from), count).map((time) => new Date(time).toISOString());

  test('a time that does not exist that night fires once, when the clock has jumped', () => {
    const [first, second] = times('2026-03-28T12:00:00Z', '30 2 * * *', 2);
    expect(first).toBe('2026-03-29T01:00:00.000Z');
    expect(second).toBe('2026-03-30T00:30:00.000Z');
  });

  test('a time that comes twice that night fires once', () => {
    expect(times('2026-10-24T12:00:00Z', '30 2 * * *', 2)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
  });
});
