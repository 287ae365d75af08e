// A form that asks for its lists at each letter: how often Azure is asked then, and what is never remembered. Over TLS to the
// simulator in another process, whose requests are counted there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { itemChoices, policyChoices, vaultChoices } from '../../../nodes/azure-backup/choices.ts';
import { fail } from '../../../nodes/kit/errors.ts';
import type { JsonObject } from '../../../nodes/kit/json.ts';
import { memoryJournal } from '../../journal/memory.ts';
import { createEgress } from '../egress.ts';
import { noSecrets } from '../secrets.ts';
import { type SimulatorProcess, startSimulator } from '../test/simulator-process.ts';
import { createAzure } from './backup.ts';
import { createBudgets } from './budget.ts';
import { remembering } from './remembered.ts';
import { type AzureSession, openSession } from './session.ts';

const items = 500;
let folder: string;
let simulator: SimulatorProcess;
let session: AzureSession;
let now = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vaultflow-remembered-'));
  const rule = [
    ['match', { path: '/backupPolicies', times: 1 }],
    ['then', { status: 403, code: 'AuthorizationFailed' }],
  ];
  writeFileSync(join(folder, 'faults.json'), JSON.stringify([Object.fromEntries(rule)]));
  const vault = {
    name: 'vault-large',
    policies: [{ name: 'daily' }],
    items: Array.from({ length: items }, (_, i) => ({ name: `vm-${String(i).padStart(3, '0')}`, policy: 'daily' })),
  };
  simulator = await startSimulator({ vaults: [vault] }, ['--faults', join(folder, 'faults.json')]);
}, 60_000);
afterAll(async () => {
  await simulator?.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  const connection = { id: 'c1', kind: 'azure', name: 'Azure', revision: '1', values: simulator.connection } as const;
  session = openSession(connection, simulator.connection as never, {
    egress: createEgress({ allow: simulator.allow }),
    budgets: createBudgets(memoryJournal(), Date.now),
    practice: () => Promise.reject(fail('internal', 'there is none here')),
  });
  now = 1_000_000;
});

const form = (read = remembering, signal = new AbortController().signal) =>
  createAzure({
    session: async () => read(session, signal, () => now),
    effect: 'read',
    signal,
    secrets: noSecrets.open,
    watch: () => undefined,
  });
const search = async (text: string, params: JsonObject = {}) =>
  (await itemChoices({ azure: form(), params, search: text } as never)).map(({ label }) => label);

async function lists(): Promise<number> {
  const dispatcher = new Agent({ connect: { ca: String(simulator.connection.ca) } });
  const { body } = await request(`${simulator.origin}/_simulator/requests?method=GET`, { dispatcher });
  const { value } = (await body.json()) as { readonly value: readonly { readonly path: string }[] };
  return value.filter(({ path }) => path.includes('/vaults')).length;
}

test('typing a name letter by letter reads 500 items once', async () => {
  const before = await lists();
  expect(await search('')).toHaveLength(200);
  for (const letters of ['v', 'vm', 'vm-', 'vm-4', 'vm-49']) await search(letters);
  expect(await search('vm-499')).toEqual(['vm-499']);
  // The vaults, and three pages of items.
  expect((await lists()) - before).toBe(4);
});

test('two lists that are asked for at once share one answer', async () => {
  const before = await lists();
  const [one, two] = await Promise.all([search('vm-001'), search('vm-002')]);
  expect([one, two]).toEqual([['vm-001'], ['vm-002']]);
  expect((await lists()) - before).toBe(4);
});

test('after half a minute Azure is asked again', async () => {
  await search('vm-001');
  const before = await lists();
  now += 31_000;
  expect(await search('vm-001')).toEqual(['vm-001']);
  expect((await lists()) - before).toBe(4);
});

test('who closes the form goes away alone: the other one still gets the answer', async () => {
  const impatient = new AbortController();
  const first = vaultChoices({ azure: form(remembering, impatient.signal), params: {}, search: '' } as never);
  const second = vaultChoices({ azure: form(), params: {}, search: '' } as never);
  await new Promise((done) => setTimeout(done, 5));
  impatient.abort(new Error('the form was closed'));
  await expect(first).rejects.toThrow();
  expect((await second).map(({ label }) => label)).toEqual(['vault-large']);
});

test('a refusal is not remembered', async () => {
  const names = () => policyChoices({ azure: form(), params: { vault: 'vault-large' }, search: '' } as never);
  await expect(names()).rejects.toMatchObject({ failure: { azure: { code: 'AuthorizationFailed' } } });
  expect((await names()).map(({ label }) => label)).toContain('daily');
});

test('a step of a run always asks', async () => {
  const azure = form((plain) => plain);
  const count = async () => {
    let found = 0;
    for await (const _ of azure.items(null)) found++;
    return found;
  };
  await search('');
  const before = await lists();
  expect([await count(), await count()]).toEqual([items, items]);
  expect((await lists()) - before).toBe(8);
});
