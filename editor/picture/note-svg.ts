// A note in the picture of a flow: its Markdown as lines of text, each in the weight and size it has on the canvas. What has no room in
// the note is left out, as on the canvas.
import type { Flow } from '../../nodes/kit/flow.ts';
import { type Block, markdown, plainOf } from '../notes/markdown.ts';
import { tintColours, tintOf } from '../ui/tints.ts';
import { rect, text, wrapped } from './svg-parts.ts';

interface Line {
  readonly words: string;
  readonly indent: number;
  readonly size: number;
  readonly weight: number;
}

const lineHeight = 18;
const gap = 6;

export function noteSvg(note: Flow['notes'][number], colour: (name: string) => string): string {
  const box = { ...note.position, ...(note.size ?? { width: 240, height: 120 }) };
  const [soft, edge] = tintColours[tintOf(note.colour, 'yellow')];
  const drawn: string[] = [];
  let y = box.y + 10;
  for (const [i, block] of markdown(note.text).entries()) {
    if (i > 0) y += gap;
    for (const line of linesOf(block, box.width - 24)) {
      if (y + lineHeight > box.y + box.height - 4) break;
      drawn.push(text(box.x + 12 + line.indent, y + 14, line.words, { fill: colour('--ink'), size: line.size, weight: line.weight }));
      y += lineHeight;
    }
  }
  return `<g>${rect(box, 10, colour(soft), colour(edge))}${drawn.join('')}</g>`;
}

const many = 1_000;

function linesOf(block: Block, width: number): readonly Line[] {
  const lines = (words: string, indent = 0, size = 12, weight = 400) =>
    wrapped(words, width - indent, many).map((each) => ({ words: each, indent, size, weight }));
  switch (block.kind) {
    case 'heading':
      return lines(plainOf(block.spans), 0, block.level === 1 ? 14 : block.level === 2 ? 13 : 12, 600);
    case 'code':
      return lines(block.text, 8, 11);
    case 'rule':
      return [{ words: '—'.repeat(12), indent: 0, size: 12, weight: 400 }];
    case 'list':
      return block.items.flatMap(({ depth, number, done, spans }) => {
        const mark = done === null ? (number === null ? '•' : `${number}.`) : done ? '☑' : '☐';
        return lines(`${mark} ${plainOf(spans)}`, Math.min(depth, 3) * 16);
      });
    default:
      return lines(block.lines.map(plainOf).join('\n'), block.kind === 'quote' ? 12 : 0);
  }
}
