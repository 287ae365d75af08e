// A flow as a picture: the same places, colours and words as on the canvas, as vectors, with a legend and, when a run is shown, how
// each step of it ended. Pure: document and colours in, text out. It needs no file beside it and runs no script.
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { Step } from '../../nodes/kit/records.ts';
import { handleSize, inputPlace, isCommonPort, isContainer, lineOf, portPlaces, sizeOf, titleOf } from '../canvas/card-size.ts';
import { type Box, edgeRoute } from '../canvas/edge-path.ts';
import { placeOf } from '../canvas/place-of.ts';
import type { TypeOf } from '../canvas/rules.ts';
import { spokenLine } from '../canvas/spoken-line.ts';
import { boundsOf } from '../canvas/viewport.ts';
import { nodeOf } from '../document/edits.ts';
import { boxOfFrame, type FlowFrame, hiddenIn, isFolded, stepsIn } from '../frames/folding.ts';
import { summaryOf } from '../frames/summary.ts';
import { edgeTaken } from '../runs/run-store.ts';
import { count } from '../ui/format.ts';
import { statusLook, type Tone } from '../ui/status.ts';
import { tintColours, tintOf } from '../ui/tints.ts';
import { noteSvg } from './note-svg.ts';
import { escaped, fitting, icon, rect, text, widthOf } from './svg-parts.ts';

export interface PictureOf {
  readonly flow: Flow;
  readonly typeOf: TypeOf;
  /** A colour of the theme by its name: `--panel`. */
  readonly colour: (name: string) => string;
  /** The step of a node in the shown run; none without a run. */
  readonly stepOf: (nodeId: string) => Step | null;
  /** Under the picture: what it is, of which run, when it was made. */
  readonly says: string;
}

const margin = 32;
const legendHeight = 56;

export function flowSvg(of: PictureOf): string {
  const { flow, typeOf, colour, says } = of;
  const bounds = boundsOf(flow, typeOf) ?? { x: 0, y: 0, width: 400, height: 100 };
  const width = Math.round(Math.max(bounds.width + 2 * margin, widthOf(says) + 2 * margin, 560));
  const height = Math.round(bounds.height + 2 * margin + legendHeight);
  const [left, top] = [bounds.x - margin, bounds.y - margin];
  const hidden = hiddenIn(flow);
  const seen = flow.nodes.filter(({ id }) => !hidden.has(id));
  const containers = seen.filter((node) => isContainer(typeOf(node.type, node.version)));
  const cards = seen.filter((node) => !isContainer(typeOf(node.type, node.version)));
  const frames = flow.frames.filter(({ id }) => !hidden.has(id));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="Inter, 'Segoe UI', system-ui, sans-serif" role="img">`,
    `<title>${escaped(flow.name)}</title>`,
    rect({ x: left, y: top, width, height }, 0, colour('--bg')),
    ...frames.filter((each) => !isFolded(each)).map((each) => frame(each, colour)),
    ...flow.notes.filter(({ id }) => !hidden.has(id)).map((note) => noteSvg(note, colour)),
    ...containers.sort((a, b) => depthOf(flow, a) - depthOf(flow, b)).map((node) => container(of, node)),
    ...flow.edges.map((edge) => line(of, edge)),
    ...cards.map((node) => card(of, node)),
    ...frames.filter(isFolded).map((each) => foldedCard(of, each)),
    legend(of, { x: left + margin, y: top + height - legendHeight }),
    '</svg>',
    '',
  ]
    .filter((part, i, all) => part !== '' || i === all.length - 1)
    .join('\n');
}

const depthOf = (flow: Flow, node: FlowNode): number => {
  let depth = 0;
  for (let at = node.parent; at !== undefined && depth < 50; at = nodeOf(flow, at)?.parent) depth += 1;
  return depth;
};

const boxOf = ({ flow, typeOf }: PictureOf, node: FlowNode): Box => ({
  ...placeOf(flow, node.id),
  ...sizeOf(node, typeOf(node.type, node.version)),
});

const wordsOf = ({ flow, typeOf }: PictureOf, node: FlowNode) => {
  const type = typeOf(node.type, node.version);
  const titleById = (id: string) => {
    const other = nodeOf(flow, id);
    return other && titleOf(other, typeOf(other.type, other.version));
  };
  return { title: titleOf(node, type), line: spokenLine(lineOf(node, type), titleById), type };
};

function card(of: PictureOf, node: FlowNode): string {
  const { colour } = of;
  const box = boxOf(of, node);
  const { title, line: says, type } = wordsOf(of, node);
  const off = node.settings?.disabled === true;
  const group = type?.group ?? 'logic';
  const middle = box.y + box.height / 2;
  const room = box.width - 62 - 14;
  return [
    `<g${off ? ' opacity="0.6"' : ''}>`,
    rect(box, 10, colour('--panel'), colour('--line-strong'), off ? 'stroke-dasharray="4 3"' : ''),
    rect({ x: box.x + 13, y: middle - 18, width: 36, height: 36 }, 8, colour(`--tile-${group}`)),
    icon(type?.icon ?? 'alert', box.x + 21, middle - 10, 20, colour(`--tile-${group}-ink`)),
    text(box.x + 61, middle - 3, fitting(title, room, 13, 600), { fill: colour('--ink'), size: 13, weight: 600 }),
    text(box.x + 61, middle + 14, fitting(off ? `Switched off · ${says}` : says, room), { fill: colour('--ink-2') }),
    ports(of, node, box),
    badge(of, node, box),
    '</g>',
  ].join('');
}

function container(of: PictureOf, node: FlowNode): string {
  const { colour } = of;
  const box = boxOf(of, node);
  const { title, line: says, type } = wordsOf(of, node);
  const group = type?.group ?? 'logic';
  const named = fitting(title, box.width / 2, 13, 600);
  const after = box.x + 46 + widthOf(named, 13, 600) + 14;
  return [
    '<g>',
    rect(box, 14, colour('--panel'), colour('--line-strong'), 'fill-opacity="0.55"'),
    `<path d="M${box.x},${box.y + 40} h${box.width}" stroke="${colour('--line')}"/>`,
    rect({ x: box.x + 12, y: box.y + 8, width: 24, height: 24 }, 6, colour(`--tile-${group}`)),
    icon(type?.icon ?? 'loop', box.x + 16.5, box.y + 12.5, 15, colour(`--tile-${group}-ink`)),
    text(box.x + 46, box.y + 25, named, { fill: colour('--ink'), size: 13, weight: 600 }),
    text(after, box.y + 25, fitting(says, Math.max(0, box.x + box.width - after - 120)), { fill: colour('--ink-2') }),
    ports(of, node, box),
    badge(of, node, box),
    '</g>',
  ].join('');
}

/** Own ways out always, the common ones where a line leaves; their names where there is a choice. */
function ports({ flow, typeOf, colour }: PictureOf, node: FlowNode, box: Box): string {
  const places = portPlaces(node, typeOf(node.type, node.version));
  const used = new Set(flow.edges.filter(({ from }) => from === node.id).map(({ port }) => port));
  const own = places.filter(({ common }) => !common).length;
  return places
    .filter(({ common, port }) => !common || used.has(port))
    .map(({ port, x, y, side, common }) => {
      const [px, py] = [box.x + x, box.y + y];
      const label =
        own > 1 || common
          ? text(side === 'bottom' ? px + 9 : px + 9, side === 'bottom' ? py + 14 : py - 5, port, { fill: colour('--ink-2'), size: 11 })
          : '';
      return `<circle cx="${px}" cy="${py}" r="4" fill="${colour('--panel')}" stroke="${colour('--edge')}" stroke-width="2"/>${label}`;
    })
    .join('');
}

const tones: Readonly<Record<Tone, readonly [soft: string, line: string, ink: string]>> = {
  green: ['--green-soft', '--green-line', '--green-ink'],
  red: ['--red-soft', '--red-line', '--red-ink'],
  amber: ['--amber-soft', '--amber-line', '--amber-ink'],
  person: ['--amber-solid', '--amber-solid', '--on-amber'],
  blue: ['--blue-soft', '--blue-line', '--blue-ink'],
  grey: ['--grey-soft', '--grey-line', '--grey-ink'],
  outline: ['--panel', '--grey-line', '--grey-ink'],
};

const pill = ({ colour }: Pick<PictureOf, 'colour'>, tone: Tone, name: string, word: string, x: number, y: number): string => {
  const [soft, edge, ink] = tones[tone].map(colour) as [string, string, string];
  const width = widthOf(word, 11, 600) + 28;
  return (
    rect({ x, y, width, height: 20 }, 10, soft, edge) +
    icon(name, x + 6, y + 4, 12, ink) +
    text(x + 21, y + 14, word, { fill: ink, size: 11, weight: 600 })
  );
};

const pillWidth = (word: string): number => widthOf(word, 11, 600) + 28;

function badge(of: PictureOf, node: FlowNode, box: Box): string {
  const step = of.stepOf(node.id);
  if (!step || step.status === 'pending') return '';
  const { word, icon: name, tone } = statusLook(step.status, step.loop?.failed ?? 0);
  const says = step.loop ? `${word} · ${step.loop.done} of ${step.loop.count}` : word;
  return pill(of, tone, name, says, box.x + box.width + 6 - pillWidth(says), box.y - 10);
}

const foldedAround = (flow: Flow, id: string): FlowFrame | undefined => {
  const frameId = hiddenIn(flow).get(id);
  return flow.frames.find((each) => each.id === frameId);
};

function line(of: PictureOf, { from, port, to }: Flow['edges'][number]): string {
  const { flow, typeOf, colour } = of;
  const [source, target] = [nodeOf(flow, from), nodeOf(flow, to)];
  if (!source || !target || from === to) return '';
  const [leaves, enters] = [foldedAround(flow, from), foldedAround(flow, to)];
  if (leaves && leaves === enters) return '';
  const [a, b] = [leaves ? boxOfFrame(leaves) : boxOf(of, source), enters ? boxOfFrame(enters) : boxOf(of, target)];
  const places = leaves ? [] : portPlaces(source, typeOf(source.type, source.version));
  const out = places.find((place) => place.port === port) ?? { x: a.width, y: a.height / 2 };
  const into = (enters ? null : inputPlace(target, typeOf(target.type, target.version))) ?? { x: 0, y: b.height / 2 };
  const common = isCommonPort(port) && !leaves;
  const start = { x: a.x + out.x + (common ? 0 : handleSize / 2), y: a.y + out.y + (common ? handleSize / 2 : 0) };
  const { path } = edgeRoute(start, { x: b.x + into.x, y: b.y + into.y }, { source: a, target: b }, common ? 'bottom' : 'right');
  const taken = edgeTaken(of.stepOf(from), port);
  const stroke = taken === true ? (port === 'failed' ? '--red-ink' : '--edge-taken') : taken === false ? '--grey' : '--edge';
  return `<path d="${path}" fill="none" stroke="${colour(stroke)}" stroke-width="${taken ? 2 : 1.5}"${isCommonPort(port) ? ' stroke-dasharray="5 4"' : ''}/>`;
}

function frame({ position, size, title = 'Frame', colour: named }: FlowFrame, colour: PictureOf['colour']): string {
  const box = { ...position, ...size };
  const [soft] = tintColours[tintOf(named, 'blue')];
  return `<g>${rect(box, 14, colour(soft), colour('--line-strong'), 'fill-opacity="0.45" stroke-dasharray="4 3"')}${text(box.x + 8, box.y - 8, title, { fill: colour('--ink-2'), weight: 600 })}</g>`;
}

function foldedCard(of: PictureOf, each: FlowFrame): string {
  const { flow, colour } = of;
  const box = boxOfFrame(each);
  const [soft, edge] = tintColours[tintOf(each.colour, 'blue')];
  const inside = stepsIn(flow, each.id);
  const summary = summaryOf(
    inside.map((id) => {
      const step = of.stepOf(id);
      return step ? { status: step.status, failures: step.loop?.failed ?? 0 } : null;
    }),
  );
  const behind = { ...box, x: box.x + 4, y: box.y + 4 };
  const middle = box.y + box.height / 2;
  const room = box.width - 62 - 14;
  return [
    '<g>',
    rect(behind, 10, colour('--panel'), colour(edge)),
    rect(box, 10, colour(soft), colour(edge)),
    rect({ x: box.x + 13, y: middle - 18, width: 36, height: 36 }, 8, colour('--panel')),
    icon('group', box.x + 21, middle - 10, 20, colour('--ink-2')),
    text(box.x + 61, middle - 3, fitting(each.title ?? 'Frame', room, 13, 600), { fill: colour('--ink'), size: 13, weight: 600 }),
    text(box.x + 61, middle + 14, count(inside.length, 'step'), { fill: colour('--ink-2') }),
    summary ? pill(of, summary.tone, summary.icon, summary.says, box.x + box.width + 6 - pillWidth(summary.says), box.y - 10) : '',
    '</g>',
  ].join('');
}

/** What the picture is, and what its colours mean: only of those that are in it. */
function legend(of: PictureOf, { x, y }: { readonly x: number; readonly y: number }): string {
  const { flow, colour, says, stepOf } = of;
  const looks = new Map(
    flow.nodes.flatMap((node) => {
      const step = stepOf(node.id);
      if (!step || step.status === 'pending') return [];
      const look = statusLook(step.status, 0);
      return [[look.word, look] as const];
    }),
  );
  let at = x;
  const entries = [...looks.values()].map(({ word, icon: name, tone }) => {
    const drawn = pill(of, tone, name, word, at, y + 22);
    at += pillWidth(word) + 10;
    return drawn;
  });
  const sample = (label: string, stroke: string, dashed: boolean) => {
    const drawn = `<path d="M${at},${y + 32} h28" stroke="${colour(stroke)}" stroke-width="2"${dashed ? ' stroke-dasharray="5 4"' : ''}/>${text(at + 34, y + 36, label, { fill: colour('--ink-2') })}`;
    at += 34 + widthOf(label) + 16;
    return drawn;
  };
  const lines = [
    ...(looks.size > 0 ? [sample('taken', '--edge-taken', false), sample('not taken', '--grey', false)] : []),
    ...(flow.edges.some(({ port }) => isCommonPort(port)) ? [sample('if it fails, is skipped, or in any case', '--edge', true)] : []),
  ];
  return `<g>${text(x, y + 10, says, { fill: colour('--ink-2') })}${entries.join('')}${lines.join('')}</g>`;
}
