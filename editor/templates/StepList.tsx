// The steps of a template in words: what it will read, what it will change, whom it will tell.
import { useNodeTypes } from '../api.ts';
import { IconTile } from '../ui/IconTile.tsx';
import { Pill } from '../ui/StatusPill.tsx';
import './StepList.css';

const effectWords = { none: null, read: null, write: 'changes', destroy: 'can delete' } as const;

export function StepList({ flow }: { readonly flow: { readonly [key: string]: unknown } }) {
  const types = useNodeTypes();
  const nodes = (Array.isArray(flow.nodes) ? flow.nodes : []) as readonly {
    id: string;
    type: string;
    version?: number;
    title?: string;
    parent?: string;
  }[];
  const depth = (parent: string | undefined, seen = 0): number =>
    parent === undefined || seen > 9 ? seen : depth(nodes.find(({ id }) => id === parent)?.parent, seen + 1);
  return (
    <ol className="step-list" aria-label="Steps">
      {nodes.map(({ id, type, version, title, parent }) => {
        const known = types.of(type, version);
        const effect = known ? effectWords[known.effect] : null;
        return (
          <li key={id} style={{ paddingLeft: 16 + depth(parent) * 22 }}>
            <IconTile icon={known?.icon ?? 'flow'} group={known?.group ?? 'logic'} size={24} />
            <span className="step-list-title">{title ?? known?.title ?? id}</span>
            {title && known && title !== known.title ? <span className="step-list-type">{known.title}</span> : null}
            {effect && known?.group !== 'notify' ? (
              <Pill tone={known?.effect === 'destroy' ? 'red' : 'amber'} size="small">
                {effect}
              </Pill>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
