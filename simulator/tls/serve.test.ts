// biome-ignore-all lint/suspicious/noThenProperty: a fault rule reads "match …, then …" and is never awaited.
import { mkdtempSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { createSimulator, type Simulator } from '../simulator.ts';
import { vaultPath } from '../test/in-process.ts';
import { type Certificates, certificatesIn } from './certificates.ts';
import { type Served, serve } from './serve.ts';

let simulator: Simulator;
let certificates: Certificates;
let served: Served;
const data = mkdtempSync(join(tmpdir(), 'simulator-'));

beforeAll(async () => {
  simulator = createSimulator({ file: ':memory:', estate: estate({ vaults: [{ name: 'v1', items: [{ name: 'vm-1' }] }] }) });
  certificates = await certificatesIn(data);
  served = await serve(simulator, certificates, 0);
});
afterAll(async () => {
  await served.close();
  simulator.close();
});

interface Got {
  status: number;
  body: string;
}

function ask(
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
  ca: string | undefined = certificates.ca,
): Promise<Got> {
  return new Promise((done, fail) => {
    const sent = request(`${served.origin}${path}`, { method, headers, ...(ca ? { ca } : {}) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => done({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      response.on('error', fail);
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

async function bearer(): Promise<Record<string, string>> {
  const form = {
    grant_type: 'client_credentials',
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    scope: 'https://management.azure.com/.default',
  };
  const got = await ask('POST', `/${simulator.tenantId}/oauth2/v2.0/token`, new URLSearchParams(form).toString());
  return { authorization: `Bearer ${JSON.parse(got.body).access_token}` };
}

test('only who trusts its authority gets through; links lead back to the server', async () => {
  await expect(ask('GET', '/subscriptions', undefined, {}, '')).rejects.toThrow(/certificate/i);
  const got = await ask(
    'POST',
    `${vaultPath('v1')}/backupFabrics/Azure/refreshContainers?api-version=2023-06-01`,
    undefined,
    await bearer(),
  );
  expect(got.status).toBe(202);
  const config = await ask('GET', `/${simulator.tenantId}/v2.0/.well-known/openid-configuration`);
  expect(JSON.parse(config.body).token_endpoint).toBe(`${served.origin}/${simulator.tenantId}/oauth2/v2.0/token`);
});

test('the private key is for its owner alone, and a second start takes the same certificates', async () => {
  expect(statSync(join(data, 'server.key')).mode & 0o777).toBe(0o600);
  expect(await certificatesIn(data)).toEqual(certificates);
});

test('faults, clock and log through the routes of the simulator itself', async () => {
  const headers = await bearer();
  const items = `${vaultPath('v1')}/backupProtectedItems?api-version=2023-06-01`;
  const set = (rules: unknown) => ask('POST', '/_simulator/faults', JSON.stringify(rules));
  expect((await set([{ match: { path: 'backupProtectedItems' }, then: { reset: true } }])).status).toBe(200);
  await expect(ask('GET', items, undefined, headers)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await set([]);
  expect((await ask('GET', items, undefined, headers)).status).toBe(200);
  expect((await set([{ match: {}, then: { status: 'five hundred' } }])).status).toBe(400);
  expect((await set('nonsense')).status).toBe(400);

  const log = JSON.parse((await ask('GET', '/_simulator/requests?method=get&path=protectedItems')).body).value;
  expect(log.map((entry: { status: number }) => entry.status)).toEqual([0, 200]);

  const backup = `${vaultPath('v1')}/backupFabrics/Azure/protectionContainers/IaasVMContainer%3Biaasvmcontainerv2%3Brg-backup%3Bvm-1/protectedItems/VM%3Biaasvmcontainerv2%3Brg-backup%3Bvm-1/backup?api-version=2023-06-01`;
  expect((await ask('POST', backup, '{"properties":{"objectType":"IaasVMBackupRequest"}}', headers)).status).toBe(202);
  expect((await ask('POST', '/_simulator/clock', '{"advanceSeconds": 3600}')).status).toBe(200);
  const jobs = JSON.parse((await ask('GET', `${vaultPath('v1')}/backupJobs?api-version=2023-06-01`, undefined, headers)).body).value;
  expect(jobs[0].properties.status).toBe('Completed');
  expect((await ask('POST', '/_simulator/clock', '{"advanceSeconds": -1}')).status).toBe(400);
  expect((await ask('GET', '/_simulator/else')).status).toBe(404);
});

test('a body beyond all reason is refused', async () => {
  expect((await ask('POST', '/subscriptions?api-version=2022-12-01', Buffer.alloc(5 * 1024 * 1024))).status).toBe(413);
});
