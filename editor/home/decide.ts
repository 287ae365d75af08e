// Says what became of a call without an answer. Before something that deletes is sent again, the name of the step has to be typed;
// whether it deletes is read from the version that the run runs.
import type { Overview } from '../../nodes/kit/wire/system.ts';
import { call, type NodeTypes } from '../api.ts';
import { confirm } from '../ui/confirm.ts';

type Waiting = Overview['needsPerson'][number];
export type Outcome = 'happened' | 'didNot';

/** False: the person thought better of it. */
export async function decide({ runId, stepKey, title }: Waiting, outcome: Outcome, types: NodeTypes): Promise<boolean> {
  if (outcome === 'didNot') {
    const destroys = await deletes(runId, stepKey, types);
    const sure = await confirm({
      title: `Send “${title}” again?`,
      text: destroys
        ? 'It deletes. Only go on when you have seen in Azure that it did not happen.'
        : 'If it did happen, it then happens twice. Look in Azure first.',
      action: 'Send again',
      destructive: destroys,
      ...(destroys ? { typeName: nodeIdOf(stepKey) } : {}),
    });
    if (!sure) return false;
  }
  await call('resolveStep', { params: { id: runId }, body: { step: stepKey, outcome } });
  return true;
}

/** @example nodeIdOf('backUp[3]') // 'backUp' */
const nodeIdOf = (stepKey: string): string => stepKey.replace(/\[.*$/, '');

async function deletes(runId: string, stepKey: string, types: NodeTypes): Promise<boolean> {
  const run = await call('getRun', { params: { id: runId } });
  const { document } = await call('getVersion', { params: { id: run.flowId, number: run.version } });
  const nodes = (document.nodes ?? []) as unknown as readonly { readonly id: string; readonly type: string; readonly version?: number }[];
  const node = nodes.find(({ id }) => id === nodeIdOf(stepKey));
  // A type that is not known here may do anything.
  const effect = node ? (types.of(node.type, node.version)?.effect ?? 'destroy') : 'destroy';
  return effect === 'destroy';
}
