import { ClientSecretCredential } from '@azure/identity';
import { expect, test } from 'vitest';
import { all, httpClientOf, signedIn } from '../test/in-process.ts';

const scope = 'https://management.azure.com/.default';

test('a right secret gives a token that Azure Resource Manager takes', async () => {
  const { raw } = signedIn();
  const { status, body } = await raw('GET', '/subscriptions');
  expect(status).toBe(200);
  expect(body.value).toHaveLength(1);
});

test.each([
  ['a wrong secret', {}, 'wrong', 'AADSTS7000215'],
  ['an unknown application', { clientId: '11111111-1111-4111-8111-111111111111' }, undefined, 'AADSTS700016'],
  ['an unknown tenant', { tenantId: '22222222-2222-4222-8222-222222222222' }, undefined, 'AADSTS90002'],
])('%s is told so with the code of Entra ID', async (_name, other, secret, code) => {
  const { simulator } = signedIn();
  const { tenantId, clientId, clientSecret } = { ...simulator, ...other };
  const credential = new ClientSecretCredential(tenantId, clientId, secret ?? clientSecret, {
    httpClient: httpClientOf(simulator),
    disableInstanceDiscovery: true,
  });
  await expect(credential.getToken(scope)).rejects.toThrow(code);
});

test('no token, a forged one, an expired one and one for another audience are refused with a challenge', async () => {
  const { simulator, token, clock } = signedIn();
  const ask = async (authorization?: string) => {
    const headers = authorization ? { authorization } : {};
    const response = await simulator.handle(new Request('https://management.azure.com/subscriptions?api-version=2022-12-01', { headers }));
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate') ?? '',
      code: (await response.json()).error?.code,
    };
  };
  const good = await token();
  expect(await ask(`Bearer ${good}`)).toMatchObject({ status: 200 });
  expect(await ask()).toMatchObject({ status: 401, code: 'AuthenticationFailed' });
  expect(await ask('Bearer nonsense')).toMatchObject({ status: 401, code: 'InvalidAuthenticationToken' });
  const [head = '', body = '', signature = ''] = good.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  const forged = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 9999 })).toString('base64url');
  expect(await ask(`Bearer ${head}.${forged}.${signature}`)).toMatchObject({ status: 401, code: 'InvalidAuthenticationToken' });
  const form = {
    grant_type: 'client_credentials',
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    scope: 'https://vault.azure.net/.default',
  };
  const url = `https://login.microsoftonline.com/${simulator.tenantId}/oauth2/v2.0/token`;
  const other = await (await simulator.handle(new Request(url, { method: 'POST', body: new URLSearchParams(form) }))).json();
  expect(await ask(`Bearer ${other.access_token}`)).toMatchObject({ status: 401, code: 'InvalidAuthenticationTokenAudience' });
  clock.pass(3601);
  const late = await ask(`Bearer ${good}`);
  expect(late).toMatchObject({ status: 401, code: 'ExpiredAuthenticationToken' });
  expect(late.challenge).toMatch(/^Bearer authorization_uri=.*error="invalid_token"/);
});

test('the authority that the Azure CLI asks (…/adfs) signs in too, with the older form', async () => {
  const { simulator } = signedIn();
  const config = await simulator.handle(new Request('https://127.0.0.1:8443/adfs/.well-known/openid-configuration'));
  const { token_endpoint } = await config.json();
  expect(token_endpoint).toBe('https://127.0.0.1:8443/adfs/oauth2/token');
  const form = {
    grant_type: 'client_credentials',
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    resource: 'https://management.azure.com/',
  };
  const response = await simulator.handle(new Request(token_endpoint, { method: 'POST', body: new URLSearchParams(form) }));
  expect(await response.json()).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
});

test('tokens outlive the process that issued them', async () => {
  const { mkdtempSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const file = join(mkdtempSync(join(tmpdir(), 'simulator-')), 'simulator.db');
  const first = signedIn({ file });
  const authorization = `Bearer ${await first.token()}`;
  first.simulator.close();
  const second = signedIn({ file });
  const response = await second.simulator.handle(
    new Request('https://management.azure.com/tenants?api-version=2022-12-01', { headers: { authorization } }),
  );
  expect(response.status).toBe(200);
  expect(second.simulator.clientSecret).toBe(first.simulator.clientSecret);
  expect((await all(second.client.backupJobs.list('vault-weu-prod', 'rg-backup'))).length).toBeGreaterThan(500);
  second.simulator.close();
});
