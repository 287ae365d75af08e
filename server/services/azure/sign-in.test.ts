// Every way of signing in that a connection offers, through @azure/identity, at an authority over TLS that checks the proofs.
import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../../nodes/kit/json.ts';
import { type House, openHouse } from '../test/house.ts';
import { type SimulatorProcess, startSimulator } from '../test/simulator-process.ts';

const issuer = 'https://cluster.example/oidc';
const subject = 'system:serviceaccount:vaultflow:vaultflow';
const cluster = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicCas = getCACertificates('default');

let folder: string;
let azure: SimulatorProcess;
let house: House;
let registered: string;

const certificate = async () => {
  const made = await generate([{ name: 'commonName', value: 'vaultflow' }], { keySize: 2048, algorithm: 'sha256' });
  return { pem: made.cert, withKey: `${made.private}\n${made.cert}` };
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vaultflow-sign-in-'));
  const known = await certificate();
  registered = known.withKey;
  writeFileSync(join(folder, 'app.pem'), known.pem);
  const publicKey = cluster.publicKey.export({ type: 'spki', format: 'pem' });
  writeFileSync(join(folder, 'federated.json'), JSON.stringify([{ issuer, subject, publicKey }]));
  azure = await startSimulator({ vaults: [{ name: 'vault-weu-prod', policies: [{ name: 'daily' }] }] }, [
    '--certificate',
    join(folder, 'app.pem'),
    '--federated',
    join(folder, 'federated.json'),
  ]);
  house = await openHouse({ connections: { azure: azure.connection }, egressAllow: azure.allow });
}, 30_000);
afterAll(async () => {
  await house?.stop();
  await azure?.stop();
  setDefaultCACertificates(publicCas);
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => vi.unstubAllEnvs());

let revision = 1;
/** The connection's test, signed in another way than with the secret; without the fields that are left out. */
async function tried(values: JsonObject, without: readonly string[] = []) {
  revision += 1;
  const rest = Object.fromEntries(Object.entries(azure.connection).filter(([name]) => !['clientSecret', ...without].includes(name)));
  const connection = { ...house.connection('azure'), revision: String(revision), values: { ...rest, ...values } };
  return house.services.test(connection, AbortSignal.timeout(30_000));
}

const works = { ok: true, says: 'Works: 1 subscription, 1 vault.' };

describe('a certificate', () => {
  test('that the application knows signs it in', async () => {
    const answer = await tried({ credential: 'clientCertificate', clientCertificate: registered });
    expect(answer).toMatchObject(works);
    expect(answer.details[0]).toEqual({ label: 'Signed in as', value: `application ${azure.connection.clientId}` });
  });

  test('that it does not know is refused with the code of the sign-in', async () => {
    const answer = await tried({ credential: 'clientCertificate', clientCertificate: (await certificate()).withKey });
    expect(answer).toMatchObject({ ok: false, says: expect.stringContaining('AADSTS700027') });
  });

  test('that is no certificate is refused without asking anybody', async () => {
    const answer = await tried({ credential: 'clientCertificate', clientCertificate: 'a secret that is no certificate' });
    expect(answer.ok).toBe(false);
    expect(JSON.stringify(answer)).not.toContain('a secret that is no certificate');
  });
});

describe('a workload identity', () => {
  /** What a cluster puts into the file of a pod. */
  function tokenFile(claims: JsonObject): string {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1000) + 600;
    const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: issuer, sub: subject, aud: 'api://AzureADTokenExchange', exp, ...claims })}`;
    const signature = sign('sha256', Buffer.from(text), createPrivateKey(cluster.privateKey.export({ type: 'pkcs8', format: 'pem' })));
    const file = join(folder, `token-${revision}`);
    writeFileSync(file, `${text}.${signature.toString('base64url')}`);
    return file;
  }

  test('signs in with the token of its cluster', async () => {
    vi.stubEnv('AZURE_FEDERATED_TOKEN_FILE', tokenFile({}));
    expect(await tried({ credential: 'workloadIdentity' })).toMatchObject(works);
  });

  test.each([
    ['another service account', { sub: 'system:serviceaccount:default:default' }, 'AADSTS700213'],
    ['another audience', { aud: 'https://example.com' }, 'AADSTS700212'],
    ['an expired token', { exp: 1_000_000 }, 'AADSTS700024'],
  ])('of %s is refused', async (_, claims, code) => {
    vi.stubEnv('AZURE_FEDERATED_TOKEN_FILE', tokenFile(claims));
    expect(await tried({ credential: 'workloadIdentity' })).toMatchObject({ ok: false, says: expect.stringContaining(code) });
  });

  test('outside a cluster says what is missing', async () => {
    vi.stubEnv('AZURE_FEDERATED_TOKEN_FILE', '');
    expect(await tried({ credential: 'workloadIdentity' })).toMatchObject({ ok: false });
  });
});

describe('a managed identity', () => {
  // Its tokens come from an address of the machine itself, by the library's own way: over TLS only here.
  const trusting = () => setDefaultCACertificates([...publicCas, String(azure.connection.ca)]);

  test('of App Service is asked at the address that App Service names', async () => {
    trusting();
    vi.stubEnv('IDENTITY_ENDPOINT', `${azure.origin}/msi/token`);
    vi.stubEnv('IDENTITY_HEADER', String(azure.connection.clientSecret));
    expect(await tried({ credential: 'managedIdentity' }, ['clientId'])).toMatchObject(works);
  });

  test('of a virtual machine is asked at its metadata service, by client ID too', async () => {
    trusting();
    vi.stubEnv('AZURE_POD_IDENTITY_AUTHORITY_HOST', azure.origin);
    expect(await tried({ credential: 'managedIdentity' }, ['clientId'])).toMatchObject(works);
    expect(await tried({ credential: 'managedIdentity' })).toMatchObject(works);
    const other = await tried({ credential: 'managedIdentity', clientId: '99999999-9999-4999-8999-999999999999' });
    expect(other).toMatchObject({ ok: false });
  });
});

test('a device code: the connection says what to type where, and works once somebody has', async () => {
  revision += 1;
  const { clientSecret: _, ...rest } = azure.connection;
  const connection = { ...house.connection('azure'), revision: String(revision), values: { ...rest, credential: 'deviceCode' } };
  const first = await house.services.test(connection, AbortSignal.timeout(20_000));
  expect(first).toMatchObject({ ok: false, says: expect.stringContaining(`${azure.origin}/devicelogin and enter the code`) });
  expect(await house.services.test(connection, AbortSignal.timeout(20_000))).toMatchObject({ says: first.says });
  const code = /enter the code ([A-Z]+)/.exec(first.says)?.[1] ?? '';
  setDefaultCACertificates([...publicCas, String(azure.connection.ca)]);
  const typed = (text: string) => fetch(`${azure.origin}/devicelogin`, { method: 'POST', body: new URLSearchParams({ code: text }) });
  expect((await typed('WRONGCODE')).status).toBe(400);
  expect((await typed(code.toLowerCase())).status).toBe(200);
  await vi.waitFor(
    async () => {
      const answer = await house.services.test(connection, AbortSignal.timeout(20_000));
      expect(answer).toMatchObject(works);
      expect(answer.details[0]).toEqual({ label: 'Signed in as', value: 'operator@contoso.example' });
    },
    { timeout: 15_000, interval: 500 },
  );
});

const cli = (() => {
  try {
    execFileSync('az', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.runIf(cli)(
  'the Azure CLI: whoever is signed in there is signed in here',
  async () => {
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, String(azure.connection.ca));
    vi.stubEnv('AZURE_CONFIG_DIR', join(folder, 'az'));
    vi.stubEnv('REQUESTS_CA_BUNDLE', ca);
    const az = (...words: string[]) => execFileSync('az', words, { stdio: 'ignore' });
    const cloud = {
      'resource-manager': azure.origin,
      management: azure.origin,
      'active-directory': `${azure.origin}/adfs`,
      'active-directory-resource-id': 'https://management.azure.com/',
      'active-directory-graph-resource-id': azure.origin,
    };
    az('cloud', 'register', '-n', 'Here', ...Object.entries(cloud).flatMap(([name, value]) => [`--endpoint-${name}`, value]));
    az('cloud', 'set', '-n', 'Here');
    const { clientId, clientSecret } = azure.connection;
    expect(await tried({ credential: 'azureCli' }, ['tenantId'])).toMatchObject({ ok: false });
    az('login', '--service-principal', '-u', String(clientId), '-p', String(clientSecret), '--tenant', 'adfs');
    expect(await tried({ credential: 'azureCli' }, ['tenantId'])).toMatchObject(works);
  },
  120_000,
);
