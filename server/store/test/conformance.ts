// The one suite that the store is held to on every database. Two desks are two processes where the database serves several, and two
// callers in one process where it does not: what they ask for at once has the same outcome on both.
import { describe, test } from 'vitest';
import { parseFlow } from '../../../nodes/kit/flow.ts';
import { type ProjectActor, systemActor } from '../../security/actor.ts';
import type { Masters } from '../../security/masters.ts';
import type { StoreDatabase } from '../sql.ts';
import type { Stores } from '../stores.ts';
import { connectionScenarios } from './connections.ts';
import { documentScenarios } from './documents.ts';
import { estateScenarios } from './estate.ts';
import { keyScenarios } from './keys.ts';
import { libraryScenarios } from './library.ts';
import { sqlScenarios } from './sql.ts';
import { testScenarios } from './tests.ts';
import { triggerScenarios } from './triggers.ts';

export interface Desk {
  readonly database: StoreDatabase;
  readonly stores: Stores;
}

export interface Subject {
  readonly one: Desk;
  readonly other: Desk;
  /** A desk that comes to the same database later; with another key if it says so. */
  later(key?: Uint8Array | Masters): Promise<Desk>;
  /** Every row of a table as text, as a thief would read it. */
  rawText(table: string): Promise<string>;
  close(): Promise<void>;
}

export interface Scenario {
  readonly name: string;
  run(subject: Subject): Promise<void>;
}

export const me: ProjectActor = { ...systemActor(), kind: 'user', id: 'owner', name: 'Owner' };
export const key = new Uint8Array(32).fill(1);

export function flowNamed(name: string, more: { readonly [key: string]: unknown } = {}) {
  const parsed = parseFlow({ format: 1, name, ...more });
  if (!('flow' in parsed)) throw new Error(`the flow “${name}” of this test cannot be read`);
  return parsed.flow;
}

/** What became of several that were asked for at once. */
export async function atOnce<T>(...asked: readonly (() => Promise<T>)[]) {
  const all = await Promise.allSettled(asked.map((ask) => ask()));
  return {
    done: all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    codes: all.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { failure?: { code?: string } }).failure?.code ?? String(one.reason)] : [],
    ),
  };
}

const scenarios: readonly Scenario[] = [
  ...sqlScenarios,
  ...documentScenarios,
  ...libraryScenarios,
  ...connectionScenarios,
  ...keyScenarios,
  ...triggerScenarios,
  ...estateScenarios,
  ...testScenarios,
];

export function storeConformance(name: string, open: () => Promise<Subject>): void {
  describe(name, () => {
    for (const scenario of scenarios)
      test(scenario.name, async () => {
        const subject = await open();
        try {
          await scenario.run(subject);
        } finally {
          await subject.close();
        }
      });
  });
}
