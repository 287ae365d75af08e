// A kept message as parts that can be read: sentences, tables, named values, JSON. It never hands out markup to be run.
import type { Json, JsonObject } from '../../nodes/kit/json.ts';

export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'html' }
  | { readonly kind: 'json'; readonly json: string };

/**
 * Where the senders keep the words; a title that the subject has said already is not said again. Mail has `text` and `html`,
 * messages `text` or `markdown`, cards their blocks.
 */
export function messageParts(body: Json, subject = ''): readonly MessagePart[] {
  if (typeof body === 'string') return textParts(body);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [json(body)];
  const { html, text, markdown, title } = body as JsonObject;
  if (typeof html === 'string' && html.trim() !== '') return [{ kind: 'html' }];
  const words = [text, markdown].find((value) => typeof value === 'string' && value.trim() !== '');
  if (typeof words === 'string') return [...(typeof title === 'string' && title !== subject ? textParts(title) : []), ...textParts(words)];
  const blocks = cardTexts(body);
  return blocks.length > 0 ? [...blocks.flatMap(textParts), json(body)] : [json(body)];
}

const json = (value: Json): MessagePart => ({ kind: 'json', json: JSON.stringify(value, null, 2) });

/** Texts of an adaptive card or of Slack blocks, in reading order. */
function cardTexts(value: Json): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(cardTexts);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as JsonObject;
  if (typeof text === 'string' && (type === 'TextBlock' || type === 'mrkdwn' || type === 'plain_text')) return [text];
  return Object.values(value as JsonObject).flatMap(cardTexts);
}

const isRow = (line: string): boolean => /^\s*\|.*\|\s*$/.test(line);
const cells = (line: string): readonly string[] =>
  line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replace(/\\([\\|*_`])/g, '$1'));

/** Markdown tables become tables; everything else stays text. */
export function textParts(text: string): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  const lines = text.split('\n');
  let words: string[] = [];
  const flush = () => {
    const joined = words.join('\n').trim();
    if (joined !== '') parts.push({ kind: 'text', text: joined });
    words = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    const rule = lines[at + 1] ?? '';
    if (!isRow(line) || !/^\s*\|[\s:|-]+\|\s*$/.test(rule)) {
      words.push(line);
      continue;
    }
    flush();
    const rows: (readonly string[])[] = [];
    let end = at + 2;
    for (; end < lines.length && isRow(lines[end] as string); end += 1) rows.push(cells(lines[end] as string));
    parts.push({ kind: 'table', head: cells(line), rows });
    at = end - 1;
  }
  flush();
  return parts;
}

/** Bold words of a message apart from the plain ones. @example boldRuns('**3** jobs') // [{ text: '3', bold: true }, { text: ' jobs', bold: false }] */
export const boldRuns = (text: string): readonly { readonly text: string; readonly bold: boolean }[] =>
  text
    .split(/(\*\*[^*\n]+\*\*)/)
    .filter((run) => run !== '')
    .map((run) => (/^\*\*[^*]+\*\*$/.test(run) ? { text: run.slice(2, -2), bold: true } : { text: run, bold: false }));
