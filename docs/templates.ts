// docs/reference/templates.md, written from the shipped documents: what each template does, what it asks for, how it starts, its
// drawing and its steps. It says nothing that the document does not say.
import { readdirSync, readFileSync } from 'node:fs';
import { nodeTypes } from '../nodes/index.ts';
import type { Json } from '../nodes/kit/json.ts';
import { templateCategories } from '../nodes/kit/template-categories.ts';
import { parseTemplate, type Template } from '../nodes/kit/template-document.ts';
import { type DrawnEdge, type DrawnNode, drawing } from './template-drawing.ts';

const folder = new URL('../templates/', import.meta.url);
const typeTitles = new Map(nodeTypes.map(({ type, title }) => [type, title]));

const intro = `A template is a flow with a few questions. Make a flow from it in the gallery, or by
\`POST /api/templates/<name>/flows\` with \`{"parameters": { … }}\`. With the suggested answers every one runs to success on a fresh
practice subscription.`;

export function shippedTemplates(): Template[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  return files.sort().map((file) => {
    const parsed = parseTemplate(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    if ('problems' in parsed) throw new Error(`${file}: ${parsed.problems[0]?.message}`);
    return parsed.template;
  });
}

export function templatesReference(): string {
  const all = shippedTemplates();
  const groups = Object.entries(templateCategories)
    .map(([key, title]) => ({ title, members: all.filter(({ category }) => category === key) }))
    .filter(({ members }) => members.length > 0);
  const parts = ['<!-- Written by `npm run docs` from templates/. Do not edit. -->', '# Templates', '', intro, ''];
  parts.push('| | |', '|---|---|');
  for (const { title, members } of groups) parts.push(`| ${title} | ${members.map((one) => link(one.title)).join(' · ')} |`);
  for (const { title, members } of groups) parts.push('', `## ${title}`, ...members.flatMap(section));
  return `${parts.join('\n')}\n`;
}

const link = (title: string): string => `[${title}](#${anchor(title)})`;
const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

function section(template: Template): string[] {
  const { nodes, edges, inputs } = template.flow as unknown as {
    nodes: readonly (DrawnNode & { readonly params: { readonly [name: string]: Json } })[];
    edges: readonly DrawnEdge[];
    inputs: readonly { readonly name: string; readonly title?: string }[];
  };
  const reached = new Set(edges.map(({ to }) => to));
  const triggers = nodes.filter((node) => node.parent === undefined && !reached.has(node.id));
  return [
    '',
    `### ${template.title}`,
    '',
    template.summary,
    '',
    `\`${template.name}\` · starts: ${triggers.map(startOf).join(', ')}${
      inputs.length > 0 ? ` · asks at each run: ${inputs.map(({ name, title }) => title ?? name).join(', ')}` : ''
    }`,
    '',
    ...parameters(template),
    ...drawing(nodes, edges),
    '',
    `Steps: ${used(nodes).map(nodeLink).join(', ')}.`,
  ];
}

const startOf = ({ title, type }: DrawnNode): string => (title === typeTitles.get(type) ? nodeLink(type) : `${title} (${nodeLink(type)})`);

const used = (nodes: readonly DrawnNode[]): readonly string[] => [...new Set(nodes.map(({ type }) => type))];

function nodeLink(type: string): string {
  const title = typeTitles.get(type);
  if (title === undefined) throw new Error(`no node type is called ${type}`);
  return `[${title}](nodes.md#${anchor(title)})`;
}

function parameters({ parameters }: Template): string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map(({ name, title, description, default: usual }) => {
    const words = description ? `${title}. ${description}` : title;
    return `| \`${name}\` | ${cell(words)} | ${usual === undefined ? 'required' : usual === '' ? '' : `\`${cell(JSON.stringify(usual))}\``} |`;
  });
  return ['| Parameter | | Suggested |', '|---|---|---|', ...rows, ''];
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
