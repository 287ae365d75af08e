// The corner of a step that does what cannot be undone: full red when it is set so, outlined when an expression decides.
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { destroyWords, undoWords } from './destroy-words.ts';
import './DestroyMark.css';

export function DestroyMark({ node, type }: { readonly node: FlowNode; readonly type: NodeTypeJson | null }) {
  const says = destroyWords(node, type);
  if (says === null) return null;
  return (
    <span
      className="card-destroys"
      data-certain={says === undoWords.yes}
      data-testid={`destroys-${node.id}`}
      title={`What it does ${says}`}
    >
      <span className="visually-hidden">{says}</span>
    </span>
  );
}
