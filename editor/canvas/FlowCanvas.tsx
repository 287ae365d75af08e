// The canvas: React Flow drawing the open document. It turns gestures into edits and holds no state of its own but the gesture
// under way; run state reaches the cards past it.
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  Background,
  BackgroundVariant,
  type EdgeChange,
  ReactFlow,
  ReactFlowProvider,
  type ReactFlowState,
  SelectionMode,
  useReactFlow,
  useStore,
} from 'reactflow';
import 'reactflow/dist/style.css';
import { useNodeTypes } from '../api.ts';
import { isCalm, paramPath, useCalm } from '../document/calm.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { FoldedFrame } from '../frames/FoldedFrame.tsx';
import { FrameBox } from '../frames/FrameBox.tsx';
import { NoteCard } from '../notes/NoteCard.tsx';
import { ContainerFrame } from './ContainerFrame.tsx';
import { type CanvasEdge, type CanvasNode, itemsOf, noProblems, type ProblemCount } from './canvas-items.ts';
import { containerAt } from './drop-target.ts';
import { FlowEdge } from './FlowEdge.tsx';
import { GuideLines } from './GuideLines.tsx';
import { setGesture, useGesture } from './gesture.ts';
import { useGlide } from './glide.ts';
import { LinkHint } from './LinkHint.tsx';
import { LinkingLine } from './LinkingLine.tsx';
import { type Mark, markClass, useMarks } from './marks.ts';
import { NodeCard } from './NodeCard.tsx';
import { Overview } from './Overview.tsx';
import { PracticeMark } from './PracticeMark.tsx';
import { placeOf } from './place-of.ts';
import { type Overrides, useDrag } from './use-drag.ts';
import { useKeepInView } from './use-keep-in-view.ts';
import { useLinking } from './use-linking.ts';
import { attachCanvas, boundsOf, goThere, goToView, maxZoom, minZoom, overviewZoom, toCanvas, viewportFor } from './viewport.ts';
import { Why } from './Why.tsx';
import { ZoomControl } from './ZoomControl.tsx';
import './FlowCanvas.css';
import './marks.css';

const FlowMap = lazy(() => import('./FlowMap.tsx'));

/** A smaller flow is seen at one glance. */
const worthAMap = 30;

const nodeTypes = { card: NodeCard, container: ContainerFrame, note: NoteCard, frame: FrameBox, folded: FoldedFrame };
const edgeTypes = { flow: FlowEdge };
const snapGrid: [number, number] = [8, 8];
const noNodes: CanvasNode[] = [];
const noEdges: CanvasEdge[] = [];
const isFar = (state: ReactFlowState) => state.transform[2] < overviewZoom;

/** `children` lie above the canvas and count as part of it: a step can be dropped on them. */
export function FlowCanvas({ children }: { readonly children?: React.ReactNode }) {
  const flowId = useDocument((state) => state.flowId);
  // A new flow is a new canvas: its first view is computed before anything is drawn.
  return (
    <ReactFlowProvider key={flowId ?? 'none'}>
      <Canvas>{children}</Canvas>
    </ReactFlowProvider>
  );
}

function Canvas({ children }: { readonly children: React.ReactNode }) {
  const flow = useDocument((state) => state.flow);
  const readOnly = useDocument((state) => state.readOnly);
  const problems = useProblemCounts();
  const types = useNodeTypes();
  const selection = useSession((state) => state.selection);
  const linking = useGesture((gesture) => gesture.linking !== null);
  const { overrides, guides, ...drag } = useDrag();
  const { onPointerMove, ...lines } = useLinking();
  const leaving = useGesture((gesture) => gesture.leaving);
  // Until the first view is set, React Flow stands at 100 %: what opens far away must not be mounted for that moment.
  const [opening, setOpening] = useState(true);
  const far = useStore(isFar) || leaving || opening;
  const wrapper = useRef<HTMLDivElement>(null);
  const instance = useReactFlow();
  const items = useMemo(() => itemsOf(flow, types.of, problems), [flow, types, problems]);
  const marks = useMarks();
  const gliding = useGlide();
  const laid = overrides.positions.size + overrides.sizes.size > 0 ? overrides : gliding;
  const nodes = useMemo(() => marked(shown(items.nodes, selection.nodes, laid), marks?.nodes), [items, selection.nodes, laid, marks]);
  const edges = useMemo(() => marked(picked(items.edges, selection.edges), marks?.edges), [items, selection.edges, marks]);
  // Only the first view; later ones are moved by people.
  // biome-ignore lint/correctness/useExhaustiveDependencies: computed once per opened flow
  const firstView = useMemo(() => viewportFor(boundsOf(flow, types.of), { width: innerWidth - 700, height: innerHeight - 200 }), []);

  useEffect(() => {
    attachCanvas(instance, wrapper.current);
    const { clientWidth: width, clientHeight: height } = wrapper.current ?? { clientWidth: 0, clientHeight: 0 };
    if (width > 0) goToView(viewportFor(boundsOf(useDocument.getState().flow, types.of), { width, height }));
    setOpening(false);
    return () => attachCanvas(null, null);
  }, [instance, types]);
  const onMoveStart = useKeepInView(wrapper);

  const onEdgesChange = useCallback((changes: readonly EdgeChange<CanvasEdge>[]) => {
    const { selection: now, select } = useSession.getState();
    const chosen = new Set(now.edges);
    for (const change of changes) if (change.type === 'select') change.selected ? chosen.add(change.id) : chosen.delete(change.id);
    select({ nodes: now.nodes, edges: [...chosen] });
  }, []);

  const openQuickAdd = useCallback(
    (event: React.MouseEvent) => {
      if (!(event.target instanceof Element) || useDocument.getState().readOnly) return;
      if (
        event.target.closest(
          '.react-flow__node-card, .react-flow__node-note, .react-flow__node-frame, .react-flow__node-folded, .container-header, .zoom, .start-choice, button, input',
        )
      )
        return;
      const screen = { x: event.clientX, y: event.clientY };
      const at = toCanvas(screen);
      const { flow: now } = useDocument.getState();
      const parent = containerAt(now, types.of, at);
      const origin = parent === undefined ? { x: 0, y: 0 } : placeOf(now, parent);
      setGesture({ adding: { screen, at: { x: at.x - origin.x, y: at.y - origin.y }, parent } });
    },
    [types],
  );

  const openMenu = useCallback((event: MouseEvent | React.MouseEvent, item?: { readonly id: string }) => {
    event.preventDefault();
    const { selection: now, select } = useSession.getState();
    if (item && !now.nodes.includes(item.id) && !now.edges.includes(item.id)) {
      const isNode = useDocument.getState().flow.edges.every(({ from, port, to }) => `${from}:${port}:${to}` !== item.id);
      select(isNode ? { nodes: [item.id] } : { edges: [item.id] });
    }
    setGesture({ menu: { x: event.clientX, y: event.clientY } });
  }, []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the canvas is the application; every gesture has a command with a key
    <div
      ref={wrapper}
      className={`canvas${linking ? ' canvas-linking' : ''}${selection.nodes.length === 1 ? ' canvas-one' : ''}`}
      onPointerMove={onPointerMove}
      onDoubleClick={openQuickAdd}
      onFocusCapture={selectFocused}
      data-testid="canvas"
    >
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={far ? noNodes : nodes}
        edges={far ? noEdges : edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        {...drag}
        {...lines}
        onEdgesChange={onEdgesChange}
        onEdgeMouseEnter={(_, edge) => setGesture({ hoveredEdge: edge.id })}
        onEdgeMouseLeave={(event) => {
          if (!(event.relatedTarget instanceof Element && event.relatedTarget.closest('.edge-plus'))) setGesture({ hoveredEdge: null });
        }}
        onMoveStart={onMoveStart}
        onPaneClick={(event) => {
          setGesture({ menu: null, hoveredEdge: null });
          if (far) goThere({ x: event.clientX, y: event.clientY });
        }}
        onNodeContextMenu={openMenu}
        onEdgeContextMenu={openMenu}
        onPaneContextMenu={openMenu}
        connectionLineComponent={LinkingLine}
        connectionRadius={28}
        reconnectRadius={16}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        edgesReconnectable={!readOnly}
        onlyRenderVisibleElements
        elevateNodesOnSelect={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
        selectionMode={SelectionMode.Partial}
        panActivationKeyCode="Space"
        panOnDrag={true}
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={snapGrid}
        minZoom={minZoom}
        maxZoom={maxZoom}
        defaultViewport={firstView}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--bg-dots)" />
        <GuideLines guides={guides} />
        {far && !opening ? <Overview flow={flow} typeOf={types.of} /> : null}
      </ReactFlow>
      <PracticeMark />
      <Why />
      <LinkHint />
      <ZoomControl />
      {flow.nodes.length >= worthAMap ? (
        <Suspense fallback={null}>
          <FlowMap flow={flow} typeOf={types.of} />
        </Suspense>
      ) : null}
      {children}
    </div>
  );
}

/** Tabbing onto a card selects it: focus and selection are one thing on the canvas. */
function selectFocused(event: React.FocusEvent): void {
  const target = event.target as HTMLElement;
  if (!target.matches(':focus-visible')) return;
  const { select } = useSession.getState();
  if (target.matches('.react-flow__node') && target.dataset.id) select({ nodes: [target.dataset.id] });
  else if (target.matches('.react-flow__edge') && target.dataset.id) select({ edges: [target.dataset.id] });
}

/** Selection and the drag under way, laid over the items; what neither touches keeps its identity. */
function shown(nodes: readonly CanvasNode[], selected: readonly string[], { positions, sizes }: Overrides): CanvasNode[] {
  const chosen = new Set(selected);
  return nodes.map((node) => {
    const position = positions.get(node.id);
    const size = sizes.get(node.id);
    const isSelected = chosen.has(node.id);
    if (!position && !size && !isSelected) return node;
    return { ...node, selected: isSelected, ...(position ? { position } : {}), ...(size ? { ...size, measured: size } : {}) } as CanvasNode;
  });
}

function picked(edges: readonly CanvasEdge[], selected: readonly string[]): CanvasEdge[] {
  const chosen = new Set(selected);
  return edges.map((edge) => (chosen.has(edge.id) ? { ...edge, selected: true } : edge));
}

/** While something is marked every item says how; else all keep their identity. */
function marked<T extends CanvasNode | CanvasEdge>(items: T[], marks: ReadonlyMap<string, Mark> | undefined): T[] {
  return marks === undefined ? items : items.map((item) => ({ ...item, className: markClass(marks, markedStep(item, marks)) }));
}

/** A folded frame is marked like the first marked step in it. */
const markedStep = (item: CanvasNode | CanvasEdge, marks: ReadonlyMap<string, Mark>): string =>
  item.type === 'folded' ? (item.data.steps.find(({ id }) => marks.has(id))?.id ?? item.id) : item.id;

/** Problems per step, for the count on its card; of a new step what it still needs. */
function useProblemCounts(): ReadonlyMap<string, ProblemCount> {
  const problems = useDocument((state) => state.problems);
  const calm = useCalm();
  return useMemo(() => {
    const counts = new Map<string, ProblemCount>();
    for (const problem of problems) {
      if (problem.nodeId === undefined) continue;
      const { errors, warnings, needs } = counts.get(problem.nodeId) ?? noProblems;
      const field = paramPath(problem.path)?.split('/')[1];
      counts.set(
        problem.nodeId,
        isCalm(problem, calm)
          ? { errors, warnings, needs: field === undefined || needs.includes(field) ? needs : [...needs, field] }
          : problem.severity === 'warning'
            ? { errors, warnings: warnings + 1, needs }
            : { errors: errors + 1, warnings, needs },
      );
    }
    return counts;
  }, [problems, calm]);
}
