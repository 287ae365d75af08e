// The small drawing of a flow on a template's card: tinted tiles, frames and quiet lines, as on the canvas.
import { memo, useMemo } from 'react';
import { useNodeTypes } from '../api.ts';
import { iconDrawings } from '../ui/icon-drawings.ts';
import { previewGraph, tileSize } from './preview-graph.ts';
import './FlowPreview.css';

interface FlowPreviewProps {
  readonly flow: { readonly [key: string]: unknown };
  /** For screen readers: what is drawn. */
  readonly label: string;
}

export const FlowPreview = memo(function FlowPreview({ flow, label }: FlowPreviewProps) {
  const types = useNodeTypes();
  const graph = useMemo(() => previewGraph(flow), [flow]);
  const look = (type: string) => {
    const known = types.of(type);
    const icon = known && Object.hasOwn(iconDrawings, known.icon) ? known.icon : 'flow';
    return { group: known?.group ?? 'logic', icon };
  };
  return (
    <svg
      className="flow-preview"
      viewBox={`-2 -2 ${graph.width + 4} ${graph.height + 4}`}
      style={{ maxWidth: graph.width * 1.15, maxHeight: graph.height * 1.15 }}
      role="img"
      aria-label={label}
    >
      {graph.frames.map(({ id, type, x, y, width, height }) => (
        <g key={id}>
          <rect className="flow-preview-frame" x={x} y={y} width={width} height={height} rx={7} />
          <use className="flow-preview-frame-icon" href={`#icon-${look(type).icon}`} x={x + 6} y={y + 5} width={10} height={10} />
        </g>
      ))}
      {graph.edges.map(({ key, path, failure }) => (
        <path key={key} className="flow-preview-edge" d={path} data-failure={failure ? '' : undefined} />
      ))}
      {graph.tiles.map(({ id, type, x, y }) => (
        <g key={id} className="flow-preview-tile" data-group={look(type).group}>
          <rect x={x} y={y} width={tileSize} height={tileSize} rx={7} />
          <use href={`#icon-${look(type).icon}`} x={x + 6} y={y + 6} width={tileSize - 12} height={tileSize - 12} />
        </g>
      ))}
    </svg>
  );
});
