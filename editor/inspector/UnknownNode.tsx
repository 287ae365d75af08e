// A step whose type this server does not know: shown as it is stored, kept unharmed.
import type { FlowNode } from '../../nodes/kit/flow.ts';
import { DataTree } from '../runs/DataTree.tsx';

export const UnknownNode = ({ node }: { readonly node: FlowNode }) => (
  <section className="inspector-section">
    <p>
      This server does not know the type <code>{node.type}</code>. The step stays in the flow as it is; the flow cannot run until the type
      is there or the step is removed.
    </p>
    <DataTree value={node.params} label="Stored values" />
  </section>
);
