// Walks every route as everybody and compares with the printed page; then every object of one project as the owner of another.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../nodes/kit/wire/route.ts';
import { routes } from '../../nodes/kit/wire/routes.ts';
import { accessReference, type Visitor, visitors } from '../access-reference.ts';
import { type Browser, browserOf, firstAccount, inviteInto } from './test/people.ts';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

const page = readFileSync(new URL('../../docs/reference/access.md', import.meta.url), 'utf8');
const all = Object.entries(routes) as [string, Route][];
let server: TestServer;
let admin: Browser;
const browsers = new Map<Visitor, Browser>();

beforeAll(async () => {
  server = await startTestServer();
  admin = await firstAccount(server);
  browsers.set('administrator', admin);
  browsers.set('nobody', browserOf(server));
  browsers.set('no role', (await inviteInto(server, admin, 'none', [])).browser);
  for (const role of ['viewer', 'operator', 'editor', 'owner'] as const)
    browsers.set(role, (await inviteInto(server, admin, role, [{ projectId: 'default', role }])).browser);
});
afterAll(() => server.stop());

/** Status and code of an answer; a stream is not waited for. */
function ask(browser: Browser, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const { port } = server.running.server.address() as { port: number };
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise<{ status: number; code: string | null }>((resolve, reject) => {
    const call = request(
      {
        port,
        host: '127.0.0.1',
        method,
        path,
        agent: false,
        headers: {
          ...(browser.cookies.size > 0 ? { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') } : {}),
          ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
          ...headers,
        },
      },
      (answer) => {
        const stream = answer.headers['content-type']?.startsWith('text/event-stream');
        let said = '';
        const done = () => resolve({ status: answer.statusCode ?? 0, code: /"code":"(\w+)"/.exec(said)?.[1] ?? null });
        if (stream) {
          call.destroy();
          done();
          return;
        }
        answer.on('data', (chunk: Buffer) => {
          said += chunk.toString();
        });
        answer.on('end', done);
      },
    );
    call.on('error', reject);
    call.end(text);
  });
}

test('the page is what `npm run docs` writes', () => expect(page).toBe(accessReference()));

describe('every route, as everybody', () => {
  /** These end the session they are called with: called last, each with one of its own. */
  const endings = new Set(['deleteSession', 'endSessions']);
  const listed = new Map(
    [...page.matchAll(/^\| `(\w+)` \| (\w+) `([^`]+)` \| (.+) \|$/gm)].map(([, name = '', , , cells = '']) => [name, cells.split(' | ')]),
  );
  const order = [...all].sort(([a], [b]) => Number(endings.has(a)) - Number(endings.has(b)));

  test('the page names every route', () => expect([...listed.keys()].sort()).toEqual(all.map(([name]) => name).sort()));

  test.each(order)('%s', async (name, route) => {
    const found: string[] = [];
    for (const visitor of visitors) {
      const known = browsers.get(visitor) as Browser;
      const browser = endings.has(name) && visitor !== 'nobody' ? await another(visitor) : known;
      const path = route.path.replace(/:[a-z]+/gi, 'nothing');
      const method = route.method === 'ANY' ? 'POST' : route.method;
      const { status, code } = await ask(browser, method, path, route.body ? {} : undefined);
      const refused =
        (status === 401 && code === 'unauthenticated' && route.access !== 'public') || (status === 403 && code === 'forbidden');
      if (visitor === 'nobody' && refused) expect([name, status]).toEqual([name, 401]);
      expect([name, visitor, status < 500]).toEqual([name, visitor, true]);
      found.push(refused ? '–' : 'yes');
    }
    expect(found).toEqual(listed.get(name));
  });

  async function another(visitor: Visitor): Promise<Browser> {
    const browser = browserOf(server);
    const login = visitor === 'administrator' ? 'ada' : visitor === 'no role' ? 'none' : visitor;
    const signedIn = await browser.call('POST', '/api/session/password', { login, password: 'correct horse battery staple' });
    expect(signedIn.status).toBe(201);
    return browser;
  }
});

describe('objects of another project', () => {
  const ids: Record<string, string> = {};
  let stranger: Browser;
  let before: string;
  const inOther = (method: string, path: string, body?: unknown) =>
    admin.call(method, path, body, { 'vaultflow-project': ids.project ?? '' });
  const everything = async () => {
    const lists = ['/api/flows', '/api/connections', '/api/templates', '/api/runs', `/api/flows/${ids.flow}/bindings`];
    return JSON.stringify(await Promise.all(lists.map(async (path) => (await inOther('GET', path)).body)));
  };

  beforeAll(async () => {
    // Signing out everywhere was among the routes above.
    for (const [visitor, login] of [
      ['administrator', 'ada'],
      ['owner', 'owner'],
    ] as const)
      await browsers.get(visitor)?.call('POST', '/api/session/password', { login, password: 'correct horse battery staple' });
    ids.project = (await admin.call('POST', '/api/projects', { name: 'Other' })).body.id;
    const nodes = [manual, { id: 'hook', type: 'core.webhook' }, { id: 'say', type: 'core.set', params: { values: { a: 1 } } }];
    const edges = ['start', 'hook'].map((from) => ({ from, port: 'done', to: 'say' }));
    const document = { ...flowOf(nodes), edges };
    const made = (method: string, path: string, body: unknown) =>
      inOther(method, path, body).then((answer) => {
        expect([path, answer.text, answer.status < 300]).toEqual([path, answer.text, true]);
        return answer.body;
      });
    ids.flow = (await made('POST', '/api/flows', { document })).id;
    await made('POST', `/api/flows/${ids.flow}/publish`, {});
    ids.run = (await made('POST', `/api/flows/${ids.flow}/runs`, { inputs: {} })).runId;
    ids.connection = (await inOther('GET', '/api/connections')).body.items[0].id;
    const template = { format: 1, name: 'theirs', title: 'Theirs', flow: { format: 1, name: 'x' } };
    ids.template = (await made('POST', '/api/templates', { document: template })).id;
    while ((await inOther('GET', `/api/runs/${ids.run}`)).body.status !== 'succeeded') await new Promise((next) => setTimeout(next, 20));
    stranger = browsers.get('owner') as Browser;
    before = await everything();
  });

  test('all of them were made', () => {
    for (const [name, id] of Object.entries(ids)) expect([name, typeof id]).toEqual([name, 'string']);
  });

  /** A body that would be right, so that nothing but the project can be the reason of a refusal. */
  const bodies: Record<string, unknown> = {
    saveFlow: { document: { format: 1, name: 'Taken' } },
    publishFlow: {},
    saveBindings: { bindings: {} },
    saveSamples: { samples: {} },
    saveMemory: { value: 1 },
    startRun: { inputs: {} },
    retryRun: {},
    continueRun: { step: 'say' },
    resolveStep: { step: 'say', outcome: 'fail' },
    answerApproval: { step: 'say', approved: true },
    answerApprovals: { looks: ['look_of_another'], approved: true },
    saveConnection: { name: 'Taken' },
    saveTemplate: { document: { format: 1, name: 'taken', title: 'Taken', flow: { format: 1, name: 'x' } } },
    createFlowFromTemplate: { parameters: {} },
    createTest: { test: { name: 'Taken' } },
    saveTest: { test: { name: 'Taken' } },
    renewHookSecret: {},
    listenToHook: {},
    favourFlow: { favourite: true },
  };
  const kinds: readonly (readonly [RegExp, string])[] = [
    [/^\/api\/flows\/:id/, 'flow'],
    [/^\/api\/runs\/:id/, 'run'],
    [/^\/api\/connections\/:id/, 'connection'],
    [/^\/api\/templates\/:id/, 'template'],
  ];
  const owned = all.flatMap(([name, route]) => {
    const kind = kinds.find(([pattern]) => pattern.test(route.path))?.[1];
    return kind ? [[name, route, kind] as const] : [];
  });

  test.each(owned)('%s answers 404', async (name, route, kind) => {
    const path = route.path
      .replace(':id', ids[kind] as string)
      .replace(':number', '1')
      .replace(':node', 'hook')
      .replace(':key', 'say')
      .replace(/:[a-z]+/gi, 'x');
    const given = route.body ? (bodies[name] ?? {}) : undefined;
    const headers: Record<string, string> = route.method === 'PUT' ? { 'if-match': '*' } : {};
    expect([name, await ask(stranger, route.method, path, given, headers)]).toEqual([name, { status: 404, code: 'not_found' }]);
  });

  test('lists show nothing of them, and naming the project opens nothing', async () => {
    for (const path of [
      '/api/flows',
      '/api/connections',
      '/api/templates',
      '/api/runs',
      '/api/triggers',
      '/api/audit',
      '/api/approvals',
      '/api/projects',
    ]) {
      const { text } = await stranger.call('GET', path);
      for (const id of Object.values(ids)) expect([path, text.includes(id)]).toEqual([path, false]);
      const named = await stranger.call('GET', path, undefined, { 'vaultflow-project': ids.project as string });
      if (path === '/api/projects') continue;
      expect([path, named.status]).toEqual([path, 403]);
    }
  });

  test('nothing of them has changed', async () => expect(await everything()).toBe(before));
});
