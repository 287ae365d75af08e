// Four eyes, with the whole server, the simulator and people of flesh and cookies: what deletes waits for a second person, by
// whatever node it is sent, and each yes is for one request, once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, firstAccount, inviteInto } from './test/people.ts';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
let admin: Browser;
let editor: Browser;
let second: Browser;

beforeAll(async () => {
  server = await startTestServer();
  admin = await firstAccount(server);
  editor = (await inviteInto(server, admin, 'edith', [{ projectId: 'default', role: 'editor' }])).browser;
  second = (await inviteInto(server, admin, 'sam', [{ projectId: 'default', role: 'operator' }])).browser;
  expect((await admin.call('PUT', '/api/project', { fourEyes: 'always' })).body.settings.fourEyes).toBe('always');
});
afterAll(() => server.stop());

const azure = { connections: [{ name: 'azure', kind: 'azure' }] };

/** A protected item of the practice subscription, as the picker offers it. */
async function anItem(index = 0): Promise<{ vault: string; item: string }> {
  const choices = async (name: string, params: object) =>
    (await editor.call('POST', `/api/node-types/azure-backup.backup-now/choices/${name}`, { params })).body.items as { value: string }[];
  const vault = (await choices('vault', {}))[0]?.value ?? '';
  const item = (await choices('item', { vault }))[index]?.value ?? '';
  expect([vault, item].every((id) => id.startsWith('/subscriptions/'))).toBe(true);
  return { vault, item };
}

async function start(by: Browser, node: Record<string, unknown>): Promise<string> {
  const document = flowOf([manual, { id: 'remove', connection: 'azure', ...node } as never], azure);
  const { id } = (await editor.call('POST', '/api/flows', { document })).body;
  const { runId } = (await by.call('POST', `/api/flows/${id}/runs`, { inputs: {} })).body;
  return runId;
}
const run = async (id: string) => (await editor.call('GET', `/api/runs/${id}`)).body;
const reaches = (id: string, status: string) => expect.poll(async () => (await run(id)).status, { timeout: 15_000 }).toBe(status);
const answer = (by: Browser, id: string, approved = true) => by.call('POST', `/api/runs/${id}/approve`, { step: 'remove', approved });
const requests = async (method: string): Promise<number> =>
  ((await editor.call('GET', `/api/practice/requests?q=protectedItems&limit=200`)).body.items as { method: string }[]).filter(
    (one) => one.method === method,
  ).length;

describe('a step that deletes', () => {
  test('waits; who started it, who made the flow, a token and the machine cannot say yes; a second person can, and it goes out once', async () => {
    const { item } = await anItem();
    const before = await requests('DELETE');
    const id = await start(editor, { type: 'azure.arm-request', params: { method: 'DELETE', path: item, apiVersion: '2025-02-01' } });
    await reaches(id, 'waiting');
    expect(await requests('DELETE')).toBe(before);
    const [own] = (await editor.call('GET', '/api/approvals')).body.items;
    expect(own).toMatchObject({ runId: id, mayAnswer: false, whyNot: 'You started this run: somebody else has to answer.' });
    expect(own.request).toMatchObject({ method: 'DELETE', url: expect.stringContaining('/protectedItems/') });
    expect((await answer(editor, id)).status).toBe(403);
    const token = (await editor.call('POST', '/api/account/tokens', { name: 'sly', role: 'editor' })).body.token;
    const withToken = (bearer: string) =>
      server.raw('POST', `/api/runs/${id}/approve`, {
        body: JSON.stringify({ step: 'remove', approved: true }),
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      });
    expect((await withToken(token)).status).toBe(403);
    expect((await withToken((await second.call('POST', '/api/account/tokens', { name: 'x', role: 'operator' })).body.token)).status).toBe(
      403,
    );
    expect((await server.api('POST', `/api/runs/${id}/approve`, { step: 'remove', approved: true })).status).toBe(403);
    await server.restart();
    expect((await second.call('GET', '/api/approvals')).body.items).toMatchObject([{ runId: id, mayAnswer: true }]);
    expect((await answer(second, id)).status).toBe(200);
    await expect.poll(async () => (await run(id)).status, { timeout: 15_000 }).toMatch(/succeeded|failed/);
    expect(await requests('DELETE')).toBe(before + 1);
    expect((await answer(second, id)).status).toBe(409);
    const { items } = (await admin.call('GET', '/api/audit?limit=200')).body;
    expect(items.filter((line: { resource: string }) => line.resource === id).map((line: { action: string }) => line.action)).toEqual(
      expect.arrayContaining(['second-look.asked', 'second-look.approved', 'second-look.used']),
    );
  });

  test('after a no it fails and nothing has left', async () => {
    const { item } = await anItem(1);
    const before = await requests('DELETE');
    const id = await start(editor, { type: 'azure.arm-request', params: { method: 'DELETE', path: item, apiVersion: '2025-02-01' } });
    await reaches(id, 'waiting');
    await answer(second, id, false);
    await reaches(id, 'failed');
    expect((await run(id)).error.message ?? '').not.toBe('');
    expect((await editor.call('GET', `/api/runs/${id}/steps/remove`)).body.error).toMatchObject({ code: 'approval_rejected' });
    expect(await requests('DELETE')).toBe(before);
  });

  test('who changed the flow last is no second person, whoever published and started it', async () => {
    const { item } = await anItem(1);
    const id = await start(second, { type: 'azure.arm-request', params: { method: 'DELETE', path: item, apiVersion: '2025-02-01' } });
    await reaches(id, 'waiting');
    expect((await answer(editor, id)).body.detail).toMatch(/last to change this flow/);
    expect((await answer(second, id)).body.detail).toMatch(/started this run/);
    expect((await answer(admin, id)).status).toBe(200);
  });

  test('started with the access of the machine: no administrator is a second person, for it could be any of them', async () => {
    const { item } = await anItem(1);
    const document = flowOf(
      [
        manual,
        {
          id: 'remove',
          connection: 'azure',
          type: 'azure.arm-request',
          params: { method: 'DELETE', path: item, apiVersion: '2025-02-01' },
        },
      ],
      azure,
    );
    const flow = (await server.api('POST', '/api/flows', { document })).body.id;
    const id = (await server.api('POST', `/api/flows/${flow}/runs`, {})).body.runId;
    await reaches(id, 'waiting');
    expect((await answer(admin, id)).status).toBe(403);
    expect((await answer(second, id)).status).toBe(200);
  });
});

describe('a loop that deletes', () => {
  const looksOf = async (id: string) =>
    (
      (await second.call('GET', '/api/approvals')).body.items as {
        runId: string;
        stepKey: string;
        look: string;
        request: { url: string };
      }[]
    ).filter(({ runId }) => runId === id);
  const answerAll = (by: Browser, id: string, looks: readonly string[]) =>
    by.call('POST', `/api/runs/${id}/approve-all`, { looks, approved: true, comment: 'CHG0042' });

  test('is answered once for all that it asks: exactly the requests that are named, all or none, each once', async () => {
    const { vault } = await anItem(1);
    const path = `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/ghost-{{ item }}`;
    const document = {
      ...flowOf(
        [
          manual,
          { id: 'each', type: 'core.for-each', params: { items: [0, 1, 2, 3, 4, 5], concurrency: 6 } },
          {
            id: 'remove',
            type: 'azure.arm-request',
            parent: 'each',
            connection: 'azure',
            params: { method: 'DELETE', path, apiVersion: '2025-02-01' },
          } as never,
        ],
        azure,
      ),
      edges: [{ from: 'start', port: 'done', to: 'each' }],
    };
    const flow = (await editor.call('POST', '/api/flows', { document })).body.id;
    const before = await requests('DELETE');
    const id = (await editor.call('POST', `/api/flows/${flow}/runs`, { inputs: {} })).body.runId as string;
    await expect.poll(async () => (await looksOf(id)).length, { timeout: 15_000 }).toBe(6);
    const asked = await looksOf(id);
    const looks = asked.map(({ look }) => look);
    expect(new Set(asked.map(({ request }) => request.url)).size).toBe(6);

    // Nobody who had a hand in it, nothing made up, nothing of another run, nothing that is not all there.
    expect((await answerAll(editor, id, looks)).status).toBe(403);
    expect((await answerAll(second, id, [...looks, 'look_made_up'])).status).toBe(409);
    const other = await start(editor, {
      type: 'azure.arm-request',
      params: { method: 'DELETE', path: path.replace('{{ item }}', 'x'), apiVersion: '2025-02-01' },
    });
    await reaches(other, 'waiting');
    const [foreign] = await looksOf(other);
    expect((await answerAll(second, id, [...looks, foreign?.look ?? ''])).status).toBe(409);
    expect((await answerAll(second, 'run_nowhere', looks)).status).toBe(404);
    const [last, ...five] = looks;
    expect((await second.call('POST', `/api/runs/${id}/approve`, { step: asked[0]?.stepKey, approved: true, look: five[0] })).status).toBe(
      409,
    );
    expect([(await looksOf(id)).length, await requests('DELETE')]).toEqual([6, before]);

    expect((await answerAll(second, id, five)).body.items).toHaveLength(5);
    await expect.poll(() => requests('DELETE'), { timeout: 15_000 }).toBe(before + 5);
    expect((await looksOf(id)).map(({ look }) => look)).toEqual([last]);
    expect((await answerAll(second, id, five)).status).toBe(409);
    expect((await answerAll(second, id, looks)).status).toBe(409);
    expect((await second.call('POST', `/api/runs/${id}/approve`, { step: asked[0]?.stepKey, approved: false, look: last })).status).toBe(
      200,
    );
    await expect.poll(async () => (await run(id)).status, { timeout: 15_000 }).toMatch(/succeeded|failed/);
    expect(await requests('DELETE')).toBe(before + 5);
    const { items } = (await admin.call('GET', '/api/audit?limit=200&action=second-look.approved')).body;
    const mine = items.filter((line: { resource: string }) => line.resource === id);
    expect(mine.map((line: { details: { look: string; together: number } }) => [line.details.look, line.details.together]).sort()).toEqual(
      five.map((look) => [look, 5]).sort(),
    );
    await answer(second, other, false);
  });
});

test('where publishing needs a second person, whoever changed the flow last cannot publish it', async () => {
  await admin.call('PUT', '/api/project', { reviewPublishing: true });
  const flow = (await editor.call('POST', '/api/flows', { document: flowOf([manual]) })).body.id;
  expect((await editor.call('POST', `/api/flows/${flow}/publish`, {})).body.detail).toMatch(
    /second person here. You were the last to change this flow/,
  );
  expect((await server.api('POST', `/api/flows/${flow}/publish`, {})).status).toBe(403);
  expect((await second.call('POST', `/api/flows/${flow}/publish`, {})).status).toBe(403);
  expect((await admin.call('POST', `/api/flows/${flow}/publish`, {})).status).toBe(200);
});
