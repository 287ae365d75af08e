// A secret on its way through a flow: from one key vault into another and into a request, and nowhere else.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openHouse } from '../../server/services/test/house.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { onPlane } from '../../simulator/test/data-plane.ts';
import { estate } from '../kit/estate.ts';

const value = 'correct horse battery staple';
const world = estate({ keyVaults: [{ name: 'kv-backup', secrets: [{ name: 'passphrase', value }] }, { name: 'kv-copy' }] });

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

test('the value arrives where it is needed and stands in no result, intent or message', async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(String(request.headers['x-passphrase']));
    response.end('ok');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const simulator = createSimulator({ file: ':memory:', estate: world });
  const house = await openHouse({ practice: simulator, egressAllow: `127.0.0.1:${port}` });
  open.push(
    () => house.stop(),
    () => simulator.close(),
    () => server.close(),
  );
  const runId = await house.start([
    { id: 'read', type: 'azure.key-vault-secret', params: { vault: 'kv-backup', secret: 'passphrase' } },
    { id: 'copy', type: 'azure.set-key-vault-secret', params: { vault: 'kv-copy', secret: 'copied', value: '{{ steps.read.secret }}' } },
    {
      id: 'call',
      type: 'http.request',
      params: { url: `http://127.0.0.1:${port}/`, headers: { 'x-passphrase': '{{ steps.copy.secret }}' } },
    },
  ]);
  const end = await house.ended(runId);
  const outputs = [await end.output('read'), await end.output('copy'), await end.output('call')];
  expect(end.run.status).toBe('succeeded');
  expect(seen).toEqual([value]);
  const ask = await onPlane(simulator, 'https://vault.azure.net');
  expect(JSON.parse((await ask('GET', 'https://kv-copy.vault.azure.net/secrets/copied?api-version=7.4')).text).value).toBe(value);
  const kept = await Promise.all(
    ['read', 'copy', 'call'].flatMap((key) => [house.journal.params(runId, key), house.journal.log(runId, key)]),
  );
  const records = JSON.stringify([outputs, end.run, house.inbox, house.log, kept]);
  expect(records).not.toContain(value);
  expect(records).toContain('$secret');
});

test('a write whose answer is lost is found by its tag, and no second version is made', async () => {
  const simulator = createSimulator({
    file: ':memory:',
    estate: world,
    faults: [
      Object.fromEntries([
        ['match', { method: 'PUT', path: '/secrets/', times: 1 }],
        ['then', { reset: true, afterEffect: true }],
      ]) as never,
    ],
  });
  const house = await openHouse({ practice: simulator });
  open.push(
    () => house.stop(),
    () => simulator.close(),
  );
  const end = await house.ended(
    await house.start([
      { id: 'read', type: 'azure.key-vault-secret', params: { vault: 'kv-backup', secret: 'passphrase' } },
      { id: 'copy', type: 'azure.set-key-vault-secret', params: { vault: 'kv-copy', secret: 'copied', value: '{{ steps.read.secret }}' } },
    ]),
  );
  expect(end.run.status).toBe('succeeded');
  const ask = await onPlane(simulator, 'https://vault.azure.net');
  expect(JSON.parse((await ask('GET', 'https://kv-copy.vault.azure.net/secrets/copied/versions?api-version=7.4')).text).value).toHaveLength(
    1,
  );
});
