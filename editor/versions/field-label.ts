// The words of a form for a place in a step: `['params', 'rows', 0, 'title']` is "Rows · 1 · title".
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { wordsOf } from '../inspector/schema.ts';

const own: Readonly<Record<string, string>> = {
  title: 'Title',
  type: 'Kind of step',
  version: 'Version of the step',
  parent: 'Stands in',
  connection: 'Connection',
  comment: 'Comment',
  disabled: 'Switched off',
  confirmed: 'Confirmed',
  timeout: 'Time-out',
};

export function fieldLabel(type: NodeTypeJson | null, path: readonly (string | number)[]): string {
  const inside = path[0] === 'params' || path[0] === 'settings' ? path.slice(1) : path;
  const fields = (type?.params.properties ?? {}) as { readonly [name: string]: { readonly title?: string } };
  const said = inside.map((part, i) => {
    if (typeof part === 'number') return String(part + 1);
    const title = i === 0 && path[0] === 'params' ? fields[part]?.title : i === 0 ? own[part] : undefined;
    return title ?? (i === 0 ? wordsOf(part) : part);
  });
  return said.length === 0 ? 'Value' : said.join(' · ');
}
