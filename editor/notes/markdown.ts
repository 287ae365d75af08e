// The part of Markdown that a note needs: headings, lists, quotes, code, emphasis, links. It makes values, never HTML: what is not one
// of these stays the text it is. Links lead to http and https only. Work grows with the length of the text, whatever it holds.

export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly inner: readonly Span[] }
  | { readonly kind: 'em'; readonly inner: readonly Span[] }
  | { readonly kind: 'link'; readonly href: string; readonly inner: readonly Span[] };

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly spans: readonly Span[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly lines: readonly (readonly Span[])[] }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' };

export interface ListItem {
  /** From 0; two spaces of indentation are one more. */
  readonly depth: number;
  /** The number of an ordered item; null: a bullet. */
  readonly number: number | null;
  /** Of a task: whether it is done. */
  readonly done: boolean | null;
  readonly spans: readonly Span[];
}

const listLine = /^( {0,8})(?:[-*+]|(\d{1,4})[.)]) +(?:\[([ xX])\] )?(.*)$/;

/** @example markdown('# Nightly') // [{ kind: 'heading', level: 1, spans: [{ kind: 'text', text: 'Nightly' }] }] */
export function markdown(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/\r?\n/);
  // Lines that follow each other without a gap go on in what was begun.
  let list: ListItem[] | null = null;
  let words: { readonly kind: 'paragraph' | 'quote'; readonly lines: (readonly Span[])[] } | null = null;
  const close = () => {
    list = null;
    words = null;
  };
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] as string;
    if (line.startsWith('```')) {
      const end = lines.findIndex((each, at) => at > i && each.startsWith('```'));
      const last = end === -1 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(i + 1, last).join('\n') });
      i = last;
      close();
      continue;
    }
    const heading = /^(#{1,3}) +(.*)$/.exec(line);
    const item = listLine.exec(line);
    if (line.trim() === '') close();
    else if (heading) {
      blocks.push({ kind: 'heading', level: heading[1]?.length as 1 | 2 | 3, spans: spansOf(heading[2] ?? '') });
      close();
    } else if (/^(-{3,}|\*{3,})\s*$/.test(line)) {
      blocks.push({ kind: 'rule' });
      close();
    } else if (item) {
      const items: ListItem[] = list ?? [];
      if (list === null) blocks.push({ kind: 'list', items });
      close();
      list = items;
      const [, indent = '', number, box, rest = ''] = item;
      items.push({
        depth: Math.floor(indent.length / 2),
        number: number === undefined ? null : Number(number),
        done: box === undefined ? null : box !== ' ',
        spans: spansOf(rest),
      });
    } else {
      const kind = line.startsWith('>') ? 'quote' : 'paragraph';
      const going: { readonly kind: 'paragraph' | 'quote'; readonly lines: (readonly Span[])[] } =
        words !== null && (words as { kind: string }).kind === kind ? words : { kind, lines: [] };
      if (going !== words) blocks.push(going);
      close();
      words = going;
      going.lines.push(spansOf(kind === 'quote' ? line.replace(/^> ?/, '') : line));
    }
  }
  return blocks;
}

/** Only what a browser opens as a page, written out so that it says where it leads. */
export function safeLink(href: string): string | null {
  if (!/^https?:\/\//i.test(href)) return null;
  return URL.canParse(href) ? new URL(href).href : null;
}

const deepest = 4;

function spansOf(text: string, depth = 0): readonly Span[] {
  const spans: Span[] = [];
  let plain = '';
  /** Marks that have no partner further on: each is looked for once. */
  const alone = new Set<string>();
  const closing = (mark: string, from: number): number => {
    if (alone.has(mark)) return -1;
    const at = text.indexOf(mark, from);
    if (at === -1) alone.add(mark);
    return at;
  };
  const put = (span: Span, to: number): number => {
    if (plain !== '') spans.push({ kind: 'text', text: plain });
    plain = '';
    spans.push(span);
    return to;
  };
  for (let at = 0; at < text.length; ) {
    const next = spanAt(text, at, depth, closing);
    if (next) at = put(next.span, next.to);
    else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain !== '') spans.push({ kind: 'text', text: plain });
  return spans;
}

function spanAt(
  text: string,
  at: number,
  depth: number,
  closing: (mark: string, from: number) => number,
): { readonly span: Span; readonly to: number } | null {
  const char = text[at];
  if (char === '`') {
    const end = closing('`', at + 1);
    return end > at + 1 ? { span: { kind: 'code', text: text.slice(at + 1, end) }, to: end + 1 } : null;
  }
  if (depth >= deepest) return null;
  if (char === '*' || char === '_') {
    const mark = text[at + 1] === char ? char + char : char;
    // snake_case is a name, not emphasis.
    if (char === '_' && /\w/.test(text[at - 1] ?? '')) return null;
    const start = at + mark.length;
    const end = closing(mark, start);
    const inner = text.slice(start, end);
    if (end <= start || /^\s|\s$/.test(inner) || (char === '_' && /\w/.test(text[end + mark.length] ?? ''))) return null;
    return { span: { kind: mark.length === 2 ? 'strong' : 'em', inner: spansOf(inner, depth + 1) }, to: end + mark.length };
  }
  if (char === '[') {
    const middle = closing('](', at + 1);
    const end = middle === -1 ? -1 : closing(')', middle + 2);
    const href = end === -1 ? null : safeLink(text.slice(middle + 2, end));
    return href === null ? null : { span: { kind: 'link', href, inner: spansOf(text.slice(at + 1, middle), depth + 1) }, to: end + 1 };
  }
  if (char === 'h' && !/\w/.test(text[at - 1] ?? '')) {
    const found = /^https?:\/\/[^\s<>"'`)\]]+/i.exec(text.slice(at, at + 2_000))?.[0].replace(/[.,;:!?]+$/, '');
    const href = found === undefined ? null : safeLink(found);
    return href === null || found === undefined
      ? null
      : { span: { kind: 'link', href, inner: [{ kind: 'text', text: found }] }, to: at + found.length };
  }
  return null;
}

/** The words alone, for a screen reader and for one line. */
export const plainOf = (spans: readonly Span[]): string => spans.map((span) => ('text' in span ? span.text : plainOf(span.inner))).join('');
