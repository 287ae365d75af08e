// docs/reference/nodes.md, written from the node types themselves: fields, ports, result, effect and the examples that are also
// their tests. It says nothing that the declaration does not say.
import { nodeTypes } from './index.ts';
import type { NodeGroup } from './kit/define.ts';
import type { Json, JsonObject } from './kit/json.ts';
import { describeNodeType, type NodeTypeJson } from './kit/node-type-json.ts';

const groups: { readonly [group in NodeGroup]: string } = {
  trigger: 'Triggers',
  'azure-backup': 'Azure Backup',
  azure: 'Azure',
  mars: 'MARS agent',
  logic: 'Logic',
  http: 'Other systems',
  notify: 'Notifications',
};

const effects = {
  none: 'computes only',
  read: 'reads',
  write: 'changes things',
  destroy: 'deletes things; never sent a second time by the machine',
} as const;

const commonPorts = 'Besides its own ports every step has `failed`, `skipped` and `always`.';

export function nodesReference(): string {
  const types = nodeTypes.map(describeNodeType);
  const parts = ['<!-- Written by `npm run docs` from nodes/. Do not edit. -->', '# Nodes', '', commonPorts, ''];
  for (const [group, title] of Object.entries(groups)) {
    const members = types.filter((type) => type.group === group);
    if (members.length === 0) continue;
    parts.push(`## ${title}`, '', ...members.flatMap(section));
  }
  return `${parts.join('\n').trimEnd()}\n`;
}

function section(type: NodeTypeJson): string[] {
  const facts = [
    `\`${type.type}\` version ${type.version}`,
    type.effectByParam ? `at most ${effects[type.effect]} (the settings decide)` : effects[type.effect],
    ...(type.connection ? [`connection: ${type.connection}${type.connectionOptional ? ', optional' : ''}`] : []),
    ...(type.waits ? ['parks the run while it waits'] : []),
    `ports: ${portsOf(type)}`,
  ];
  return [`### ${type.title}`, '', type.summary, '', `${facts.join(' · ')}`, '', ...fields(type), ...result(type), ...examples(type)];
}

const portsOf = ({ ports }: NodeTypeJson): string =>
  Array.isArray(ports) ? ports.map(code).join(', ') : `one for each of \`${ports.param}\`, and ${ports.plus.map(code).join(', ')}`;

interface Field {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly default?: Json;
  readonly anyOf?: readonly Field[];
  readonly items?: Field;
  readonly properties?: { readonly [name: string]: Field };
  readonly additionalProperties?: Field | boolean;
  readonly ui?: { readonly labels?: { readonly [value: string]: string } };
}

const propertiesOf = (schema: JsonObject): [string, Field][] =>
  Object.entries((schema.properties ?? {}) as { readonly [name: string]: Field });

function fields({ params }: NodeTypeJson): string[] {
  const all = propertiesOf(params);
  if (all.length === 0) return [];
  const required = (params.required ?? []) as readonly string[];
  const rows = all.map(([name, field]) => {
    const values = field.enum?.map((value) => `\`${String(value)}\`${labelOf(field, value)}`).join(', ');
    const notes = [field.description, values, field.default === undefined ? '' : `Default: ${short(field.default)}.`];
    return `| ${code(name)}${required.includes(name) ? ' *' : ''} | ${cell(field.title ?? '')} | ${cell(notes.filter((note) => note).join(' '))} |`;
  });
  return ['| param | | |', '|---|---|---|', ...rows, ''];
}

const labelOf = ({ ui }: Field, value: Json): string => {
  const label = ui?.labels?.[String(value)];
  return label && label !== value ? ` (${label})` : '';
};

function result({ result: schema }: NodeTypeJson): string[] {
  const all = propertiesOf(schema);
  if (all.length === 0) return [];
  const names = all.map(([name, field]) => {
    const inside = Object.keys(field.items?.properties ?? {});
    return inside.length > 0 ? `${code(name)} of { ${inside.join(', ')} }` : code(name);
  });
  return [`Result: ${names.join(', ')}.`, ''];
}

function examples(type: NodeTypeJson): string[] {
  const lines = type.examples.map(({ name, params, expect }) => {
    const failed = (expect.failed ?? null) as { readonly code: string; readonly azure?: { readonly code: string } } | null;
    const end = failed
      ? `fails with \`${failed.code}\`${failed.azure ? ` (Azure: \`${failed.azure.code}\`)` : ''}`
      : expect.waits
        ? 'waits'
        : `→ \`${String(expect.port)}\``;
    return `- **${name}** ${end}\n  \`${JSON.stringify(params).replaceAll('`', "'")}\``;
  });
  return ['Examples:', '', ...lines, ''];
}

const code = (text: string): string => `\`${text}\``;
const short = (value: Json): string => code(JSON.stringify(value));
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
