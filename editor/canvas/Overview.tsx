// The flow from far away: one 2D canvas instead of thousands of elements. It follows React Flow's view and the run, and shows
// each step as a block in the colour of its group or status. The pointer passes through it.
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { type ReactFlowState, useStore } from 'reactflow';
import type { Flow } from '../../nodes/kit/flow.ts';
import { useSteps } from '../runs/run-store.ts';
import { useTheme } from '../ui/theme-choice.ts';
import { useMarks } from './marks.ts';
import { blocksOf, type Drawn, draw } from './overview-drawing.ts';
import type { TypeOf } from './rules.ts';
import './Overview.css';

const view = (state: ReactFlowState) => state.transform;
const width = (state: ReactFlowState) => state.width;
const height = (state: ReactFlowState) => state.height;

export function Overview({ flow, typeOf }: { readonly flow: Flow; readonly typeOf: TypeOf }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [x, y, zoom] = useStore(view);
  const [w, h] = [useStore(width), useStore(height)];
  const steps = useSteps();
  const theme = useTheme();
  const marks = useMarks()?.nodes;
  const ratio = useSyncExternalStore(noChange, () => devicePixelRatio);
  const blocks = useRef<Drawn | null>(null);
  if (blocks.current?.flow !== flow) blocks.current = blocksOf(flow, typeOf);
  const drawn = blocks.current;
  // biome-ignore lint/correctness/useExhaustiveDependencies: steps and theme are read through the DOM and the run store
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context && drawn) draw(context, drawn, { x, y, zoom, width: w, height: h, ratio }, marks);
  }, [drawn, x, y, zoom, w, h, ratio, steps, theme, marks]);
  return (
    <canvas
      ref={canvas}
      className="overview"
      width={w * ratio}
      height={h * ratio}
      style={{ width: w, height: h }}
      aria-label={`Overview of ${flow.nodes.length} steps. Zoom in to work on them.`}
      role="img"
    />
  );
}

const noChange = () => () => {};
