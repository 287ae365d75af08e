// The whole of a large flow in the corner, with the state of its run and a frame around what is seen. A click or a drag moves there;
// by keyboard the same is done by walking, searching and showing the whole flow.
import { useEffect, useMemo, useRef } from 'react';
import { type ReactFlowState, useStore } from 'reactflow';
import type { Flow } from '../../nodes/kit/flow.ts';
import { useSteps } from '../runs/run-store.ts';
import { useTheme } from '../ui/theme-choice.ts';
import { useMarks } from './marks.ts';
import { blocksOf, draw } from './overview-drawing.ts';
import type { TypeOf } from './rules.ts';
import { boundsOf, centerOn } from './viewport.ts';
import './FlowMap.css';

const size = { width: 176, height: 112 };
const padding = 8;

const view = (state: ReactFlowState) => state.transform;
const width = (state: ReactFlowState) => state.width;
const height = (state: ReactFlowState) => state.height;

export default function FlowMap({ flow, typeOf }: { readonly flow: Flow; readonly typeOf: TypeOf }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const steps = useSteps();
  const theme = useTheme();
  const marks = useMarks()?.nodes;
  const drawn = useMemo(() => blocksOf(flow, typeOf), [flow, typeOf]);
  const look = useMemo(() => {
    const box = boundsOf(flow, typeOf) ?? { x: 0, y: 0, width: 1, height: 1 };
    const zoom = Math.min((size.width - 2 * padding) / box.width, (size.height - 2 * padding) / box.height);
    return {
      ...size,
      zoom,
      x: (size.width - box.width * zoom) / 2 - box.x * zoom,
      y: (size.height - box.height * zoom) / 2 - box.y * zoom,
      ratio: devicePixelRatio,
    };
  }, [flow, typeOf]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: steps and theme are read through the DOM and the run store
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) draw(context, drawn, look, marks);
  }, [drawn, look, steps, theme, marks]);
  const go = (event: React.PointerEvent<HTMLElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    centerOn({ x: (event.clientX - left - look.x) / look.zoom, y: (event.clientY - top - look.y) / look.zoom });
  };
  return (
    <div
      className="flow-map"
      aria-hidden="true"
      data-testid="flow-map"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
      }}
    >
      <canvas ref={canvas} width={size.width * look.ratio} height={size.height * look.ratio} style={size} />
      <Seen look={look} />
    </div>
  );
}

/** Moves with every frame of a pan; the drawing below it does not. */
function Seen({ look }: { readonly look: { readonly x: number; readonly y: number; readonly zoom: number } }) {
  const [x, y, zoom] = useStore(view);
  const [w, h] = [useStore(width), useStore(height)];
  const scale = look.zoom / zoom;
  const left = Math.max(0, look.x - x * scale);
  const top = Math.max(0, look.y - y * scale);
  const right = Math.min(size.width, look.x + (w - x) * scale);
  const bottom = Math.min(size.height, look.y + (h - y) * scale);
  if (right - left <= 0 || bottom - top <= 0) return null;
  return <span className="flow-map-seen" style={{ left, top, width: Math.max(6, right - left), height: Math.max(6, bottom - top) }} />;
}
