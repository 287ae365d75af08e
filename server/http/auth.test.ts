import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Route, roleOrder } from '../../nodes/kit/wire/route.ts';
import { routes } from '../../nodes/kit/wire/routes.ts';
import { startTestServer, type TestServer, TOKEN } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const linkToken = (link: string) => new URL(link).hash.slice('#token='.length);
const json = { 'content-type': 'application/json' };
const signIn = (token: string) => server.raw('POST', '/api/session', { body: JSON.stringify({ token }), headers: json });

describe('who may call', () => {
  const closed = (Object.entries(routes) as [string, Route][]).filter(([, { access }]) => access !== 'public');

  test.each(closed)('%s answers 401 without a token', async (_name, route) => {
    const path = route.path.replace(/:[a-z]+/gi, 'x');
    const { status, body, headers } = await server.raw(route.method, path, {
      ...(route.body ? { body: '{}', headers: json } : {}),
    });
    expect(status).toBe(401);
    expect(body.code).toBe('unauthenticated');
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  });

  test('a wrong bearer token is refused, also beside a good session', async () => {
    const { headers } = await signIn(linkToken((await server.api('POST', '/api/session/link')).body.url));
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await server.raw('GET', '/api/me', { headers: { cookie } })).status).toBe(200);
    expect((await server.raw('GET', '/api/me', { headers: { cookie, authorization: 'Bearer wrong' } })).status).toBe(401);
    expect((await server.raw('GET', '/api/me', { headers: { authorization: `Basic ${TOKEN}` } })).status).toBe(401);
  });

  test('the token of the start link signs in once', async () => {
    const token = linkToken(server.running.link);
    const first = await signIn(token);
    expect(first.status).toBe(201);
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^vf_\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    expect(first.body).toMatchObject({ role: 'owner', actor: { kind: 'user' } });
    const again = await signIn(token);
    expect(again.status).toBe(401);
    expect(again.body.code).toBe('unauthenticated');
  });

  test('a session ends with sign-out, and survives a restart otherwise', async () => {
    const { headers } = await signIn(linkToken((await server.api('POST', '/api/session/link')).body.url));
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    await server.restart();
    expect((await server.raw('GET', '/api/me', { headers: { cookie } })).status).toBe(200);
    expect((await server.raw('DELETE', '/api/session', { headers: { cookie } })).status).toBe(204);
    expect((await server.raw('GET', '/api/me', { headers: { cookie } })).status).toBe(401);
  });

  test('guessing start links is slowed down', async () => {
    const tries = await Promise.all(Array.from({ length: 40 }, (_, i) => signIn(`guess-${i}`)));
    const slowed = tries.filter(({ status }) => status === 429);
    expect(slowed.length).toBeGreaterThan(5);
    expect(Number(slowed[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('roles are ordered from reading to owning', () => {
    expect(roleOrder).toEqual(['viewer', 'operator', 'editor', 'owner']);
  });
});

describe('from where', () => {
  const auth = { authorization: `Bearer ${TOKEN}` };

  test.each(['evil.example', 'evil.example:4680', '127.0.0.1.evil.example', 'localhost.evil.example', '0.0.0.0:4680', 'a b'])(
    'a request for the host “%s” answers 421',
    async (host) => {
      const { status, body } = await server.raw('GET', '/api/health', { headers: { ...auth, host } });
      expect(status).toBe(421);
      expect(body.code).toBe('bad_host');
    },
  );

  test.each(['localhost:4680', '127.0.0.1', '[::1]:4680', 'LOCALHOST'])('a request for the host “%s” is answered', async (host) => {
    expect((await server.raw('GET', '/api/health', { headers: { host } })).status).toBe(200);
  });

  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:3000' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('a page of another site changes nothing: %o', async (headers) => {
    const { status, body } = await server.raw('POST', '/api/flows', {
      body: JSON.stringify({ document: { format: 1, name: 'Planted' } }),
      headers: { ...auth, ...json, ...headers } as Record<string, string>,
    });
    expect(status).toBe(403);
    expect(body.code).toBe('bad_origin');
    expect((await server.api('GET', '/api/flows')).text).not.toContain('Planted');
  });

  test('the editor’s own page may', async () => {
    const host = new URL(server.running.origin).host;
    const { status } = await server.raw('POST', '/api/flow-check', {
      body: JSON.stringify({ document: { format: 1, name: 'Own' } }),
      headers: { ...auth, ...json, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
    });
    expect(status).toBe(200);
  });

  test('no answer of the API allows another site to read it', async () => {
    const { headers } = await server.raw('GET', '/api/health', { headers: { origin: 'https://evil.example' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
