// Who a step is: icon, title (changed in place), id (renamed with all references), and what it does to the world, in words.
import { useState } from 'react';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { setNode } from '../document/edits.ts';
import { renameNode, whyNotId } from '../document/rename.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { IconTile } from '../ui/IconTile.tsx';

interface NodeHeadProps {
  readonly node: FlowNode;
  readonly type: NodeTypeJson | null;
}

export function NodeHead({ node, type }: NodeHeadProps) {
  const { edit, readOnly, flow } = useDocument();
  const [renaming, setRenaming] = useState<string | null>(null);
  const wrong = renaming === null || renaming === node.id ? null : whyNotId(flow, node.id, renaming);
  const rename = () => {
    if (renaming !== null && renaming !== node.id && wrong === null) {
      edit(`Rename ${node.id} to ${renaming}`, (now) => renameNode(now, node.id, renaming));
      useSession.getState().select({ nodes: [renaming] });
    }
    setRenaming(null);
  };
  return (
    <>
      <header className="inspector-head">
        <IconTile icon={type?.icon ?? 'flow'} group={type?.group ?? 'logic'} />
        <div className="inspector-names">
          <input
            className="inspector-title"
            aria-label="Title of the step"
            data-testid="node-title"
            value={node.title ?? ''}
            placeholder={type?.title ?? node.type}
            disabled={readOnly}
            maxLength={200}
            onChange={(event) =>
              edit(
                `Rename “${node.title ?? type?.title ?? node.id}”`,
                (now) => setNode(now, node.id, { title: event.target.value === '' ? undefined : event.target.value }),
                { merge: `title:${node.id}` },
              )
            }
          />
          <p className="inspector-sub">
            {renaming === null ? (
              <button
                type="button"
                className="inspector-id"
                disabled={readOnly}
                title="The name of this step in expressions. Click to rename it; expressions follow."
                aria-label={`Id ${node.id}, rename`}
                onClick={() => setRenaming(node.id)}
              >
                {node.id}
              </button>
            ) : (
              <input
                // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
                autoFocus
                className="inspector-id-edit"
                aria-label="Id of the step"
                aria-invalid={wrong !== null || undefined}
                value={renaming}
                onChange={(event) => setRenaming(event.target.value)}
                onBlur={rename}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') rename();
                  if (event.key === 'Escape') setRenaming(null);
                  event.stopPropagation();
                }}
              />
            )}
            {type ? <span>· {effectWords(type)}</span> : null}
          </p>
        </div>
      </header>
      {wrong ? (
        <p className="inspector-id-wrong" role="alert">
          {wrong}
        </p>
      ) : null}
    </>
  );
}

/** What a type does to the world, in words. @example effectWords(type) // 'writes to Azure' */
export function effectWords({ effect, connection, group, kind, effectByParam }: NodeTypeJson): string {
  if (kind === 'trigger') return 'starts the flow';
  if (kind === 'container') return 'holds other steps';
  const where =
    connection === 'azure'
      ? ' Azure'
      : group === 'notify' || connection === 'smtp'
        ? ' a message'
        : group === 'http'
          ? ' a web service'
          : '';
  const prefix = effectByParam && effect !== 'none' && effect !== 'read' ? 'may ' : '';
  switch (effect) {
    case 'none':
      return 'changes nothing';
    case 'read':
      return `reads${where === ' a message' ? '' : where}`;
    case 'write':
      return where === ' a message' ? 'sends a message' : `${prefix === '' ? 'writes' : 'may write'}${where ? ` to${where}` : ''}`;
    case 'destroy':
      return `${prefix === '' ? 'deletes' : 'may delete'}${where ? ` in${where}` : ''}`;
  }
}
