// A security PIN on its way through a flow: it arrives where it is sent, fresh each time, and stands nowhere else.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { openHouse } from './test/house.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of cleanUp.splice(0).reverse()) await one();
});

async function world() {
  const told: string[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    told.push(Buffer.concat(parts).toString());
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ heard: told.at(-1) }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  cleanUp.push(() => new Promise((closed) => server.close(closed)));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const simulator = createSimulator({
    file: ':memory:',
    estate: estate({
      resourceGuards: [{ name: 'guard' }, { name: 'guard-security', allows: false }],
      vaults: [
        { name: 'vault-a' },
        { name: 'vault-guarded', resourceGuard: 'guard' },
        { name: 'vault-foreign', resourceGuard: 'guard-security' },
      ],
    }),
  });
  cleanUp.push(() => simulator.close());
  const house = await openHouse({ practice: simulator, egressAllow: host });
  cleanUp.push(() => house.stop());
  const run = async (vault: string) => {
    const send = { type: 'http.request', params: { method: 'POST', url: `http://${host}/`, body: { pin: '{{ steps.pin.pin }}' } } };
    const nodes = [
      { id: 'pin', type: 'azure-backup.security-pin', params: { vault } },
      { id: 'send', ...send },
      { id: 'again', ...send },
    ];
    return house.ended(await house.start(nodes));
  };
  return { told, house, run };
}

test.each(['vault-a', 'vault-guarded'])('the PIN of %s arrives, a new one each time, and the journal never sees it', async (vault) => {
  const { told, run } = await world();
  const { run: ended, output } = await run(vault);
  expect(ended).toMatchObject({ status: 'succeeded' });
  const pins = told.map((body) => (JSON.parse(body) as { readonly pin: string }).pin);
  expect(pins).toEqual([expect.stringMatching(/^\d{6}$/), expect.stringMatching(/^\d{6}$/)]);
  const kept = JSON.stringify([await output('pin'), await output('send'), await output('again')]);
  expect(kept).toContain('security-pin:');
  for (const pin of pins) expect(kept).not.toContain(pin);
});

test('a guard of others is not talked round', async () => {
  const { told, run } = await world();
  const { run: ended, step } = await run('vault-foreign');
  expect(ended).toMatchObject({ status: 'failed' });
  expect(await step('send')).toMatchObject({ status: 'failed', error: { azure: { code: 'LinkedAuthorizationFailed' } } });
  expect(told).toEqual([]);
});

test('a handle that was made up stays shut', async () => {
  const { told, house } = await world();
  const pin =
    'security-pin:azure/forged/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-a';
  const body = { pin: Object.fromEntries([['$secret', pin]]) };
  const runId = await house.start([{ id: 'send', type: 'http.request', params: { method: 'POST', url: 'http://127.0.0.1:9/', body } }]);
  const { step } = await house.ended(runId);
  expect(await step('send')).toMatchObject({ status: 'failed', error: { code: 'secret_unavailable' } });
  expect(told).toEqual([]);
});
