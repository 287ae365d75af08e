// A line between two steps: quiet, green where the run went, dashed for failures; a plus in its middle inserts a step,
// and beside it stands what went over it in the run.
import { lazy, memo, Suspense } from 'react';
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, type InternalNode, useInternalNode } from 'reactflow';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { useEdgeTaken } from '../runs/run-store.ts';
import { Icon } from '../ui/Icon.tsx';
import type { CanvasEdge } from './canvas-items.ts';
import { handleSize } from './card-size.ts';
import { type Box, edgeRoute } from './edge-path.ts';
import { setGesture, useGesture } from './gesture.ts';
import { useLoopPath } from './use-step-of.ts';
import './FlowEdge.css';

const EdgeData = lazy(() => import('../edge-data/EdgeData.tsx'));

const boxOf = (node: InternalNode): Box => ({
  ...node.internals.positionAbsolute,
  width: node.measured.width ?? 0,
  height: node.measured.height ?? 0,
});

export const FlowEdge = memo(function FlowEdge(props: EdgeProps<CanvasEdge>) {
  const { id, source, target, sourceHandleId, sourceX, sourceY, targetX, targetY, selected, data } = props;
  const [step, port] = [data?.from ?? source, data?.port ?? sourceHandleId ?? ''];
  const from = useInternalNode(source);
  const to = useInternalNode(target);
  const taken = useEdgeTaken(step, port, useLoopPath(data?.loops ?? none));
  const plus = useGesture(({ hoveredEdge, dropEdge }) => hoveredEdge === id || dropEdge === id);
  const dropping = useGesture(({ dropEdge }) => dropEdge === id);
  const alone = useSession(({ selection }) => selection.edges.length === 1 && selection.nodes.length === 0);
  const readOnly = useDocument((state) => state.readOnly);
  if (!from || !to) return null;
  const common = data?.common ?? false;
  // A card's way in is hidden at rest: the line goes on to its border.
  const route = edgeRoute(
    { x: sourceX, y: sourceY },
    { x: targetX + (to.type === 'container' || to.type === 'folded' ? 0 : handleSize / 2), y: targetY },
    { source: boxOf(from), target: boxOf(to) },
    common && from.type !== 'folded' ? 'bottom' : 'right',
  );
  const told = (plus || (selected && alone)) && taken !== null && !dropping;
  const state = taken === null ? '' : taken ? ' edge-taken' : ' edge-not-taken';
  return (
    <>
      <BaseEdge
        id={id}
        path={route.path}
        interactionWidth={14}
        className={`edge${common ? ' edge-common' : ''}${port === 'failed' ? ' edge-failed' : ''}${state}${selected ? ' edge-selected' : ''}${dropping ? ' edge-dropping' : ''}`}
        data-testid={`edge-${step}-${port}-${data?.to ?? target}`}
        data-taken={taken === null ? 'open' : String(taken)}
      />
      {(plus || (selected && alone)) && !readOnly && data?.folded !== true ? (
        <EdgeLabelRenderer>
          <button
            type="button"
            className="edge-plus nodrag nopan"
            style={{ transform: `translate(-50%, -50%) translate(${route.middle.x}px, ${route.middle.y}px)` }}
            aria-label={`Insert a step between ${step} and ${data?.to ?? target}`}
            title="Insert a step here"
            onMouseEnter={() => setGesture({ hoveredEdge: id })}
            onClick={(event) => {
              const { left, bottom } = event.currentTarget.getBoundingClientRect();
              setGesture({ adding: { screen: { x: left, y: bottom + 6 }, edge: id } });
            }}
          >
            <Icon name="plus" size={14} />
          </button>
        </EdgeLabelRenderer>
      ) : null}
      {told ? (
        <EdgeLabelRenderer>
          <div className="edge-told" style={{ transform: `translate(-50%, 0) translate(${route.middle.x}px, ${route.middle.y}px)` }}>
            <Suspense fallback={null}>
              <EdgeData from={step} port={port} loops={data?.loops ?? none} />
            </Suspense>
          </div>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
});

const none: readonly string[] = [];
