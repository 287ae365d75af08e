// Drawing a flow as blocks on a 2D canvas: the view from far away and the map in the corner show the same.
import type { Flow } from '../../nodes/kit/flow.ts';
import { boxOfFrame, hiddenIn, isFolded } from '../frames/folding.ts';
import { runStepOf } from '../runs/run-store.ts';
import { isCommonPort, isContainer, sizeOf } from './card-size.ts';
import type { Box } from './edge-path.ts';
import type { Mark } from './marks.ts';
import { placeOf } from './place-of.ts';
import type { TypeOf } from './rules.ts';

interface Block extends Box {
  readonly id: string;
  readonly container: boolean;
  readonly group: string;
}

export interface Drawn {
  readonly flow: Flow;
  readonly list: readonly Block[];
  readonly byId: ReadonlyMap<string, Block>;
}

/** Where the drawing is looked at from. */
export interface Look {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen per pixel of the page. */
  readonly ratio: number;
}

export function blocksOf(flow: Flow, typeOf: TypeOf): Drawn {
  const hidden = hiddenIn(flow);
  const seen = hidden.size === 0 ? flow.nodes : flow.nodes.filter(({ id }) => !hidden.has(id));
  const list = seen.map((node): Block => {
    const type = typeOf(node.type, node.version);
    const at = node.parent === undefined ? node.position : placeOf(flow, node.id);
    return { id: node.id, x: at.x, y: at.y, ...sizeOf(node, type), container: isContainer(type), group: type?.group ?? 'logic' };
  });
  const byId = new Map(list.map((block) => [block.id, block]));
  for (const frame of flow.frames.filter((each) => isFolded(each) && !hidden.has(each.id))) {
    const block = { id: frame.id, ...boxOfFrame(frame), container: false, group: 'logic' };
    list.push(block);
    byId.set(frame.id, block);
  }
  // Lines to what is folded away end at its card.
  for (const [id, frame] of hidden) {
    const block = byId.get(frame);
    if (block) byId.set(id, block);
  }
  return { flow, list, byId };
}

const statusColours: Readonly<Record<string, string>> = {
  succeeded: '--green',
  failed: '--red',
  waiting: '--amber-line',
  running: '--blue',
  'needs-attention': '--amber-solid',
};

const markColours: Readonly<Partial<Record<Mark, string>>> = { added: '--green-ink', removed: '--red-ink', changed: '--amber-ink' };

export function draw(
  context: CanvasRenderingContext2D,
  { flow, list, byId }: Drawn,
  { x, y, zoom, width: w, height: h, ratio }: Look,
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
    if (!a || !b || a === b) continue;
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
