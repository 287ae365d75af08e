// The one suite that every journal is held to: SQLite, in-memory, PostgreSQL. `scenarios` are plain functions; the planted
// faults run them against broken journals and expect them to fall.
import { describe, test } from 'vitest';
import { dataScenarios } from './conformance-data.ts';
import { deathScenarios } from './conformance-deaths.ts';
import type { Scenario, Subject } from './conformance-kit.ts';
import { runScenarios } from './conformance-runs.ts';
import { waitScenarios } from './conformance-waits.ts';
import { writeScenarios } from './conformance-writes.ts';

export const scenarios: readonly Scenario[] = [...writeScenarios, ...runScenarios, ...waitScenarios, ...dataScenarios, ...deathScenarios];

export function journalConformance(name: string, open: () => Promise<Subject>): void {
  describe(name, () => {
    for (const scenario of scenarios) {
      test(scenario.name, async () => {
        const subject = await open();
        try {
          await scenario.run(subject);
        } finally {
          await subject.close();
        }
      });
    }
  });
}
