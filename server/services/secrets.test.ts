// Secret handles of a step: what they open into, where they stay shut, and that nothing that comes back tells them.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { createSecrets } from './secrets.ts';
import { secretsInMemory } from './secrets-in-memory.ts';
import { type House, openHouse } from './test/house.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of cleanUp.splice(0).reverse()) await one();
});

const SECRET = 'pa"ss word/äöü+42';

interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Repeats everything it is told. */
async function parrot(redirect?: () => { readonly status: number; readonly to: string }) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    seen.push({ url: request.url ?? '', headers: request.headers, body });
    if (redirect) return response.writeHead(redirect().status, { location: redirect().to }).end();
    return response
      .writeHead(200, { 'content-type': 'application/json', 'x-told': encodeURIComponent(String(request.headers['x-key'] ?? '')) })
      .end(JSON.stringify({ url: request.url, body, headers: request.headers }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  cleanUp.push(() => new Promise((closed) => server.close(closed)));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin: `http://${host}`, host, seen };
}

async function house(...hosts: readonly string[]): Promise<House> {
  const opened = await openHouse({ egressAllow: hosts.join(',') });
  cleanUp.push(() => opened.stop());
  return opened;
}

const call = async (home: House, params: JsonObject, inputs: JsonObject, world: 'real' | 'practice' = 'real') => {
  const runId = await home.start([{ id: 'call', type: 'http.request', params }], { inputs, world });
  const end = await home.ended(runId);
  return { step: await end.step('call'), output: (await end.output('call')) as { [name: string]: Json } | null, runId };
};

describe('a secret of the run', () => {
  test('is opened in headers, with text around it, in the query and deep in the body', async () => {
    const there = await parrot();
    const home = await house(there.host);
    const { step } = await call(
      home,
      {
        method: 'POST',
        url: `${there.origin}/login`,
        query: { key: '{{ inputs.pw }}', page: 2 },
        headers: { authorization: 'Bearer {{ inputs.token }}', 'x-plain': 'yes' },
        body: { user: 'me', auth: { password: '{{ inputs.pw }}', hint: 'is <{{ inputs.pw }}>' } },
      },
      { pw: home.secrets.keep('pw', SECRET), token: home.secrets.keep('token', 'tok-123456') },
    );
    expect(step).toMatchObject({ status: 'succeeded' });
    const [seen] = there.seen;
    expect(new URL(seen?.url ?? '', there.origin).searchParams.get('key')).toBe(SECRET);
    expect(seen?.url).toContain('page=2');
    expect(seen?.headers).toMatchObject({ authorization: 'Bearer tok-123456', 'x-plain': 'yes' });
    expect(JSON.parse(seen?.body ?? '')).toEqual({ user: 'me', auth: { password: SECRET, hint: `is <${SECRET}>` } });
  });

  test('is masked in what a talkative service says back', async () => {
    const there = await parrot();
    const home = await house(there.host);
    const params = { method: 'POST', url: there.origin, headers: { 'x-key': '{{ inputs.token }}' }, body: { pw: '{{ inputs.pw }}' } };
    const { output, runId } = await call(home, params, {
      pw: home.secrets.keep('pw', SECRET),
      token: home.secrets.keep('token', 'tok-123456'),
    });
    expect(there.seen[0]?.body).toContain('pa\\"ss');
    expect(output).toMatchObject({ body: { headers: { 'x-key': '•••' } }, headers: { 'x-told': '•••' } });
    const kept = JSON.stringify([await home.journal.run(runId), await home.journal.step(runId, 'call'), output]);
    expect(kept).not.toMatch(/ss word|tok-123456/);
  });

  test('is masked as a form writes it, and wholly where another secret begins like it', async () => {
    const there = await parrot();
    const home = await house(there.host);
    const params = { url: there.origin, query: { a: '{{ inputs.short }}', b: '{{ inputs.long }}' } };
    const inputs = { short: home.secrets.keep('short', 'pass word'), long: home.secrets.keep('long', "pass word (it's)!") };
    const { output } = await call(home, params, inputs);
    expect(there.seen[0]?.url).toBe('/?a=pass+word&b=pass+word+%28it%27s%29%21');
    expect(output).toMatchObject({ body: { url: '/?a=•••&b=•••' } });
  });

  test('of the connection itself is masked too, where its name says that it is one', async () => {
    const there = await parrot();
    const headers = { authorization: 'Bearer tok-of-the-connection', 'x-api-version': '2024-01-01' };
    const home = await openHouse({ egressAllow: there.host, connections: { http: { baseUrl: there.origin, headers } } });
    cleanUp.push(() => home.stop());
    const { output } = await call(home, { url: '/' }, {});
    expect(there.seen[0]?.headers.authorization).toBe('Bearer tok-of-the-connection');
    expect(output).toMatchObject({ body: { headers: { authorization: '•••', 'x-api-version': '2024-01-01' } } });
  });

  test('goes to the first origin only: its header is dropped at a redirect, its body is not sent on', async () => {
    const other = await parrot();
    const there = await parrot(() => ({ status: 307, to: `${other.origin}/elsewhere` }));
    const home = await house(there.host, other.host);
    const token = home.secrets.keep('token', 'tok-123456');
    await call(home, { url: there.origin, headers: { 'x-key': '{{ inputs.token }}' } }, { token });
    expect(there.seen[0]?.headers['x-key']).toBe('tok-123456');
    expect(other.seen).toMatchObject([{ url: '/elsewhere' }]);
    expect(other.seen[0]?.headers).not.toHaveProperty('x-key');
    const { step } = await call(home, { method: 'POST', url: there.origin, body: { pw: '{{ inputs.token }}' } }, { token });
    expect(step).toMatchObject({ status: 'failed', error: { code: 'egress_blocked' } });
    expect(other.seen).toHaveLength(1);
  });

  test('stays shut in the practice inbox', async () => {
    const home = await house();
    const token = home.secrets.keep('token', 'tok-123456');
    const params = { method: 'POST', url: 'https://desk.example.com/t', body: { pw: '{{ inputs.token }}' } };
    await call(home, params, { token }, 'practice');
    expect(home.inbox).toMatchObject([{ body: { pw: token } }]);
  });

  test('of another run, or made up by whoever answered, opens nothing and nothing is sent', async () => {
    const there = await parrot();
    const home = await house(there.host);
    for (const $secret of [
      'input:token/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      'key-vault:azure/AAAA/https://v.vault.azure.net/secrets/a/1',
      'x',
    ]) {
      const { step } = await call(home, { method: 'POST', url: there.origin, body: '{{ inputs.given }}' }, { given: { $secret } });
      expect(step.error?.code).toBe('secret_unavailable');
    }
    expect(there.seen).toEqual([]);
  });

  test('cannot stand in the URL, in a text that people read, or twice in one text', async () => {
    const home = await house();
    const inputs = { token: home.secrets.keep('token', 'tok-123456') };
    const url = await call(home, { url: 'https://example.com/?key={{ inputs.token }}' }, inputs);
    expect(url.step.error).toMatchObject({ code: 'param_invalid', message: expect.stringContaining('a secret cannot stand here') });
    for (const value of [
      "{{ 'Bearer ' + inputs.token }}",
      '{{ concat("Bearer ", inputs.token) }}',
      '{{ inputs.token }}:{{ inputs.token }}',
    ]) {
      const { step } = await call(home, { url: 'https://example.com/', headers: { a: value } }, inputs);
      expect(step.error?.code).toBe('expression_failed');
    }
  });

  test('that cannot be a header fails without telling itself', async () => {
    const there = await parrot();
    const home = await house(there.host);
    const inputs = { pw: home.secrets.keep('pw', 'line one\nline two') };
    const { step } = await call(home, { url: there.origin, headers: { 'x-key': '{{ inputs.pw }}' } }, inputs);
    expect(step.error?.code).toBe('param_invalid');
    expect(JSON.stringify(step)).not.toContain('line one');
  });
});

describe('a secret of a Key Vault', () => {
  const connection = { id: 'conn_1', kind: 'azure', name: 'Azure', revision: '1', values: {} } as const;
  const url = 'https://contoso.vault.azure.net/secrets/db-password/0123456789abcdef0123456789abcdef';
  const kept = secretsInMemory();
  const stepOf = (projectId: string, { read = [], runId = 'run' }: { readonly read?: string[]; readonly runId?: string } = {}) =>
    createSecrets({
      run: { projectId, runId },
      kept,
      azure: async () => connection,
      createPin: async (connectionId, vault) => `${connectionId} ${vault}`,
      readVault: async (connectionId, versionUrl) => {
        read.push(`${connectionId} ${versionUrl}`);
        return SECRET;
      },
    });

  test('is read with the connection it was found with, when it is needed', async () => {
    const read: string[] = [];
    const handle = await stepOf('default').keyVault(url);
    const opened = await stepOf('default', { read }).open({ password: { ...handle, prefix: 'pw=' } });
    expect(opened.value).toEqual({ password: `pw=${SECRET}` });
    expect(read).toEqual([`conn_1 ${url}`]);
  });

  test('does not open in another run that was not handed it: who reads the first one sees its handle', async () => {
    const handle = await stepOf('default').keyVault(url);
    const pin = await stepOf('default').securityPin('/subscriptions/s/resourceGroups/r/providers/Microsoft.RecoveryServices/vaults/v');
    for (const one of [handle, pin])
      await expect(stepOf('default', { runId: 'other' }).open({ body: one })).rejects.toMatchObject({
        failure: { code: 'secret_unavailable', refused: true },
      });
  });

  test('does not open for another project or with another address', async () => {
    const handle = await stepOf('default').keyVault(url);
    const shut = { failure: { code: 'secret_unavailable', refused: true } };
    await expect(stepOf('other').open(handle)).rejects.toMatchObject(shut);
    await expect(stepOf('default').open({ $secret: handle.$secret.replace('db-password', 'admin') })).rejects.toMatchObject(shut);
    await expect(stepOf('default').keyVault('https://contoso.vault.azure.net/secrets/db-password')).rejects.toMatchObject({
      failure: { code: 'param_invalid' },
    });
  });
});
