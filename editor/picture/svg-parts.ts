// The few shapes that a picture of a flow is made of, as text. Everything that comes from a document is escaped here and nowhere else.
import { iconDrawings } from '../ui/icon-drawings.ts';

export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // A picture is XML, which knows no control characters.
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const rect = ({ x, y, width, height }: Rect, radius: number, fill: string, stroke = 'none', more = ''): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}"${more === '' ? '' : ` ${more}`}/>`;

interface TextLook {
  readonly fill: string;
  readonly size?: number;
  readonly weight?: number;
}

export const text = (x: number, y: number, words: string, { fill, size = 12, weight = 400 }: TextLook): string =>
  `<text x="${x}" y="${y}" fill="${fill}" font-size="${size}"${weight === 400 ? '' : ` font-weight="${weight}"`}>${escaped(words)}</text>`;

/** How wide a text is, roughly: a picture that is opened elsewhere has other fonts, so nothing depends on a pixel. */
export const widthOf = (words: string, size = 12, weight = 400): number => words.length * size * (weight > 400 ? 0.6 : 0.53);

/** As much of a text as fits. @example fitting('Protected items', 40) // 'Prote…' */
export function fitting(words: string, width: number, size = 12, weight = 400): string {
  const flat = words.replace(/\s+/g, ' ').trim();
  if (widthOf(flat, size, weight) <= width) return flat;
  const most = Math.max(1, Math.floor(width / widthOf('x', size, weight)) - 1);
  return `${flat.slice(0, most).trimEnd()}…`;
}

/** Lines of a note, as many as have room. */
export function wrapped(words: string, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of words.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && widthOf(longer) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
  }
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1] ?? ''}…`];
}

export function icon(name: string, x: number, y: number, size: number, colour: string): string {
  const drawing = (iconDrawings as { readonly [name: string]: string })[Object.hasOwn(iconDrawings, name) ? name : 'flow'];
  return `<path d="${drawing}" transform="translate(${x} ${y}) scale(${size / 24})" fill="none" stroke="${colour}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/>`;
}
