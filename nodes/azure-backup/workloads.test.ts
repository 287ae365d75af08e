// The whole life of a protected item, for every kind there is, through the nodes and the real services: back up, other policy, stop,
// resume, delete, undelete. Each node must speak the words of the kind it is used on.
import { afterEach, expect, test } from 'vitest';
import { type House, openHouse } from '../../server/services/test/house.ts';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import { type EstateInput, estate } from '../kit/estate.ts';
import type { JsonObject } from '../kit/json.ts';

const open: (House | Simulator)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
});

type Item = NonNullable<NonNullable<EstateInput['vaults']>[number]['items']>[number];

const kinds: readonly (readonly [string, Item])[] = [
  ['vm', { name: 'it', policy: 'first', points: { count: 2 } }],
  ['share', { kind: 'share', name: 'it', account: 'stfiles01', policy: 'first', points: { count: 2 } }],
  ['sql', { kind: 'sql', name: 'it', machine: 'sql-01', policy: 'first', points: { count: 2 } }],
  ['hana', { kind: 'hana', name: 'it', machine: 'hana-01', instance: 'HXE', policy: 'first', points: { count: 2 } }],
];

test.each(kinds)('%s', async (kind, item) => {
  const policyKind = kind as 'vm' | 'share' | 'sql' | 'hana';
  const simulator = createSimulator({
    file: ':memory:',
    timeScale: 3600,
    estate: estate({
      vaults: [{ name: 'vault-weu-prod', policies: ['first', 'second'].map((name) => ({ name, kind: policyKind })), items: [item] }],
    }),
  });
  open.push(simulator);
  const house = await openHouse({ practice: simulator });
  open.unshift(house);

  const does = async (type: string, params: JsonObject = {}): Promise<JsonObject> => {
    const run = await house.start([{ id: 'node', type: `azure-backup.${type}`, params }]);
    const end = await house.ended(run);
    expect((await end.step('node')).error, type).toBeNull();
    // The job of one change ends before the next begins.
    simulator.advance(7200);
    return (await end.output('node')) as JsonObject;
  };
  const state = async () => {
    const { azure } = house.services.reading(house.connection('azure'), AbortSignal.timeout(10_000));
    for await (const { protectionState, policyName, softDeleted } of azure.items(null))
      return { state: protectionState, policy: policyName, deleted: softDeleted };
    return null;
  };

  expect(await does('backup-now', { item: 'it' })).toMatchObject({ jobId: expect.any(String) });
  expect(await does('change-policy', { item: 'it', policy: 'second' })).toMatchObject({ jobId: expect.any(String) });
  expect(await state()).toMatchObject({ policy: 'second', deleted: false });
  expect(await does('stop-protection', { item: 'it' })).toMatchObject({ jobId: expect.any(String) });
  expect(await state()).toMatchObject({ state: 'ProtectionStopped', deleted: false });
  expect(await does('resume-protection', { item: 'it', policy: 'first' })).toMatchObject({ jobId: expect.any(String) });
  expect(await state()).toMatchObject({ state: 'Protected', policy: 'first' });
  expect(await does('stop-protection', { item: 'it', data: 'delete' })).toMatchObject({ jobId: expect.any(String) });
  expect(await state()).toMatchObject({ deleted: true });
  expect(await does('undelete', { item: 'it' })).toMatchObject({ jobId: expect.any(String) });
  expect(await state()).toMatchObject({ state: 'ProtectionStopped', deleted: false });
});
