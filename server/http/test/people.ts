// Browsers and people for tests: each browser keeps its own cookies and sends what a page of the editor would send.
import { expect } from 'vitest';
import type { Answer, TestServer } from './running.ts';

// biome-ignore lint/suspicious/noExplicitAny: the answer's schema was checked by the server
type Loose = Answer<any>;

export interface Browser {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Loose>;
  /** Opens a link that the server printed. */
  open(link: string): Promise<void>;
  readonly cookies: Map<string, string>;
}

export function browserOf(server: TestServer): Browser {
  const cookies = new Map<string, string>();
  const call: Browser['call'] = async (method, path, body, headers = {}) => {
    const host = `127.0.0.1:${(server.running.server.address() as { port: number }).port}`;
    const answer = (await server.raw(method, path, {
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        host,
        ...(method === 'GET' ? {} : { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...headers,
      },
    })) as Loose;
    for (const one of (answer.headers.get('set-cookie') ?? '').split(/,(?=[\w-]+=)/)) {
      const [name, value] = (one.split(';')[0] ?? '').split('=');
      if (name && value) cookies.set(name, value);
      else if (name) cookies.delete(name);
    }
    return answer;
  };
  return {
    call,
    cookies,
    async open(link) {
      const { status } = await call('POST', '/api/session', { token: link.split('#token=')[1] });
      expect(status).toBe(201);
    },
  };
}

const secret = 'correct horse battery staple';

/** The first account of an installation, signed in. */
export async function firstAccount(server: TestServer, login = 'ada'): Promise<Browser> {
  const browser = browserOf(server);
  await browser.open((await server.api('POST', '/api/session/link')).body.url);
  expect((await browser.call('POST', '/api/account/first', { login, name: login, password: secret })).status).toBe(201);
  return browser;
}

export async function inviteInto(
  server: TestServer,
  admin: Browser,
  login: string,
  grants: readonly { projectId: string; role: string }[],
): Promise<{ readonly id: string; readonly browser: Browser; readonly password: string }> {
  const { status, body } = await admin.call('POST', '/api/people', { login, name: login, grants });
  expect(status).toBe(201);
  const browser = browserOf(server);
  const accepted = await browser.call('POST', '/api/invitation/accept', { token: body.url.split('#invitation=')[1], password: secret });
  expect(accepted.status).toBe(201);
  return { id: body.person.id, browser, password: secret };
}
