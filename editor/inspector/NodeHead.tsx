// Who a step is: icon, title (changed in place), id (renamed with all references), and what it does to the world, in words.
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { setNode } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { IconTile } from '../ui/IconTile.tsx';

interface NodeHeadProps {
  readonly node: FlowNode;
  readonly type: NodeTypeJson | null;
}

export function NodeHead({ node, type }: NodeHeadProps) {
  const { edit, readOnly } = useDocument();
  return (
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
          <button
            type="button"
            className="inspector-id"
            disabled={readOnly}
            title="The name of this step in expressions. Click to rename it; expressions follow."
            aria-label={`Id ${node.id}, rename`}
            onClick={() => useSession.getState().set({ overlay: 'rename' })}
          >
            {node.id}
          </button>
          {type ? <span>· {effectWords(type)}</span> : null}
        </p>
      </div>
    </header>
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
