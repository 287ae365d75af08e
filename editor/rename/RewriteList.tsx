// The expressions that a rename will touch: where each stands, and the old and the new name in it.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import { useNodeTypes } from '../api.ts';
import { titleOf } from '../canvas/card-size.ts';
import { nodeOf } from '../document/edits.ts';
import { wordsOf } from '../inspector/schema.ts';
import { changedPart } from './changed-part.ts';
import type { Rewrite } from './rename.ts';
import './RewriteList.css';

export function RewriteList({ flow, rewrites }: { readonly flow: Flow; readonly rewrites: readonly Rewrite[] }) {
  const types = useNodeTypes();
  const where = ({ nodeId, path }: Rewrite): string => {
    const node = nodeId === null ? undefined : nodeOf(flow, nodeId);
    if (!node) return `The flow · ${wordsOf(String(path[0]))}`;
    const type = types.of(node.type, node.version);
    const field = ((type?.params.properties ?? {}) as { readonly [name: string]: JsonObject })[String(path[0])];
    return `${titleOf(node, type)} · ${typeof field?.title === 'string' ? field.title : wordsOf(String(path[0]))}`;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
    <ul className="rewrites" tabIndex={0} aria-label="Expressions that follow" data-testid="rewrites">
      {rewrites.map((rewrite) => {
        const { start, gone, come, end } = changedPart(rewrite.before, rewrite.after);
        return (
          <li key={`${rewrite.nodeId} ${rewrite.path.join('/')}`}>
            <span className="rewrites-where">{where(rewrite)}</span>
            <span className="rewrites-text">
              {start}
              <del>{gone}</del>
              <ins>{come}</ins>
              {end}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
