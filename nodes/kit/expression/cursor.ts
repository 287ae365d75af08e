/**
 * Reads an unfinished expression up to the cursor: which word is being typed, and whether it is a name, a member or a
 * quoted key. The text is closed with a marker and the brackets that are open, then parsed like any other.
 */
import type { AnyNode, CallExpression } from 'acorn';
import type { CompletionContext } from './contract.ts';
import { type Known, parametersOf } from './infer.ts';
import { transparent } from './names.ts';
import { parseExpression } from './parse.ts';
import { scan } from './scan.ts';

const MARK = 'cursor$here';

export interface Cursor {
  /** What is typed already; `from`..`to` is what a candidate replaces. */
  readonly word: string;
  readonly from: number;
  readonly to: number;
  /** Set after a dot or an open bracket: where that begins, and whether a quote is open. */
  readonly access?: { readonly from: number; readonly optional: boolean; readonly quote: string | undefined };
  /** The value whose member is wanted; undefined for a plain name. */
  readonly object: AnyNode | undefined;
  readonly known: Known;
}

/** What stands at the cursor, or undefined where nothing can be completed: outside `{{ }}`, inside a text. */
export function cursorAt(text: string, cursor: number, context: CompletionContext): Cursor | undefined {
  const part = scan(text).find((one) => one.kind === 'expression' && one.from <= cursor && cursor <= one.to);
  if (part === undefined || part.kind !== 'expression') return undefined;
  const prefix = text.slice(part.from, cursor);
  const quoted = /(\?\.)?\[\s*(['"])([^'"\\]*)$/.exec(prefix);
  if (quoted !== null) {
    const [all, optional, quote = "'", word = ''] = quoted;
    const head = prefix.slice(0, prefix.length - all.length);
    const place = placeOf(`${head}.${MARK}`, context);
    const access = { from: cursor - all.length, optional: optional !== undefined, quote };
    return place && { word, from: cursor - word.length, to: cursor, access, ...place };
  }
  const word = /[A-Za-z_$][\w$]*$/.exec(prefix)?.[0] ?? '';
  const head = prefix.slice(0, prefix.length - word.length);
  if (/[\d\w]$/.test(head)) return undefined;
  const place = placeOf(head + MARK, context);
  if (place === undefined) return undefined;
  const rest = /^[\w$]*/.exec(text.slice(cursor, part.to))?.[0] ?? '';
  const dot = /(\?)?\.\s*$/.exec(head);
  const typed = { word, from: cursor - word.length, to: cursor + rest.length };
  if (dot === null) return { ...typed, ...place };
  return { ...typed, access: { from: part.from + dot.index, optional: dot[1] !== undefined, quote: undefined }, ...place };
}

function placeOf(marked: string, context: CompletionContext): Pick<Cursor, 'object' | 'known'> | undefined {
  const closers = openBrackets(marked);
  if (closers === undefined) return undefined;
  for (const ending of ['', ' : null', ' => null', ': null']) {
    const parsed = parseExpression(marked + ending + closers, 0);
    if ('tree' in parsed) return find(parsed.tree, new Map(), context);
  }
  return undefined;
}

/** The brackets that close what is open, innermost first; undefined inside a quoted text. */
function openBrackets(source: string): string | undefined {
  const open: string[] = [];
  for (let at = 0; at < source.length; at++) {
    const char = source[at] ?? '';
    if (open.at(-1) === '`' && !(char === '$' && source[at + 1] === '{')) {
      if (char === '\\') at++;
      else if (char === '`') open.pop();
    } else if (char === "'" || char === '"') {
      const end = endOfQuote(source, at);
      if (end < 0) return undefined;
      at = end;
    } else if (char === '$' && source[at + 1] === '{') {
      open.push('}');
      at++;
    } else if (char === '`') open.push('`');
    else if (char === '(') open.push(')');
    else if (char === '[') open.push(']');
    else if (char === '{') open.push('}');
    else if (char === ')' || char === ']' || char === '}') open.pop();
  }
  return open.at(-1) === '`' ? undefined : open.reverse().join('');
}

function endOfQuote(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === source[start]) return at;
  }
  return -1;
}

/** Walks the tree to the marker, learning on the way what the parameters of arrows stand for. */
function find(node: AnyNode, known: Known, context: CompletionContext): Pick<Cursor, 'object' | 'known'> | undefined {
  if (node.type === 'Identifier') return node.name === MARK ? { object: undefined, known } : undefined;
  if (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier' && node.property.name === MARK)
    return { object: node.object, known };
  for (const child of children(node)) {
    const inner = node.type === 'CallExpression' ? parametersOf(transparent(child), node as CallExpression, known, context) : known;
    const found = find(child, inner, context);
    if (found) return found;
  }
  return undefined;
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;

function children(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));
}
