// A table that is larger than one request may be: it goes up in blocks, and the blob is whole or as it was before.
import { afterEach, expect, test } from 'vitest';
import { type House, openHouse } from '../../server/services/test/house.ts';
import { createSimulator, type FaultRule, type Simulator } from '../../simulator/simulator.ts';
import { onPlane } from '../../simulator/test/data-plane.ts';
import { estate } from '../kit/estate.ts';

const open: (House | Simulator)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
});

const rows = 18_000;
/** About 7 MB as text. */
const many = `{{ steps.numbers.value }}`;

async function upload(params: object, faults: FaultRule[] = []) {
  const simulator = createSimulator({
    file: ':memory:',
    estate: estate({
      storageAccounts: [{ name: 'streports', containers: [{ name: 'daily', blobs: [{ name: 'all.csv', text: 'old' }] }] }],
    }),
    faults,
  });
  open.push(simulator);
  const house = await openHouse({ practice: simulator });
  open.unshift(house);
  const code = `return Array.from({ length: ${rows} }, (_, i) => ({ id: i, text: 'ü'.repeat(200) }))`;
  const nodes = [
    { id: 'numbers', type: 'core.code', params: { source: code } },
    {
      id: 'up',
      type: 'azure.upload-blob',
      params: { account: 'streports', container: 'daily', blob: 'all.csv', content: 'csv', rows: many, ...params },
    },
  ];
  const end = await house.ended(await house.start(nodes), 60_000);
  const ask = await onPlane(simulator, 'https://storage.azure.com');
  const got = await ask('GET', 'https://streports.blob.core.windows.net/daily/all.csv');
  const puts = simulator.requests({ method: 'PUT', path: '/daily/all.csv' });
  return { end, got, puts, output: () => end.output('up') };
}

const dropped = (nth: number, afterEffect: boolean): FaultRule =>
  Object.fromEntries([
    ['match', { method: 'PUT', path: '/daily/all.csv', nth }],
    ['then', { reset: true, afterEffect }],
  ]) as unknown as FaultRule;

test('a table of several requests is one blob, in order, byte for byte', async () => {
  const { end, got, puts, output } = await upload({});
  expect(end.run).toMatchObject({ status: 'succeeded', error: null });
  expect(puts.length).toBeGreaterThanOrEqual(3);
  const lines = got.text.split('\r\n');
  expect([lines[0], lines[1]?.slice(0, 3), lines.at(-2)?.slice(0, 6), lines.at(-1)]).toEqual(['id,text', '0,ü', '17999,', '']);
  expect(lines).toHaveLength(rows + 2);
  expect(await output()).toMatchObject({ rows, size: got.bytes.length, etag: got.headers.get('etag') });
  expect(got.headers.get('content-type')).toBe('text/csv; charset=utf-8');
});

test('it replaces nothing where that is not wanted, however many blocks have gone up', async () => {
  const { end, got } = await upload({ ifExists: 'fail' });
  expect((await end.step('up')).error).toMatchObject({ code: 'azure_error', azure: { code: 'BlobAlreadyExists' } });
  expect(got.text).toBe('old');
});

test.each([
  ['a block is lost: all of it goes up again', 2, false, 5],
  ['the answer to the last request is lost: nothing goes up again, the blob carries the key', 3, true, 3],
])('%s', async (_, nth, afterEffect, sent) => {
  const { end, got, puts } = await upload({}, [dropped(nth, afterEffect)]);
  expect(end.run).toMatchObject({ status: 'succeeded', error: null });
  expect(got.text.split('\r\n')).toHaveLength(rows + 2);
  expect(puts).toHaveLength(sent);
});
