// Warns of steps that do what cannot be undone and that nobody has confirmed as they are set now. Only a warning: who publishes sees
// it and decides.
import { destroying, isConfirmed, targetOf } from './destroy.ts';
import { type FlowNode, pointer } from './flow.ts';
import type { NodeTypeJson } from './node-type-json.ts';
import type { ProblemItem } from './wire/problem.ts';

export function destroyProblems(node: FlowNode, type: NodeTypeJson, path: readonly PropertyKey[]): ProblemItem[] {
  if (destroying(type, node.params) === 'no') return [];
  const target = targetOf(type, node.params);
  if (!target || isConfirmed(node, target)) return [];
  const what = target.fixed ? `“${target.word}”` : 'what its expression gives';
  return [
    {
      code: 'destroy_unconfirmed',
      path: pointer([...path, 'settings', 'confirmed']),
      message: `“${node.title ?? type.title}” does to ${what} what cannot be undone, and ${node.settings?.confirmed ? 'something else was confirmed' : 'nobody has confirmed it'}.`,
      severity: 'warning',
      nodeId: node.id,
    },
  ];
}
