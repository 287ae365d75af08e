// For tests: the Azure capability of one step, on the real SDK, in front of a simulator with an estate of the test's own.
import type { AzureBackup } from '../../../nodes/kit/capabilities-azure.ts';
import type { Effect } from '../../../nodes/kit/define.ts';
import { type Failure, FailureError } from '../../../nodes/kit/errors.ts';
import type { Estate } from '../../../nodes/kit/estate.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/simulator.ts';
import { memoryJournal } from '../../journal/memory.ts';
import { createAzure } from '../azure/backup.ts';
import { createBudgets } from '../azure/budget.ts';
import { openSession } from '../azure/session.ts';
import type { PracticeAzure } from '../contract.ts';
import { createEgress } from '../egress.ts';
import { noSecrets } from '../secrets.ts';

export interface Play {
  readonly azure: AzureBackup;
  readonly simulator: Simulator;
}

export interface PlayOptions extends Partial<Omit<SimulatorOptions, 'estate'>> {
  readonly estate?: Estate;
  /** Instead of a fresh one. */
  readonly simulator?: Simulator;
  /** Stands in front of the simulator: hears requests, answers some itself. */
  readonly front?: (request: Request, next: (request: Request) => Promise<Response>) => Promise<Response>;
  readonly clock?: () => number;
}

export function playAzure(effect: Effect, { front, clock = Date.now, simulator: given, ...options }: PlayOptions): Play {
  const simulator = given ?? createSimulator({ file: ':memory:', ...options });
  const { tenantId, clientId, clientSecret } = simulator;
  const handle = (request: Request) => simulator.handle(request);
  const practice: PracticeAzure = {
    tenantId,
    clientId,
    clientSecret,
    handle: (request) => (front ? front(request, handle) : handle(request)),
  };
  const session = openSession(
    { id: 'c1', kind: 'azure', name: 'Azure', revision: '1', values: {} },
    { credential: 'practice', cloud: 'public' },
    { egress: createEgress(), budgets: createBudgets(memoryJournal(), clock), practice: async () => practice },
  );
  const { signal } = new AbortController();
  return {
    simulator,
    azure: createAzure({ session: async () => session, effect, signal, secrets: noSecrets.open, watch: () => undefined }),
  };
}

/** What a call failed with; a call that goes through fails the test. */
export const failureOf = async (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error('it went through');
    },
    (error: unknown) => {
      if (error instanceof FailureError) return error.failure;
      throw error;
    },
  );
