// Ready-made settings from the examples of the type: one click puts them in, one undo takes them out.
import { useState } from 'react';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { setNode } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { Icon } from '../ui/Icon.tsx';
import './Examples.css';

export function Examples({ node, type }: { readonly node: FlowNode; readonly type: NodeTypeJson }) {
  const { edit, readOnly } = useDocument();
  const [open, setOpen] = useState(false);
  // Those that end well: a failing example is documentation, not a start.
  const useful = type.examples.filter(({ params, expect }) => Object.keys(params).length > 0 && !('failed' in expect));
  if (useful.length === 0 || readOnly) return null;
  return (
    <section className="examples">
      <button type="button" className="schema-form-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} size={16} />
        Insert an example
      </button>
      {open ? (
        <ul className="examples-list">
          {useful.map(({ name, params }) => (
            <li key={name}>
              <button
                type="button"
                className="examples-example"
                onClick={() => {
                  edit(`Insert the example “${name}”`, (now) => setNode(now, node.id, { params: { ...params } }));
                  setOpen(false);
                }}
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
