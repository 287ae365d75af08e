// The master key in a Key Vault, over the real protocol and with the real sign-in, against the simulator's vault.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { estate } from '../../../nodes/kit/estate.ts';
import { createSimulator, type Simulator } from '../../../simulator/simulator.ts';
import { onPlane } from '../../../simulator/test/data-plane.ts';
import { openDatabase } from '../../journal/database.ts';
import { systemActor } from '../../security/actor.ts';
import { givenMasters, type Masters } from '../../security/masters.ts';
import { sqliteStore } from '../../store/sqlite.ts';
import { openStores } from '../../store/stores.ts';
import { keyVaultMaster } from './key-vault-master.ts';
import { loadSdk } from './sdk.ts';
import { practiceTransport } from './transport.ts';

const vault = 'https://kv-vaultflow.vault.azure.net';
const address = `${vault}/keys/vaultflow`;
const version = 'api-version=7.4';
const house = systemActor();
const open: Simulator[] = [];
afterAll(() => {
  for (const simulator of open) simulator.close();
});

async function world(role?: string) {
  const simulator = createSimulator({
    file: ':memory:',
    estate: estate({ keyVaults: [{ name: 'kv-vaultflow' }], ...(role ? { roles: [{ role }] } : {}) }),
  });
  open.push(simulator);
  const { identity } = await loadSdk();
  const httpClient = practiceTransport(simulator);
  const credential = new identity.ClientSecretCredential(simulator.tenantId, simulator.clientId, simulator.clientSecret, {
    authorityHost: 'https://login.microsoftonline.com',
    disableInstanceDiscovery: true,
    httpClient,
  });
  const ask = await onPlane(simulator, 'https://vault.azure.net');
  const say = async (method: string, url: string, body: object = {}) => {
    const { status, text } = await ask(method, url, JSON.stringify(body));
    return { status, body: JSON.parse(text) };
  };
  const master = () => keyVaultMaster(new URL(address), { httpClient, credential, audience: 'https://vault.azure.net' });
  return { say, master };
}

let it: Awaited<ReturnType<typeof world>>;
beforeAll(async () => {
  it = await world();
  expect(
    (await it.say('POST', `${address}/create?${version}`, { kty: 'RSA', key_size: 2048, key_ops: ['wrapKey', 'unwrapKey'] })).status,
  ).toBe(200);
});

test('wraps and unwraps, and what was wrapped is bound to its name', async () => {
  const master = await it.master();
  const wrapped = await master.wrap('key 1', Buffer.alloc(32, 5));
  expect(Buffer.from(wrapped).toString()).toContain(`${address}/`);
  expect(Buffer.from(await master.unwrap('key 1', wrapped))).toEqual(Buffer.alloc(32, 5));
  await expect(master.unwrap('key 2', wrapped)).rejects.toThrow('was changed');
});

test('an address in the database that leads to another key, vault or host is never called', async () => {
  const master = await it.master();
  const { value } = JSON.parse(Buffer.from(await master.wrap('key 1', Buffer.alloc(32, 5))).toString());
  for (const kid of [
    'https://attacker.example/keys/vaultflow/0123',
    `${vault}.attacker.example/keys/vaultflow/0123`,
    `${vault}/keys/other/0123`,
    `${address}/../other/0123`,
    `${address}/0123/../../other/0123`,
    `${address}/0123?x=`,
    `${address}x/0123`,
  ])
    await expect(master.unwrap('key 1', Buffer.from(JSON.stringify({ kid, value })))).rejects.toThrow('names another key');
});

test('an installation moves from its file into the vault, follows a new version, and then needs no file', async () => {
  const file = openDatabase(':memory:');
  const key = new Uint8Array(32).fill(3);
  const stores = (its: Uint8Array | Masters) => openStores({ database: sqliteStore(file), key: its, templateFolder: 'templates' });
  const fields = { host: 'mail.example.com', port: 587, from: 'a@example.com', user: 'u', password: 'a-mail-password' };
  const { id } = await (await stores(key)).connections.create(house, { kind: 'smtp', name: 'Mail', fields });
  const only: Masters = { all: [await it.master()], renew: null };
  await expect(stores(only)).rejects.toThrow('is not the one this installation was made with');

  const moving = await stores({ all: [...only.all, ...givenMasters(key).all], renew: null });
  const change = async () => {
    await moving.keys.rotate(house);
    while (await moving.keys.slice(50));
    expect(await moving.keys.dropOld(house)).toBe(true);
  };
  await change();
  expect((await moving.keys.state()).masters).toMatchObject([{ says: address, needed: true }, { needed: false }]);
  expect((await it.say('POST', `${address}/rotate?${version}`)).status).toBe(200);
  // What the old version has wrapped is still unwrapped by it.
  expect((await (await stores(only)).connections.open(house, id)).values).toMatchObject({ password: 'a-mail-password' });
  const before = file.read
    .prepare('SELECT wrapped FROM key_ring')
    .all()
    .map(({ wrapped }) => JSON.parse(Buffer.from(wrapped as Uint8Array).toString()).kid);
  await change();
  const after = file.read
    .prepare('SELECT wrapped FROM key_ring')
    .all()
    .map(({ wrapped }) => JSON.parse(Buffer.from(wrapped as Uint8Array).toString()).kid);
  expect([new Set(before).size, new Set(after).size, after.includes(before[0])]).toEqual([1, 1, false]);
  for (const kid of before) expect((await it.say('PATCH', `${kid}?${version}`, { attributes: { enabled: false } })).status).toBe(200);
  expect((await (await stores(only)).connections.open(house, id)).values).toMatchObject({ password: 'a-mail-password' });
  await file.close();
});

test('a version that was switched off, a key that is gone, and a machine without the right to it are told in the words of the vault', async () => {
  const master = await it.master();
  const wrapped = await master.wrap('key 1', Buffer.alloc(32, 5));
  const { kid } = JSON.parse(Buffer.from(wrapped).toString());
  await it.say('PATCH', `${kid}?${version}`, { attributes: { enabled: false } });
  await expect(master.unwrap('key 1', wrapped)).rejects.toThrow('is not allowed on a disabled key');
  const empty = await world();
  await expect((await empty.master()).wrap('key 1', Buffer.alloc(32))).rejects.toThrow('was not found in this key vault');
  const stranger = await world('Key Vault Secrets User');
  await expect((await stranger.master()).wrap('key 1', Buffer.alloc(32))).rejects.toThrow('is not authorized to perform action');
});
