// The server on a network: refused until somebody looks after it and TLS is there; and the organisation's own sign-in, against a real
// provider.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserOf, firstAccount } from './test/people.ts';
import { startTestServer, type TestServer } from './test/running.ts';

let folder: string;
const files = { cert: '', key: '' };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vaultflow-network-'));
  const made = await generate([{ name: 'commonName', value: 'vaultflow.test' }]);
  files.cert = join(folder, 'cert.pem');
  files.key = join(folder, 'key.pem');
  writeFileSync(files.cert, made.cert);
  writeFileSync(files.key, made.private);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('on a network', () => {
  test('it does not start without an administrator and TLS, and says what to do', async () => {
    await expect(startTestServer({ HOST: '0.0.0.0' })).rejects.toThrow(/VAULTFLOW_ADMIN.*[\s\S]*VAULTFLOW_TLS_CERT/);
  });

  test('with both it answers over TLS, under its name only, with a cookie that no other host can plant', async () => {
    writeFileSync(join(folder, 'password'), 'correct horse battery staple\n');
    const server = await startTestServer({
      HOST: '0.0.0.0',
      VAULTFLOW_TLS_CERT: files.cert,
      VAULTFLOW_TLS_KEY: files.key,
      VAULTFLOW_PUBLIC_URL: 'https://vaultflow.test',
      VAULTFLOW_ADMIN: 'ada',
      VAULTFLOW_ADMIN_PASSWORD_FILE: join(folder, 'password'),
    });
    try {
      expect(server.running.link).toBe('https://vaultflow.test');
      const { port } = server.running.server.address() as { port: number };
      const ask = (host: string) =>
        new Promise<{ status: number; cookie: string }>((resolve, reject) => {
          const body = JSON.stringify({ login: 'ada', password: 'correct horse battery staple' });
          const headers = { host, 'content-type': 'application/json', 'content-length': body.length };
          const call = request(
            { host: '127.0.0.1', port, method: 'POST', path: '/api/session/password', headers, rejectUnauthorized: false },
            (answer) => {
              answer.resume();
              resolve({ status: answer.statusCode ?? 0, cookie: String(answer.headers['set-cookie'] ?? '') });
            },
          );
          call.on('error', reject);
          call.end(body);
        });
      const good = await ask('vaultflow.test');
      expect(good.status).toBe(201);
      expect(good.cookie).toMatch(/^__Host-vf_\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/);
      expect((await ask('evil.example')).status).toBe(421);
    } finally {
      await server.stop();
    }
  });
});

describe('the organisation’s sign-in', () => {
  let provider: Server;
  let server: TestServer;
  let issuer: string;
  const groups: Record<string, string[]> = { ada: ['backup-admins'], bob: ['backup-readers'], eve: [] };

  beforeAll(async () => {
    const { default: Provider } = await import('oidc-provider');
    provider = createServer();
    await new Promise<void>((ready) => provider.listen(0, '127.0.0.1', ready));
    issuer = `http://127.0.0.1:${(provider.address() as { port: number }).port}`;
    const oidc = new Provider(issuer, {
      clients: [
        {
          client_id: 'vaultflow',
          client_secret: 'a-secret-of-the-client-that-is-long',
          redirect_uris: ['http://127.0.0.1:1/api/session/provider/callback'],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      conformIdTokenClaims: false,
      claims: { openid: ['sub', 'groups'], profile: ['name', 'preferred_username'] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: async () => ({ sub: id, name: id.toUpperCase(), preferred_username: `${id}@example.com`, groups: groups[id] ?? [] }),
      }),
      features: { devInteractions: { enabled: true } },
    });
    oidc.proxy = false;
    provider.on('request', oidc.callback());
    server = await startTestServer({
      VAULTFLOW_OIDC_ISSUER: issuer,
      VAULTFLOW_OIDC_CLIENT_ID: 'vaultflow',
      VAULTFLOW_OIDC_CLIENT_SECRET: 'a-secret-of-the-client-that-is-long',
      VAULTFLOW_OIDC_NAME: 'Contoso',
      VAULTFLOW_OIDC_ADMIN_GROUP: 'backup-admins',
      VAULTFLOW_PUBLIC_URL: 'http://127.0.0.1:1',
    });
  });
  afterAll(async () => {
    await server.stop();
    provider.closeAllConnections();
    await new Promise((closed) => provider.close(closed));
  });

  /** What a browser does at the provider: follows, types a name, agrees; answers where it is sent back to. */
  async function atProvider(url: string, login: string): Promise<string> {
    const jar = new Map<string, string>();
    let next = url;
    let form: string | null = null;
    for (let hop = 0; hop < 15; hop++) {
      const answer: Response = await fetch(next, {
        redirect: 'manual',
        headers: {
          cookie: [...jar].map((pair) => pair.join('=')).join('; '),
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
        ...(form === null ? {} : { method: 'POST', body: form }),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
        jar.set(name, value);
      }
      const to = answer.headers.get('location');
      if (to?.startsWith('http://127.0.0.1:1/')) return to;
      if (to) {
        next = new URL(to, next).href;
        form = null;
        continue;
      }
      const page = await answer.text();
      const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
      if (!action || !prompt) throw new Error(`the provider answered ${answer.status}: ${page.slice(0, 300)}`);
      next = new URL(action, next).href;
      form = prompt === 'login' ? `prompt=login&login=${login}&password=x` : 'prompt=consent';
    }
    throw new Error('the provider never came to an end');
  }

  const comeIn = async (login: string) => {
    const browser = browserOf(server);
    const begun = await browser.call('GET', '/api/session/provider');
    expect(begun.status).toBe(302);
    const back = new URL(await atProvider(begun.headers.get('location') ?? '', login));
    const ended = await browser.call('GET', back.pathname + back.search);
    return { browser, ended, back };
  };

  test('lets in by group: administrators by the settings’ group, others by the rules of the page, nobody without a rule', async () => {
    expect((await browserOf(server).call('GET', '/api/session/ways')).body).toEqual({ password: false, provider: 'Contoso' });
    const { browser: ada, ended } = await comeIn('ada');
    expect([ended.status, ended.headers.get('location')]).toEqual([302, '/']);
    expect((await ada.call('GET', '/api/me')).body).toMatchObject({ actor: { name: 'ADA' }, admin: true, outside: false });
    const rule = { group: 'backup-readers', admin: false, grants: [{ projectId: 'default', role: 'viewer' }] };
    const { items } = (await ada.call('GET', '/api/groups')).body;
    expect((await ada.call('PUT', '/api/groups', { items: [...items, rule] })).status).toBe(200);
    const { browser: bob } = await comeIn('bob');
    expect((await bob.call('GET', '/api/me')).body).toMatchObject({ role: 'viewer', admin: false, outside: false });
    expect((await bob.call('GET', '/api/people')).status).toBe(403);
    const { browser: eve } = await comeIn('eve');
    expect((await eve.call('GET', '/api/me')).body).toMatchObject({ outside: true });
    await ada.call('PUT', '/api/groups', { items });
    expect((await bob.call('GET', '/api/flows')).status).toBe(403);
  });

  test('an answer of the provider is good in the browser that began, once, and nowhere else', async () => {
    const { back, browser } = await comeIn('bob');
    const path = back.pathname + back.search;
    expect((await browserOf(server).call('GET', path)).status).toBe(401);
    expect((await browser.call('GET', path)).status).toBe(401);
    const other = browserOf(server);
    await other.call('GET', '/api/session/provider');
    expect((await other.call('GET', path)).status).toBe(401);
    expect((await browser.call('GET', `${back.pathname}?state=x&code=y`)).status).toBe(401);
  });
});

test('without a provider there is no such door', async () => {
  const server = await startTestServer();
  expect((await browserOf(server).call('GET', '/api/session/provider')).status).toBe(404);
  expect((await (await firstAccount(server)).call('GET', '/api/session/ways')).body).toEqual({ password: true, provider: null });
  await server.stop();
});
