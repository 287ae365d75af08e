import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StreamEvent } from '../../nodes/kit/wire/runs.ts';
import { streamEventSchema } from '../../nodes/kit/wire/runs.ts';
import { flowOf, manual, startTestServer, type TestServer, TOKEN } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

interface Listening {
  readonly events: StreamEvent[];
  /** The last sequence it was told. */
  readonly lastId: () => string;
  /** Every sequence it was told. */
  readonly ids: readonly number[];
  close(): void;
}

function listen(query: string, headers: Record<string, string> = {}): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const { port } = server.running.server.address() as { port: number };
    const call = get(
      { host: '127.0.0.1', port, path: `/api/events${query}`, headers: { authorization: `Bearer ${TOKEN}`, ...headers } },
      (response) => {
        expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
        const events: StreamEvent[] = [];
        const ids: number[] = [];
        let id = '';
        let rest = '';
        response.on('data', (chunk: Buffer) => {
          rest += chunk;
          const blocks = rest.split('\n\n');
          rest = blocks.pop() ?? '';
          for (const block of blocks) {
            const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
            const data = fields.get('data');
            if (data !== undefined) events.push(streamEventSchema.parse({ type: fields.get('event'), ...JSON.parse(data) }));
            id = fields.get('id') ?? id;
            if (fields.has('id')) ids.push(Number(id));
          }
          resolve({ events, ids, lastId: () => id, close: () => call.destroy() });
        });
      },
    );
    call.on('error', reject);
  });
}

const loopOver = (items: readonly number[]) => ({
  ...flowOf([
    manual,
    { id: 'each', type: 'core.for-each', params: { items } },
    { id: 'inner', type: 'core.set', parent: 'each', params: { values: { n: '{{ item }}' } } },
    { id: 'after', type: 'core.set', params: { values: { n: '{{ steps.each.count }}' } } },
  ]),
  edges: [
    { from: 'start', port: 'done', to: 'each' },
    { from: 'each', port: 'done', to: 'after' },
  ],
});
const loop = loopOver([1, 2, 3]);
const create = async (document: unknown = loop) => (await server.api('POST', '/api/flows', { document })).body.id as string;
const run = (id: string) => server.api('POST', `/api/flows/${id}/runs`, {}, { prefer: 'wait=10' });
const stepsOf = (events: readonly StreamEvent[]) => events.flatMap((e) => (e.type === 'step' ? [e.step.key] : []));
const ended = (events: readonly StreamEvent[]) => events.some((e) => e.type === 'run' && e.run.endedAt !== null);

const scoped = {
  ...flowOf([
    manual,
    { id: 'each', type: 'core.for-each', params: { items: [1, 2] } },
    { id: 'group', type: 'core.scope', parent: 'each', params: {} },
    { id: 'inner', type: 'core.set', parent: 'group', params: { values: { n: '{{ item }}' } } },
  ]),
  edges: [{ from: 'start', port: 'done', to: 'each' }],
};

describe('the event stream', () => {
  test.each([
    ['each', ['group[0]', 'group[1]', 'inner[0]', 'inner[1]']],
    ['group[1]', ['inner[1]']],
    ['inner', []],
  ])('steps of a scope in a loop come to who watches %s', async (loops, keys) => {
    const id = await create(scoped);
    const listening = await listen(`?flow=${id}&loops=${loops}`);
    await run(id);
    await expect.poll(() => ended(listening.events)).toBe(true);
    expect([...new Set(stepsOf(listening.events).filter((key) => key.includes('[')))].sort()).toEqual(keys);
    listening.close();
  });

  test('tells a flow’s watcher every run and its steps, the end last', async () => {
    const id = await create();
    const watcher = await listen(`?flow=${id}`);
    await run(id);
    await expect.poll(() => ended(watcher.events)).toBe(true);
    expect(stepsOf(watcher.events)).toEqual(expect.arrayContaining(['start', 'each', 'after']));
    expect(stepsOf(watcher.events).filter((key) => key.includes('['))).toEqual([]);
    expect(watcher.events.at(-1)?.type).toBe('run');
    watcher.close();
  });

  test('tells steps inside a loop only to those who named it', async () => {
    const id = await create();
    const [named, all, other] = await Promise.all([
      listen(`?flow=${id}&loops=each`),
      listen(`?flow=${id}&loops=all`),
      listen(`?flow=${id}&loops=another`),
    ]);
    await run(id);
    await expect.poll(() => [named, all, other].every(({ events }) => ended(events))).toBe(true);
    const inner = (events: readonly StreamEvent[]) => [...new Set(stepsOf(events).filter((key) => key.startsWith('inner')))].sort();
    expect(inner(named.events)).toEqual(['inner[0]', 'inner[1]', 'inner[2]']);
    expect(inner(all.events)).toEqual(['inner[0]', 'inner[1]', 'inner[2]']);
    expect(inner(other.events)).toEqual([]);
    for (const { close } of [named, all, other]) close();
  });

  test('tells the home page runs, not their steps, and nothing to watchers of another flow', async () => {
    const id = await create();
    const [home, stranger] = await Promise.all([listen(''), listen(`?flow=${await create()}`)]);
    await run(id);
    await expect.poll(() => ended(home.events)).toBe(true);
    expect(stepsOf(home.events)).toEqual([]);
    expect(stranger.events.filter((e) => e.type !== 'flow')).toEqual([]);
    home.close();
    stranger.close();
  });

  test('replays what a listener missed, from the last sequence it saw', async () => {
    const id = await create();
    const first = await listen(`?flow=${id}`);
    const seen = first.lastId();
    first.close();
    expect(seen).toMatch(/^\d+$/);
    const { body } = await run(id);
    const again = await listen(`?flow=${id}`, { 'last-event-id': seen });
    await expect.poll(() => ended(again.events)).toBe(true);
    expect(again.events.filter((e) => e.type === 'run').at(-1)).toMatchObject({ run: { id: body.runId, status: 'succeeded' } });
    expect(stepsOf(again.events)).toEqual(expect.arrayContaining(['start', 'each', 'after']));
    again.close();
  });

  test('replays a long run in pieces: whoever is cut off in between goes on from the last one', async () => {
    const id = await create(loopOver(Array.from({ length: 2_500 }, (_, n) => n)));
    const { runId } = (await run(id)).body;
    const away = await listen(`?run=${runId}&loops=all&after=0`);
    await expect.poll(() => new Set(stepsOf(away.events).filter((key) => key.startsWith('inner'))).size, { timeout: 10_000 }).toBe(2_500);
    expect(away.ids.length).toBeGreaterThan(2);
    expect(away.ids).toEqual([...away.ids].sort((a, b) => a - b));
    away.close();
  });

  test('says that a draft was saved', async () => {
    const id = await create();
    const watcher = await listen(`?flow=${id}`);
    const { etag, document } = (await server.api('GET', `/api/flows/${id}`)).body;
    const saved = await server.api('PUT', `/api/flows/${id}`, { document: { ...document, name: 'Changed' } }, { 'if-match': etag });
    await expect.poll(() => watcher.events).toContainEqual({ type: 'flow', flowId: id, etag: saved.body.etag });
    watcher.close();
  });

  test('a broken sequence is refused', async () => {
    expect((await server.api('GET', '/api/events?after=x')).status).toBe(400);
  });
});
