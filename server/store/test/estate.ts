// The estate on every database: days and totals, what is believed of a vault, pages, owners that were overtaken, what is let go.
import { expect } from 'vitest';
import { totalsOf } from '../../../nodes/kit/estate-health/standing.ts';
import type { DayRow, ItemRow } from '../estate.ts';
import { placeOf } from '../estate-reads.ts';
import type { Stores } from '../stores.ts';
import { me, type Scenario } from './conformance.ts';

const vault = {
  vaultId: '/v',
  name: 'vault-a',
  lookedAt: 1_000,
  azureAt: 1_000,
  jobsFrom: 0,
  jobsTo: 1_000,
  policies: {},
  policiesAt: 1_000,
  trouble: null,
};
const item = (id: string, name: string, state: ItemRow['state']): ItemRow => ({
  id,
  vaultId: '/v',
  name,
  state,
  says: state === 'safe' ? '' : `it is ${state}`,
  stateSince: 1_000,
  pointAt: 500,
  firstSeen: 1_000,
  document: {
    armId: `/v/${id}`,
    vaultName: 'vault-a',
    containerName: 'c',
    serverName: null,
    managementType: 'AzureIaasVM',
    workloadType: 'VM',
    policyName: 'daily',
    policySays: null,
    followsLogs: false,
    jobs: [],
  },
});
const day = (itemId: string, number: number, state: DayRow['state']): DayRow => ({ itemId, day: number, state, says: '', pointAt: null });

async function seen({ connections, estate }: Stores, epoch: number, items: readonly ItemRow[], days: readonly DayRow[]): Promise<string> {
  const id = (await connections.defaultOf(me, 'azure'))?.id ?? '';
  await estate.begin(me, id, '1', epoch, 1_000);
  await estate.putItems(me, id, epoch, items, days);
  await estate.putVault({ connectionId: id, epoch, vault, askedAt: 1_000, items: new Set(items.map((one) => one.id)), today: 20_000 });
  await estate.countDays(id, epoch, 19_000, 20_000);
  await estate.end(id, epoch, { at: 1_000, azureAt: 1_000, nextAt: 9_000, trouble: null, vaults: ['/v'] });
  return id;
}

const some = [
  item('item_1', 'Zebra', 'failing'),
  item('item_2', 'alpha', 'safe'),
  item('item_3', 'Beta', 'safe'),
  item('item_4', 'gone', 'deleted'),
];

export const estateScenarios: readonly Scenario[] = [
  {
    name: 'the estate: what was seen is counted, listed with what needs care first, and told day by day',
    async run({ one, other }) {
      const days = [day('item_1', 19_999, 'late'), day('item_2', 19_999, 'safe'), day('item_1', 20_000, 'failing')];
      const id = await seen(one.stores, 1, some, days);
      const { estate } = other.stores;
      expect(await estate.look(id)).toMatchObject({ lookedAt: 1_000, nextAt: 9_000, trouble: null });
      const counted = Object.fromEntries((await estate.counts(id, 0)).map(({ state, n }) => [state, n]));
      expect(totalsOf(counted)).toMatchObject({ items: 3, safe: 2, failing: 1 });
      expect(await estate.daysOf(id, 19_000, 20_000)).toEqual(
        new Map([
          [19_999, { late: 1, safe: 1 }],
          [20_000, { failing: 1 }],
        ]),
      );
      const ask = { connectionId: id, staleBefore: 0, limit: 2 };
      const first = await estate.items(me, ask);
      expect(first.map(({ name }) => name)).toEqual(['Zebra', 'alpha']);
      const rest = await estate.items(me, { ...ask, cursor: placeOf(first[1] as never) });
      expect(rest.map(({ name }) => name)).toEqual(['Beta']);
      expect((await estate.items(me, { ...ask, q: 'ALPH' })).map(({ name }) => name)).toEqual(['alpha']);
      expect((await estate.items(me, { ...ask, q: '%' })).map(({ name }) => name)).toEqual([]);
      expect((await estate.items(me, { ...ask, day: 19_999 })).map(({ name, state }) => [name, state])).toEqual([
        ['Zebra', 'late'],
        ['alpha', 'safe'],
      ]);
      expect((await estate.item(me, 'item_1', async () => 0)).days.map(({ state }) => state)).toEqual(['late', 'failing']);
      await expect(estate.item({ ...me, projectId: 'elsewhere' }, 'item_1', async () => 0)).rejects.toMatchObject({
        failure: { code: 'not_found' },
      });
      expect(await estate.figures(0)).toEqual(expect.arrayContaining([{ connectionId: id, lookedAt: 1_000, state: 'safe', n: 2 }]));
    },
  },
  {
    name: 'the estate: a vault that was silent for too long is not believed',
    async run({ one }) {
      const id = await seen(one.stores, 1, some, []);
      const counted = Object.fromEntries((await one.stores.estate.counts(id, 5_000)).map(({ state, n }) => [state, n]));
      expect(totalsOf(counted)).toMatchObject({ items: 3, safe: 0, unknown: 3 });
      const [first] = await one.stores.estate.items(me, { connectionId: id, staleBefore: 5_000, states: ['unknown'], limit: 1 });
      expect(first?.says).toMatch(/too long/);
      expect(await one.stores.estate.item(me, 'item_2', async () => 5_000)).toMatchObject({ state: 'unknown' });
    },
  },
  {
    name: 'the estate: whoever was overtaken writes nothing more',
    async run({ one, other }) {
      const id = await seen(one.stores, 1, some, []);
      await other.stores.estate.begin(me, id, '1', 2, 2_000);
      await expect(one.stores.estate.putItems(me, id, 1, some, [])).rejects.toThrow(/somebody else/);
      await expect(one.stores.estate.begin(me, id, '1', 1, 3_000)).rejects.toThrow(/somebody else/);
      const end = { at: 3_000, azureAt: 3_000, nextAt: 3_000, trouble: null, vaults: [] };
      await expect(one.stores.estate.end(id, 1, end)).rejects.toThrow(/somebody else/);
      expect(await one.stores.estate.items(me, { connectionId: id, staleBefore: 0, limit: 9 })).toHaveLength(3);
    },
  },
  {
    name: 'the estate: days older than 400 go, then items without any, and nothing that is still there',
    async run({ one, rawText }) {
      const { estate } = one.stores;
      const id = await seen(one.stores, 1, some, [
        day('item_1', 19_000, 'late'),
        day('item_1', 19_601, 'late'),
        day('item_2', 19_600, 'safe'),
      ]);
      await estate.putVault({ connectionId: id, epoch: 1, vault, askedAt: 2_000, items: new Set(['item_1']), today: 20_000 });
      for (let gone = 1; gone > 0; ) gone = await estate.forget(20_000, 1);
      expect((await estate.item(me, 'item_1', async () => 0)).days.map((one) => one.day)).toEqual([19_601]);
      await expect(estate.item(me, 'item_2', async () => 0)).rejects.toMatchObject({ failure: { code: 'not_found' } });
      const second = await one.stores.connections.create(me, {
        kind: 'azure',
        name: 'New',
        fields: { credential: 'practice' },
        isDefault: true,
      });
      await one.stores.connections.remove(me, id);
      for (let gone = 1; gone > 0; ) gone = await estate.forget(20_000, 100);
      for (const table of ['estate_looks', 'estate_vaults', 'estate_items', 'estate_days', 'estate_totals'])
        expect(await rawText(table)).toBe('');
      expect(second.isDefault).toBe(true);
    },
  },
];
