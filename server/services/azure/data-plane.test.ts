// Key Vault, Storage and Log Analytics: on their own hosts, with tokens of their own, and nowhere else.
import { afterEach, describe, expect, test } from 'vitest';
import type { AzureDataRequest } from '../../../nodes/kit/capabilities-azure.ts';
import type { Effect } from '../../../nodes/kit/define.ts';
import { estate } from '../../../nodes/kit/estate.ts';
import { failureOf, type Play, playAzure } from '../test/azure-play.ts';
import { cloudOf } from './clouds.ts';

const world = estate({
  keyVaults: [{ name: 'kv-backup', secrets: [{ name: 'passphrase', value: 'correct horse' }] }],
  storageAccounts: [{ name: 'stfiles01', containers: [{ name: 'reports', blobs: [{ name: 'a.csv', text: 'x,y' }] }] }],
});

const open: Play[] = [];
afterEach(() => {
  for (const { simulator } of open.splice(0)) simulator.close();
});

function play(effect: Effect) {
  const heard: { url: string; token: { aud?: string }; headers: Headers }[] = [];
  const made = playAzure(effect, {
    estate: world,
    front(request, next) {
      const token = request.headers.get('authorization')?.split('.')[1];
      if (token)
        heard.push({ url: request.url, token: JSON.parse(Buffer.from(token, 'base64url').toString('utf8')), headers: request.headers });
      return next(request);
    },
  });
  open.push(made);
  return { ...made, heard };
}

const secret = 'https://kv-backup.vault.azure.net/secrets/passphrase?api-version=7.4';
const blob = 'https://stfiles01.blob.core.windows.net/reports/a.csv';

describe('a data plane of Azure', () => {
  test('gives a secret to a token that is for Key Vault', async () => {
    const { azure, heard } = play('read');
    const { status, body } = await azure.data({ service: 'keyVault', method: 'GET', url: secret });
    expect({ status, body }).toMatchObject({ status: 200, body: { value: 'correct horse' } });
    expect(heard.at(-1)?.token.aud).toBe('https://vault.azure.net');
  });

  test('gives and takes blobs as text, with the version that Storage wants and the step’s key', async () => {
    const { azure, heard } = play('write');
    expect((await azure.data({ service: 'storage', method: 'GET', url: blob })).body).toBe('x,y');
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'text/csv' };
    const put = await azure.data({
      service: 'storage',
      method: 'PUT',
      url: blob.replace('a.csv', 'b.csv'),
      headers,
      body: 'p,q',
      key: 'k-1',
    });
    expect(put.status).toBe(201);
    expect((await azure.data({ service: 'storage', method: 'GET', url: blob.replace('a.csv', 'b.csv') })).body).toBe('p,q');
    const sent = heard.find(({ headers: all }) => all.get('x-ms-client-request-id') === 'k-1');
    expect(sent?.headers.get('x-ms-version')).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(sent?.headers.get('content-type')).toBe('text/csv');
    expect(sent?.token.aud).toBe('https://storage.azure.com');
  });

  test('refuses with its own code, also where it speaks XML', async () => {
    const { azure } = play('read');
    const noSecret = azure.data({ service: 'keyVault', method: 'GET', url: secret.replace('passphrase', 'none') });
    expect(await failureOf(noSecret)).toMatchObject({ code: 'azure_error', azure: { code: 'SecretNotFound', status: 404 }, refused: true });
    const noBlob = await failureOf(azure.data({ service: 'storage', method: 'GET', url: blob.replace('a.csv', 'none') }));
    expect(noBlob).toMatchObject({ code: 'azure_error', azure: { code: 'BlobNotFound', status: 404 }, refused: true });
    expect(noBlob.message).not.toContain('<');
  });

  test.each<readonly [Effect, AzureDataRequest['method'], string, boolean]>([
    ['read', 'PUT', 'storage', false],
    ['read', 'POST', 'keyVault', false],
    ['write', 'DELETE', 'storage', false],
    ['destroy', 'DELETE', 'storage', true],
    ['read', 'HEAD', 'storage', true],
  ])('a step that may %s: %s at %s', async (effect, method, service, may) => {
    const { azure } = play(effect);
    const url = service === 'storage' ? blob : secret;
    const sent = azure.data({ service: service as 'storage', method, url });
    if (may) expect((await sent).status).toBeLessThan(300);
    else expect(await failureOf(sent)).toMatchObject({ code: 'effect_exceeded', refused: true });
  });

  test.each([
    ['keyVault', 'https://kv-backup.vault.azure.net.evil.example/secrets/x'],
    ['keyVault', 'https://vault.azure.net/secrets/x'],
    ['keyVault', 'https://kv-backup.vault.azure.net/secrets/../keys/x'],
    ['keyVault', 'http://kv-backup.vault.azure.net/secrets/x'],
    ['keyVault', 'https://kv-backup.vault.azure.net:8443/secrets/x'],
    ['keyVault', 'https://me:secret@kv-backup.vault.azure.net/secrets/x'],
    ['keyVault', 'https://kv-backup.vault.usgovcloudapi.net/secrets/x'],
    ['storage', secret],
    ['logAnalytics', 'https://x.api.loganalytics.io/v1/workspaces/w/query'],
    ['storage', 'no address'],
  ] as const)('%s is not asked at %s', async (service, url) => {
    const { azure, heard } = play('read');
    expect(await failureOf(azure.data({ service, method: 'GET', url }))).toMatchObject({ code: 'param_invalid', refused: true });
    expect(heard).toEqual([]);
  });
});

describe('the hosts of a cloud', () => {
  test.each([
    ['usgov', '*.vault.usgovcloudapi.net'],
    ['china', '*.vault.azure.cn'],
  ] as const)('%s has its own', (cloud, host) =>
    expect(cloudOf({ credential: 'clientSecret', cloud }).data.keyVault?.hosts).toEqual([host]),
  );

  test('of one’s own are named after its domain; an address alone has none', () => {
    const own = { credential: 'clientSecret', cloud: 'custom', authority: 'https://login' } as const;
    const stack = cloudOf({ ...own, endpoint: 'https://management.local.azurestack.external' });
    expect(stack.data.storage?.hosts[0]).toBe('*.blob.local.azurestack.external');
    expect(cloudOf({ ...own, endpoint: 'https://127.0.0.1:8443' }).data).toEqual({});
  });
});
