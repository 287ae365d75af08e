// People, from the first account to signing out everywhere, over HTTP as the editor does it.
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { totpNow } from '../security/one-time-codes.ts';
import { type Browser, browserOf, inviteInto } from './test/people.ts';
import { startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
let ada: Browser;
const password = 'correct horse battery staple';

beforeAll(async () => {
  server = await startTestServer({}, { heartbeatMs: 50 });
});
afterAll(() => server.stop());

const linkOf = async () => (await server.api('POST', '/api/session/link')).body.url as string;
const signIn = (login: string, secret: string, code?: string) =>
  browserOf(server).call('POST', '/api/session/password', { login, password: secret, ...(code ? { code } : {}) });

describe('the first account', () => {
  test('before it there is one person, who signs in by the link', async () => {
    const browser = browserOf(server);
    expect((await browser.call('GET', '/api/session/ways')).body).toEqual({ password: false, provider: null });
    await browser.open(await linkOf());
    expect((await browser.call('GET', '/api/me')).body).toMatchObject({ single: true, admin: true, account: false, role: 'owner' });
    expect((await browser.call('POST', '/api/people', { login: 'bob', name: 'Bob' })).status).toBe(409);
    expect((await browser.call('POST', '/api/account/tokens', { name: 'x', role: 'viewer' })).status).toBe(403);
  });

  test('a password that anybody would try is refused with a sentence', async () => {
    const browser = browserOf(server);
    await browser.open(await linkOf());
    const { status, body } = await browser.call('POST', '/api/account/first', {
      login: 'ada@example.com',
      name: 'Ada',
      password: 'password1234',
    });
    expect([status, body.problems?.[0]?.path]).toEqual([400, '/password']);
  });

  test('of fifty who ask at once one gets it; it looks after everything, and the link’s sessions end', async () => {
    const others = browserOf(server);
    await others.open(await linkOf());
    const unused = await linkOf();
    const browsers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const browser = browserOf(server);
        await browser.open(await linkOf());
        return browser;
      }),
    );
    const tries = await Promise.all(
      browsers.map((browser, index) =>
        browser.call('POST', '/api/account/first', { login: `ada${index}@example.com`, name: 'Ada', password }),
      ),
    );
    const won = tries.findIndex(({ status }) => status === 201);
    expect(tries.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
    ada = browsers[won] as Browser;
    expect((await ada.call('GET', '/api/me')).body).toMatchObject({ single: false, admin: true, account: true, actor: { name: 'Ada' } });
    expect((await others.call('GET', '/api/me')).status).toBe(401);
    expect((await browserOf(server).call('POST', '/api/session', { token: unused.split('#token=')[1] })).status).toBe(401);
    expect((await ada.call('POST', '/api/session/link')).status).toBe(409);
    expect((await server.api('POST', '/api/session/link')).status).toBe(201);
  });
});

describe('others', () => {
  test('come by invitation, good once, with the roles they were given and no others', async () => {
    const { body } = await ada.call('POST', '/api/people', {
      login: 'Bob@Example.com',
      name: 'Bob',
      grants: [{ projectId: 'default', role: 'operator' }],
    });
    expect(body.person).toMatchObject({ login: 'bob@example.com', admin: false, hasPassword: false });
    const token = body.url.split('#invitation=')[1];
    const bob = browserOf(server);
    expect((await bob.call('POST', '/api/invitation', { token })).body).toMatchObject({ login: 'bob@example.com', reset: false });
    expect((await bob.call('POST', '/api/invitation/accept', { token, password })).status).toBe(201);
    expect((await bob.call('GET', '/api/me')).body).toMatchObject({ role: 'operator', admin: false, outside: false });
    expect((await bob.call('GET', '/api/people')).status).toBe(403);
    expect((await bob.call('POST', '/api/flows', { document: { format: 1, name: 'x' } })).status).toBe(403);
    expect((await browserOf(server).call('POST', '/api/invitation/accept', { token, password })).status).toBe(404);
    expect((await ada.call('POST', '/api/people', { login: 'bob@example.com', name: 'Another' })).status).toBe(409);
  });

  test('what is taken away is gone with the next request, also for tokens', async () => {
    const carol = await inviteInto(server, ada, 'carol', [{ projectId: 'default', role: 'editor' }]);
    const made = await carol.browser.call('POST', '/api/account/tokens', { name: 'ci', role: 'editor', days: 7 });
    expect(made.body.token).toMatch(/^vf_/);
    const byToken = (method: string, path: string, body?: unknown) =>
      server.raw(method, path, {
        ...(body ? { body: JSON.stringify(body) } : {}),
        headers: { authorization: `Bearer ${made.body.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      });
    const make = { document: { format: 1, name: 'by token' } };
    expect((await byToken('POST', '/api/flows', make)).status).toBe(201);
    expect((await byToken('GET', '/api/me')).body).toMatchObject({ actor: { kind: 'token', person: carol.id }, role: 'editor' });
    await ada.call('PUT', `/api/people/${carol.id}`, { grants: [{ projectId: 'default', role: 'viewer' }] });
    expect((await byToken('POST', '/api/flows', make)).status).toBe(403);
    expect((await carol.browser.call('POST', '/api/flows', make)).status).toBe(403);
    expect((await carol.browser.call('POST', '/api/account/tokens', { name: 'more', role: 'editor' })).status).toBe(403);
    await ada.call('PUT', `/api/people/${carol.id}`, { disabled: true });
    expect((await byToken('GET', '/api/me')).status).toBe(401);
    expect((await carol.browser.call('GET', '/api/me')).status).toBe(401);
    expect((await signIn('carol', carol.password)).status).toBe(401);
  });

  test('a stream of events that was open ends when its person is shut out, signs out or loses the role; others stay', async () => {
    const [ines, jan, kim, lea] = await Promise.all(
      ['ines', 'jan', 'kim', 'lea'].map((login) => inviteInto(server, ada, login, [{ projectId: 'default', role: 'viewer' }])),
    );
    if (!ines || !jan || !kim || !lea) throw new Error('nobody was invited');
    const { port } = server.running.server.address() as { port: number };
    const listen = (browser: Browser) =>
      new Promise<{ ended: boolean; close(): void }>((resolve) => {
        const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
        const call = get({ host: '127.0.0.1', port, path: '/api/events', headers: { cookie }, agent: false }, (answer) => {
          const stream = { ended: false, close: () => call.destroy() };
          answer.resume().on('end', () => {
            stream.ended = true;
          });
          resolve(stream);
        });
        call.on('error', () => undefined);
      });
    const streams = await Promise.all([ines, jan, kim, lea].map(({ browser }) => listen(browser)));
    await ada.call('PUT', `/api/people/${ines.id}`, { disabled: true });
    await jan.browser.call('DELETE', '/api/session');
    await ada.call('PUT', `/api/people/${kim.id}`, { grants: [] });
    await expect.poll(() => streams.map(({ ended }) => ended), { timeout: 5_000 }).toEqual([true, true, true, false]);
    for (const stream of streams) stream.close();
  });

  test('a token looks after no account, makes no tokens, and ends at once', async () => {
    const dora = await inviteInto(server, ada, 'dora', [{ projectId: 'default', role: 'owner' }]);
    const { body } = await dora.browser.call('POST', '/api/account/tokens', { name: 'x', role: 'owner' });
    const headers = { authorization: `Bearer ${body.token}`, 'content-type': 'application/json' };
    const post = (path: string, sent: unknown) => server.raw('POST', path, { body: JSON.stringify(sent), headers });
    expect((await post('/api/account/tokens', { name: 'y', role: 'viewer' })).status).toBe(403);
    expect((await post('/api/account/password', { present: dora.password, password: 'another long password' })).status).toBe(403);
    expect((await dora.browser.call('GET', '/api/account/tokens')).text).not.toContain(body.token);
    expect((await dora.browser.call('DELETE', `/api/account/tokens/${body.id}`)).status).toBe(204);
    expect((await server.raw('GET', '/api/me', { headers })).status).toBe(401);
  });

  test('somebody who looks after the installation is always left', async () => {
    const me = (await ada.call('GET', '/api/me')).body.actor.id;
    expect((await ada.call('PUT', `/api/people/${me}`, { disabled: true })).status).toBe(409);
    expect((await ada.call('DELETE', `/api/people/${me}`)).status).toBe(409);
    const removed = await server.api('PUT', `/api/people/${me}`, { admin: false });
    expect([removed.status, removed.body.detail]).toEqual([409, expect.stringContaining('Nobody would be left')]);
  });
});

describe('signing in', () => {
  test('says the same for a wrong name and a wrong password, and the cookie is for the server alone', async () => {
    const eve = await inviteInto(server, ada, 'eve', []);
    const [name, secret] = await Promise.all([signIn('nobody-at-all', password), signIn('eve', 'not this one')]);
    const { requestId: _1, ...one } = name.body;
    const { requestId: _2, ...two } = secret.body;
    expect(one).toEqual(two);
    const good = await signIn(' EVE ', eve.password);
    expect(good.headers.get('set-cookie')).toMatch(/^vf_\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/);
    expect(good.body).toMatchObject({ outside: true });
  });

  test('without a role in any project one sees oneself and nothing else', async () => {
    const finn = await inviteInto(server, ada, 'finn', []);
    expect((await finn.browser.call('GET', '/api/account')).status).toBe(200);
    for (const path of ['/api/flows', '/api/runs', '/api/connections', '/api/audit', '/api/people', '/api/project/members'])
      expect([path, (await finn.browser.call('GET', path)).status]).toEqual([path, 403]);
    expect((await finn.browser.call('GET', '/api/projects')).body.items).toEqual([]);
  });

  test('the door shuts after five wrong passwords, for the right one too, and says for how long', async () => {
    const gus = await inviteInto(server, ada, 'gus', []);
    for (let n = 0; n < 5; n++) expect((await signIn('gus', `wrong ${n}`)).status).toBe(401);
    const shut = await signIn('gus', gus.password);
    expect(shut.status).toBe(429);
    expect(Number(shut.headers.get('retry-after'))).toBeGreaterThan(5);
    const people = (await ada.call('GET', '/api/people')).body.items as { login: string; shutUntil: string | null }[];
    expect(people.find(({ login }) => login === 'gus')?.shutUntil).not.toBeNull();
    const { body } = await ada.call('POST', `/api/people/${gus.id}/reset`);
    const again = browserOf(server);
    expect(
      (await again.call('POST', '/api/invitation/accept', { token: body.url.split('=')[1], password: 'a wholly new one' })).status,
    ).toBe(201);
    expect((await signIn('gus', gus.password)).status).toBe(401);
  });

  test('with a second step the password is not enough; a code counts once; a recovery code counts once', async () => {
    const hal = await inviteInto(server, ada, 'hal', []);
    expect((await hal.browser.call('POST', '/api/account/second-step', { password: 'wrong' })).status).toBe(403);
    const { secret } = (await hal.browser.call('POST', '/api/account/second-step', { password: hal.password })).body;
    expect((await hal.browser.call('POST', '/api/account/second-step/confirm', { code: '000000' })).status).toBe(403);
    const code = totpNow(secret, Date.now());
    const { recoveryCodes } = (await hal.browser.call('POST', '/api/account/second-step/confirm', { code })).body;
    expect(recoveryCodes).toHaveLength(10);
    expect((await signIn('hal', hal.password)).body.code).toBe('second_step_needed');
    expect((await signIn('hal', hal.password, code)).status).toBe(401);
    expect((await signIn('hal', hal.password, recoveryCodes[0])).status).toBe(201);
    expect((await signIn('hal', hal.password, recoveryCodes[0])).status).toBe(401);
    expect((await signIn('hal', hal.password, totpNow(secret, Date.now() + 30_000))).status).toBe(201);
    expect((await hal.browser.call('GET', '/api/account')).body).toMatchObject({ secondStep: true, recoveryCodesLeft: 9 });
  });

  test('another password ends all other sessions; signing out everywhere ends this one too', async () => {
    const ida = await inviteInto(server, ada, 'ida', []);
    const other = browserOf(server);
    await other.call('POST', '/api/session/password', { login: 'ida', password: ida.password });
    expect((await ida.browser.call('GET', '/api/account/sessions')).body.items).toHaveLength(2);
    const changed = await ida.browser.call('POST', '/api/account/password', { present: ida.password, password: 'a different long one' });
    expect(changed.status).toBe(204);
    expect((await other.call('GET', '/api/me')).status).toBe(401);
    expect((await ida.browser.call('GET', '/api/me')).status).toBe(200);
    await other.call('POST', '/api/session/password', { login: 'ida', password: 'a different long one' });
    expect((await ida.browser.call('DELETE', '/api/account/sessions')).status).toBe(204);
    for (const browser of [ida.browser, other]) expect((await browser.call('GET', '/api/me')).status).toBe(401);
  });
});

test('no hash, no secret and no token of a session stands in any answer or in the audit', async () => {
  const pages = ['/api/people', '/api/account', '/api/account/sessions', '/api/account/tokens', '/api/audit?limit=200', '/api/groups'];
  for (const path of pages) {
    const { text } = await ada.call('GET', path);
    expect([path, /argon2|\$m=|whsec|vf_[\w-]{43}/.test(text), text.includes(password)]).toEqual([path, false, false]);
  }
});
