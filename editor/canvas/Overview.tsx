// The flow from far away: one 2D canvas instead of thousands of elements. It follows React Flow's view and the run, and shows
// each step as a block in the colour of its group or status. The pointer passes through it.
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { type ReactFlowState, useStore } from 'reactflow';
import type { Flow } from '../../nodes/kit/flow.ts';
import { runStepOf, useSteps } from '../runs/run-store.ts';
import { useTheme } from '../ui/theme-choice.ts';
import { placeOf } from './canvas-items.ts';
import { isCommonPort, isContainer, sizeOf } from './card-size.ts';
import type { Box } from './edge-path.ts';
import { type Mark, useMarks } from './marks.ts';
import type { TypeOf } from './rules.ts';
import './Overview.css';

interface Block extends Box {
  readonly id: string;
  readonly container: boolean;
  readonly group: string;
}

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
  const blocks = useRef<{ readonly flow: Flow; readonly list: readonly Block[]; readonly byId: ReadonlyMap<string, Block> } | null>(null);
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

function blocksOf(flow: Flow, typeOf: TypeOf) {
  const list = flow.nodes.map((node): Block => {
    const type = typeOf(node.type, node.version);
    const at = node.parent === undefined ? node.position : placeOf(flow, node.id);
    return { id: node.id, x: at.x, y: at.y, ...sizeOf(node, type), container: isContainer(type), group: type?.group ?? 'logic' };
  });
  return { flow, list, byId: new Map(list.map((block) => [block.id, block])) };
}

const statusColours: Readonly<Record<string, string>> = {
  succeeded: '--green',
  failed: '--red',
  waiting: '--amber-line',
  running: '--blue',
  'needs-attention': '--amber-solid',
};

const markColours: Readonly<Partial<Record<Mark, string>>> = { added: '--green-ink', removed: '--red-ink', changed: '--amber-ink' };

function draw(
  context: CanvasRenderingContext2D,
  { flow, list, byId }: { readonly flow: Flow; readonly list: readonly Block[]; readonly byId: ReadonlyMap<string, Block> },
  { x, y, zoom, width: w, height: h, ratio }: { x: number; y: number; zoom: number; width: number; height: number; ratio: number },
  marks: ReadonlyMap<string, Mark> | undefined,
) {
  const style = getComputedStyle(context.canvas);
  const colours = new Map<string, string>();
  const colour = (name: string) => {
    const known = colours.get(name) ?? style.getPropertyValue(name).trim();
    colours.set(name, known);
    return known;
  };
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, w, h);
  context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  const left = -x / zoom;
  const top = -y / zoom;
  const [right, bottom] = [left + w / zoom, top + h / zoom];
  const seen = (box: Box) => box.x < right && box.x + box.width > left && box.y < bottom && box.y + box.height > top;
  for (const block of list)
    if (block.container && seen(block)) {
      context.fillStyle = colour('--panel');
      context.strokeStyle = colour('--line-strong');
      context.lineWidth = 1 / zoom;
      context.fillRect(block.x, block.y, block.width, block.height);
      context.strokeRect(block.x, block.y, block.width, block.height);
    }
  context.strokeStyle = colour('--edge');
  context.lineWidth = Math.max(1.5, 0.75 / zoom);
  context.beginPath();
  for (const { from, to, port } of flow.edges) {
    const [a, b] = [byId.get(from), byId.get(to)];
    if (!a || !b) continue;
    const start = isCommonPort(port) ? { x: a.x + a.width - 28, y: a.y + a.height } : { x: a.x + a.width, y: a.y + a.height / 2 };
    const end = { x: b.x, y: b.y + b.height / 2 };
    if (Math.max(start.x, end.x) < left || Math.min(start.x, end.x) > right) continue;
    if (Math.max(start.y, end.y) < top || Math.min(start.y, end.y) > bottom) continue;
    context.moveTo(start.x, start.y);
    context.lineTo(end.x, end.y);
  }
  context.stroke();
  for (const block of list) {
    if (block.container || !seen(block)) continue;
    const status = runStepOf(block.id)?.status;
    const mark = marks?.get(block.id);
    context.fillStyle = colour((mark && markColours[mark]) ?? statusColours[status ?? ''] ?? `--tile-${block.group}-ink`);
    context.globalAlpha = marks && !mark ? 0.25 : 1;
    context.fillRect(block.x, block.y, block.width, block.height);
  }
  context.globalAlpha = 1;
}
