// The simulator as a process of its own, killed without warning in the middle of a job. What it answered before, it knows
// after; time went on while it was dead.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';
import { ClientSecretCredential } from '@azure/identity';
import { afterEach, expect, test } from 'vitest';
import { all } from '../test/in-process.ts';

interface Started {
  origin: string;
  tenantId: string;
  subscriptionId: string;
  clientId: string;
  clientSecret: string;
  ca: string;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

async function start(data: string, ...more: string[]): Promise<{ child: ChildProcess; started: Started }> {
  const main = join(import.meta.dirname, '../main.ts');
  const child = spawn(process.execPath, [main, '--data', data, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, started: JSON.parse(line) };
}

async function kill(child: ChildProcess) {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The real SDK with real sign-in over TLS, trusting the simulator's own authority. */
function clientOf(started: Started) {
  const tlsOptions = { ca: readFileSync(started.ca, 'utf8') };
  const credential = new ClientSecretCredential(started.tenantId, started.clientId, started.clientSecret, {
    authorityHost: started.origin,
    disableInstanceDiscovery: true,
    tlsOptions,
  });
  return new RecoveryServicesBackupClient(credential, started.subscriptionId, {
    endpoint: started.origin,
    credentialScopes: ['https://management.azure.com/.default'],
    retryOptions: { maxRetries: 0 },
    ...{ tlsOptions },
  });
}

interface Logged {
  method: string;
  status: number;
  clientRequestId: string | null;
}

function logOf(started: Started): Promise<Logged[]> {
  return new Promise((done, fail) => {
    get(`${started.origin}/_simulator/requests`, { ca: readFileSync(started.ca) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => done(JSON.parse(text).value)).on('error', fail);
    }).on('error', fail);
  });
}

const vault = ['vault-weu-prod', 'rg-backup'] as const;
const names = ['Azure', 'IaasVMContainer;iaasvmcontainerv2;rg-workloads;vm-web-01', 'VM;iaasvmcontainerv2;rg-workloads;vm-web-01'] as const;
const folder = () => mkdtempSync(join(tmpdir(), 'simulator-'));
const backUp = (client: RecoveryServicesBackupClient, key: string) =>
  client.backups.trigger(
    ...vault,
    ...names,
    { properties: { objectType: 'IaasVMBackupRequest' } },
    { requestOptions: { customHeaders: { 'x-ms-client-request-id': key } } },
  );
const byActivity = async (client: RecoveryServicesBackupClient, key: string) =>
  (await all(client.backupJobs.list(...vault))).filter((job) => job.properties?.activityId === key);

test('killed in the middle of a job, it goes on with the same certificate, secret, job and log', { timeout: 60_000 }, async () => {
  const data = folder();
  const key = '12345678-1234-4234-8234-123456789abc';
  const first = await start(data, '--time-scale', '600');
  await backUp(clientOf(first.started), key);
  await kill(first.child);

  const second = await start(data, '--time-scale', '600');
  expect(second.started).toEqual(first.started);
  const client = clientOf(second.started);
  const [job] = await byActivity(client, key);
  expect(job?.properties?.status).toMatch(/InProgress|Completed/);
  await expect
    .poll(async () => (await byActivity(client, key)).map((one) => one.properties?.status), { timeout: 30_000, interval: 300 })
    .toEqual(['Completed']);
  const points = await all(client.recoveryPoints.list(...vault, ...names));
  expect(points[0]?.properties).toMatchObject({ objectType: 'IaasVMRecoveryPoint' });
});

test('an effect whose answer is lost in a kill is there, once, with its request in the log', { timeout: 60_000 }, async () => {
  const data = folder();
  const faults = join(data, 'faults.json');
  // biome-ignore lint/suspicious/noThenProperty: a fault rule reads "match …, then …" and is never awaited.
  writeFileSync(faults, JSON.stringify([{ match: { method: 'POST', path: '/backup' }, then: { afterEffect: true, delayMs: 60_000 } }]));
  const key = 'aaaaaaaa-1234-4234-8234-123456789abc';
  const first = await start(data, '--faults', faults);
  const lost = backUp(clientOf(first.started), key).catch((error: unknown) => error);
  const seen = clientOf(first.started);
  await expect.poll(async () => (await byActivity(seen, key)).length, { timeout: 10_000 }).toBe(1);
  await kill(first.child);
  expect(await lost).toBeInstanceOf(Error);

  const second = await start(data);
  expect(await byActivity(clientOf(second.started), key)).toHaveLength(1);
  const logged = (await logOf(second.started)).filter((entry) => entry.clientRequestId === key);
  expect(logged).toMatchObject([{ method: 'POST', status: 202 }]);
});
