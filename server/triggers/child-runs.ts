// Flows that start flows: the run-flow node's way to the one door. The child's id follows from the step, so that asking twice,
// before and after a crash, starts one run. It runs the published version in its parent's world.
import type { FlowsCapability } from '../../nodes/kit/capabilities.ts';
import type { StepRequest } from '../engine/engine.ts';
import { childRunId, runEndEvent } from '../engine/ids.ts';
import type { Journal } from '../journal/contract.ts';
import type { ProjectActor } from '../security/actor.ts';
import { refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';
import type { Accept } from './accept.ts';

export function createChildRuns(deps: { readonly stores: Stores; readonly accept: () => Accept; readonly journal: Journal }) {
  const { stores, accept, journal } = deps;

  /** Names and ids, for the form's choices. */
  const list = async (actor: ProjectActor) => {
    const { items } = await stores.flows.list(actor, { limit: 1_000 });
    return items.map(({ id, name }) => ({ id, name }));
  };

  return {
    list,
    of({ run, projectId, stepKey }: Pick<StepRequest, 'run' | 'projectId' | 'stepKey'>): FlowsCapability {
      const actor: ProjectActor = { ...run.actor, projectId, role: 'operator' };
      return {
        async start(flowId, inputs) {
          const flow = await stores.flows.head(actor, flowId);
          if (flow.publishedVersion === null)
            throw refuse('conflict', `“${flow.name}” is not published. Publish it first: other flows run its published version.`);
          const created = await accept().accept({
            actor: { kind: 'flow', id: run.flowId, name: run.flowName, projectId, role: 'operator' },
            flow,
            arrival: { type: 'flow' },
            inputs,
            parent: { runId: run.id, stepKey, world: run.world },
            owed: true,
          });
          return { runId: created.run.id };
        },
        async started() {
          const child = await journal.run(childRunId(run.id, stepKey));
          return child ? { runId: child.id } : null;
        },
        endEvent: runEndEvent,
        list: () => list(actor),
      };
    },
  };
}

export type ChildRuns = ReturnType<typeof createChildRuns>;
