// What a step does for good, in words, for its card's mark and for those who hear the canvas.
import { destroying } from '../../nodes/kit/destroy.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';

export const undoWords = { yes: 'cannot be undone', maybe: 'may not be undone' } as const;

/** Null: what the step does can be undone, or it is switched off. */
export function destroyWords(node: Pick<FlowNode, 'params' | 'settings'>, type: NodeTypeJson | null): string | null {
  const how = type && node.settings?.disabled !== true ? destroying(type, node.params) : 'no';
  return how === 'no' ? null : undoWords[how];
}
