// Many run commands on one machine: nobody reads what another step wrote, and the machine's 25 places never run out.
import { expect, test } from 'vitest';
import { openHouse } from '../../server/services/test/house.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { estate } from '../kit/estate.ts';

const world = estate({ machines: [{ name: 'vm-on-01' }] });

test('ten runs at the same time, three times over, read each what they wrote themselves', { timeout: 60_000 }, async () => {
  const simulator = createSimulator({ file: ':memory:', estate: world, timeScale: 600 });
  const house = await openHouse({ practice: simulator });
  const said = async (text: string) => {
    const params = { vm: 'vm-on-01', script: `Write-Output '${text}'` };
    const end = await house.ended(await house.start([{ id: 'node', type: 'azure.run-command', params }]), 30_000);
    return (await end.output('node')) as { readonly output: string };
  };
  try {
    for (const round of ['a', 'b', 'c']) {
      const texts = Array.from({ length: 10 }, (_, index) => `${round}${index}`);
      const outputs = await Promise.all(texts.map(said));
      expect(outputs.map(({ output }) => output.trim())).toEqual(texts);
    }
    const cleared = simulator.requests({ method: 'DELETE' }).filter(({ path }) => path.includes('/runCommands/vaultflow-'));
    expect(cleared.length).toBeGreaterThan(4);
  } finally {
    await house.stop();
    simulator.close();
  }
});
