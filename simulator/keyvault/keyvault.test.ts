import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { createSimulator } from '../simulator.ts';
import { onPlane } from '../test/data-plane.ts';

const at = 'https://kv-backup.vault.azure.net';
const v = 'api-version=7.4';
const many = Array.from({ length: 30 }, (_, index) => ({ name: `s-${String(index).padStart(2, '0')}`, value: `value-${index}` }));
const world = async () => {
  const simulator = createSimulator({
    file: ':memory:',
    estate: estate({ keyVaults: [{ name: 'kv-backup', secrets: many }, { name: 'kv-other' }] }),
  });
  const ask = await onPlane(simulator, 'https://vault.azure.net');
  return async (method: string, url: string, body?: object) => {
    const { status, text } = await ask(method, url, body && JSON.stringify(body));
    return { status, body: JSON.parse(text), text };
  };
};

test('lists show names and dates in pages of 25, never a value', async () => {
  const ask = await world();
  const first = await ask('GET', `${at}/secrets?${v}`);
  expect(first.body.value).toHaveLength(25);
  const second = await ask('GET', first.body.nextLink);
  expect(second.body).toMatchObject({ nextLink: null });
  expect(second.body.value).toHaveLength(5);
  expect(first.text + second.text).not.toContain('value-');
});

test('a new version is the one that is read; the old one stays under its own address', async () => {
  const ask = await world();
  const old = await ask('GET', `${at}/secrets/s-00?${v}`);
  expect(old.body.value).toBe('value-0');
  expect((await ask('PUT', `${at}/secrets/s-00?${v}`, { value: 'new', attributes: { exp: 1_900_000_000 } })).body).toMatchObject({
    value: 'new',
    attributes: { exp: 1_900_000_000 },
  });
  expect((await ask('GET', `${at}/secrets/s-00?${v}`)).body.value).toBe('new');
  expect((await ask('GET', `${old.body.id}?${v}`)).body.value).toBe('value-0');
  expect((await ask('GET', `${at}/secrets/s-00/versions?${v}`)).body.value).toHaveLength(2);
  expect((await ask('DELETE', `${at}/secrets/s-00?${v}`)).status).toBe(200);
  expect((await ask('GET', `${at}/secrets/s-00?${v}`)).body.error.code).toBe('SecretNotFound');
});

test('vaults are apart, and what is not there is refused in the words of Key Vault', async () => {
  const ask = await world();
  expect((await ask('GET', `https://kv-other.vault.azure.net/secrets/s-00?${v}`)).body.error.code).toBe('SecretNotFound');
  expect((await ask('GET', `https://kv-other.vault.azure.net/secrets?${v}`)).body.value).toEqual([]);
  expect((await ask('GET', `${at}/secrets`)).body.error.code).toBe('BadParameter');
  expect((await ask('PUT', `${at}/secrets/bad_name?${v}`, { value: 'x' })).status).toBe(400);
  await expect(ask('GET', `https://kv-nowhere.vault.azure.net/secrets?${v}`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
});
