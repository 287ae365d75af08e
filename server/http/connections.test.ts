import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const tenantId = '11111111-2222-3333-4444-555555555555';
const clientSecret = 'canary~Q7x_SECRET-value.0123456789';

const create = (fields: Record<string, unknown>, kind = 'azure') => server.api('POST', '/api/connections', { kind, name: 'Made', fields });

describe('connections', () => {
  test('a new server has the practice subscription as its default', async () => {
    const { items } = (await server.api('GET', '/api/connections')).body;
    expect(items).toMatchObject([{ name: 'Practice subscription', practice: true, isDefault: true }]);
  });

  test('a secret goes in and never comes out, not even from the disk', async () => {
    const made = await create({ credential: 'clientSecret', tenantId, clientId: tenantId, clientSecret });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ secretsSet: ['clientSecret'], fields: { credential: 'clientSecret', tenantId } });
    for (const path of ['/api/connections', `/api/connections/${made.body.id}`, '/api/audit'])
      expect((await server.api('GET', path)).text).not.toContain(clientSecret);
    for (const file of readdirSync(server.data)) expect(readFileSync(join(server.data, file)).includes(clientSecret)).toBe(false);
  });

  test('secrets left out of a change stay, null takes them away', async () => {
    const { id } = (await create({ flavour: 'generic', url: 'https://hooks.example/abc' }, 'message-webhook')).body;
    const renamed = await server.api('PUT', `/api/connections/${id}`, { name: 'Renamed', fields: { flavour: 'slack' } });
    expect(renamed.body).toMatchObject({ name: 'Renamed', secretsSet: ['url'], fields: { flavour: 'slack' } });
    const removed = await server.api('PUT', `/api/connections/${id}`, { fields: { flavour: 'slack', url: null } });
    expect(removed.status).toBe(400);
    expect(removed.body.problems[0].path).toBe('/fields/url');
  });

  test('a stored secret does not travel to a new address: it has to be entered again', async () => {
    const mail = { host: 'mail.contoso.com', user: 'backup', password: clientSecret, from: 'backup@contoso.com' };
    const { id } = (await create(mail, 'smtp')).body;
    const save = (fields: Record<string, unknown>) => server.api('PUT', `/api/connections/${id}`, { fields });
    const { password: _, ...rest } = mail;
    const refused = await save({ ...rest, host: 'mail.attacker.example' });
    expect(refused).toMatchObject({ status: 400, body: { problems: [{ path: '/fields/password' }] } });
    // No weaker line to the same host either.
    expect((await save({ ...rest, security: 'none' })).status).toBe(400);
    expect((await server.api('GET', `/api/connections/${id}`)).body.fields).toMatchObject({
      host: 'mail.contoso.com',
      security: 'starttls',
    });
    expect((await save({ ...rest, from: 'other@contoso.com' })).body).toMatchObject({ secretsSet: ['password'] });
    expect((await save({ ...rest, host: 'mail.contoso.net', password: 'typed again' })).status).toBe(200);
    expect((await save({ ...rest, host: 'mail.contoso.org', password: null })).body).toMatchObject({ secretsSet: [] });
  });

  test('a secret header that cannot be sent is refused at once, and not repeated', async () => {
    const refused = await create({ baseUrl: 'https://api.example.com', headers: { Key: `${clientSecret}\r\nHost: b` } }, 'http');
    expect(refused.status).toBe(400);
    expect(refused.body.problems[0].path).toBe('/fields/headers/Key');
    expect(refused.text).not.toContain(clientSecret);
  });

  test('one connection of a kind is the default', async () => {
    const { id } = (await create({ credential: 'azureCli' })).body;
    await server.api('PUT', `/api/connections/${id}`, { isDefault: true });
    const { items } = (await server.api('GET', '/api/connections')).body;
    const defaults = items.filter((c: { kind: string; isDefault: boolean }) => c.kind === 'azure' && c.isDefault);
    expect(defaults.map((c: { id: string }) => c.id)).toEqual([id]);
  });

  test('the key file is for its owner only, and the wrong key opens nothing', async () => {
    const { mode } = await import('node:fs').then((fs) => fs.statSync(join(server.data, 'secrets.key')));
    expect(mode & 0o777).toBe(0o600);
  });
});
