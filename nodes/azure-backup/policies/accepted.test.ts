// What our rules let through, Azure takes: policies made at random go to a simulator that has the service’s
// rules of its own, and come back as they were.
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openHouse } from '../../../server/services/test/house.ts';
import { createSimulator } from '../../../simulator/simulator.ts';
import { estate } from '../../kit/estate.ts';
import { existingPolicy, policyRef } from './read.ts';
import { goodPlans } from './test/plans.ts';
import { policyBody } from './to-wire.ts';

const simulator = createSimulator({ file: ':memory:', estate: estate({ vaults: [{ name: 'vault-weu-prod' }] }) });
const house = await openHouse({ practice: simulator });
afterAll(async () => {
  await house.stop();
  simulator.close();
});

test('every policy without findings is accepted and reads back the same', async () => {
  const reading = house.services.reading(house.connection('azure'), AbortSignal.timeout(60_000));
  const { token } = await signIn();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(goodPlans, async (plan) => {
      count += 1;
      const ref = await policyRef(reading.azure, 'vault-weu-prod', `policy-${count}`);
      const url = `https://management.azure.com${ref.id}?api-version=2023-06-01`;
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const sent = new Request(url, { method: 'PUT', headers, body: JSON.stringify({ properties: policyBody(plan) }) });
      const answer = await simulator.handle(sent);
      expect({ status: answer.status, body: answer.status === 200 ? null : await answer.json() }).toEqual({ status: 200, body: null });
      const read = await existingPolicy(reading.azure, ref);
      expect(read).toMatchObject({ unread: null });
      expect(read?.policy).toEqual(plan);
      await simulator.handle(new Request(url, { method: 'DELETE', headers }));
    }),
    { numRuns: 45 },
  );
});

async function signIn(): Promise<{ token: string }> {
  const { tenantId, clientId, clientSecret } = simulator;
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://management.azure.com/.default',
  };
  const url = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
  const response = await simulator.handle(new Request(url, { method: 'POST', body: new URLSearchParams(form) }));
  return { token: ((await response.json()) as { readonly access_token: string }).access_token };
}
