import { expect, test } from 'vitest';
import { scenarios } from './conformance.ts';
import { memoryJournal } from './memory.ts';
import { plantedFaults } from './planted-faults.ts';

for (const { fault, caughtBy, plant } of plantedFaults) {
  test(`the suite catches a journal that ${fault}`, async () => {
    const fallen: string[] = [];
    for (const scenario of scenarios) {
      const good = memoryJournal();
      try {
        await scenario.run({ journal: plant(good), reopen: null, close: () => good.close() });
      } catch {
        fallen.push(scenario.name);
      }
      await good.close();
    }
    expect(fallen).toContain(caughtBy);
    // A fault that fells everything would prove nothing about the suite.
    expect(fallen.length).toBeLessThan(scenarios.length);
  });
}
