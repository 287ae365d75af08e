import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { type Flow, parseFlow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { instantiate, parseTemplate } from '../../nodes/kit/template-document.ts';
import { indexNodeTypes } from '../api.ts';
import { literalsOf } from './literals.ts';
import { makeTemplate } from './make-template.ts';

const types = indexNodeTypes(nodeTypes.map(describeNodeType));
const folder = `${process.cwd()}/templates`;

const flowOf = (document: unknown): Flow => {
  const parsed = parseFlow(document);
  if (!('flow' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  return parsed.flow;
};

const shipped = readdirSync(folder)
  .filter((name) => name.endsWith('.template.json'))
  .map((name): readonly [string, Flow] => {
    const template = parseTemplate(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')));
    if (!('template' in template)) throw new Error(name);
    const made = instantiate(template.template, {});
    if (!('flow' in made)) throw new Error(name);
    return [name, made.flow];
  });

const small = flowOf({
  format: 1,
  name: 'Small',
  nodes: [
    { id: 'start', type: 'core.manual', position: { x: 0, y: 0 } },
    {
      id: 'one',
      type: 'azure-backup.list-items',
      title: 'One',
      position: { x: 300, y: 0 },
      params: { vault: 'vault-weu-prod', lateAfter: 'PT26H' },
    },
    { id: 'two', type: 'azure-backup.list-items', title: 'Two', position: { x: 600, y: 0 }, params: { vault: 'vault-weu-prod' } },
    {
      id: 'post',
      type: 'http.request',
      title: 'Ticket',
      position: { x: 900, y: 0 },
      params: {
        method: 'POST',
        url: 'https://itsm.example.com/{{ inputs.queue }}',
        headers: { 'X-Team': 'backup', 'X-Run': '{{ run.id }}' },
      },
    },
  ],
  edges: [
    { from: 'start', port: 'done', to: 'one' },
    { from: 'one', port: 'done', to: 'two' },
    { from: 'two', port: 'done', to: 'post' },
  ],
});

const literal = (wishedName: string) => {
  const found = literalsOf(small, types).find((entry) => entry.wishedName === wishedName);
  if (!found) throw new Error(`no ${wishedName}`);
  return found;
};

test.each(shipped)('every value of %s can be asked for, and the defaults give the same flow back', (_, flow) => {
  const questions = literalsOf(flow, types).map((entry) => ({ literal: entry, title: entry.fieldTitle }));
  expect(questions.length).toBeGreaterThan(3);
  const document = makeTemplate(flow, { title: `Own ${flow.name}`, summary: '' }, questions);
  const parsed = parseTemplate(JSON.parse(JSON.stringify(document)));
  if (!('template' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  expect(parsed.template.parameters).toHaveLength(questions.length);
  const made = instantiate(parsed.template, {});
  if (!('flow' in made)) throw new Error(JSON.stringify(made.problems));
  expect(writeFlow(made.flow)).toBe(writeFlow(flow));
});

test('the same value in the same field of two steps is one question', () => {
  const vault = literal('vault');
  expect(vault.places.map(({ nodeTitle }) => nodeTitle)).toEqual(['One', 'Two']);
  const { flow, parameters } = makeTemplate(small, { title: 'Both', summary: '' }, [{ literal: vault, title: 'Which vault?' }]);
  expect(parameters).toEqual([
    {
      name: 'vault',
      title: 'Which vault?',
      default: 'vault-weu-prod',
      schema: expect.objectContaining({
        type: 'string',
        ui: expect.objectContaining({ choices: 'vault', node: 'azure-backup.list-items' }),
      }),
    },
  ]);
  const nodes = flow.nodes as readonly { readonly params: unknown }[];
  expect(nodes[1]?.params).toEqual({ vault: { $parameter: 'vault' }, lateAfter: 'PT26H' });
  expect(nodes[2]?.params).toEqual({ vault: { $parameter: 'vault' } });
});

test('a value with an expression stays, a plain header beside one can be asked for', () => {
  const names = literalsOf(small, types).map(({ wishedName }) => wishedName);
  expect(names).toContain('headersXTeam');
  expect(names).not.toContain('url');
  expect(names).not.toContain('headersXRun');
  const { flow } = makeTemplate(small, { title: 'Ticket', summary: '' }, [{ literal: literal('headersXTeam'), title: 'Team' }]);
  expect((flow.nodes as readonly { readonly params: unknown }[])[3]?.params).toEqual({
    method: 'POST',
    url: 'https://itsm.example.com/{{ inputs.queue }}',
    headers: { 'X-Team': { $parameter: 'headersXTeam' }, 'X-Run': '{{ run.id }}' },
  });
});

test('a choice keeps its choices and their words', () => {
  const method = literal('method');
  expect(method.schema.enum).toContain('DELETE');
  expect(method.value).toBe('POST');
});

test('another value than the default goes into every place, as it is', () => {
  const document = makeTemplate(small, { title: 'Mine', summary: '' }, [{ literal: literal('vault'), title: 'Vault' }]);
  const parsed = parseTemplate(document);
  if (!('template' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  const made = instantiate(parsed.template, { vault: 'vault-neu-dr' }, 'DR');
  if (!('flow' in made)) throw new Error(JSON.stringify(made.problems));
  expect(made.flow.name).toBe('DR');
  expect(made.flow.nodes.map(({ params }) => params.vault)).toEqual([undefined, 'vault-neu-dr', 'vault-neu-dr', undefined]);
});

test('an emptied field can be asked for and may stay empty', () => {
  const flow = flowOf({
    ...small,
    nodes: [{ id: 'all', type: 'azure-backup.list-items', position: { x: 0, y: 0 }, params: { vault: '' } }],
    edges: [],
  });
  const [vault] = literalsOf(flow, types);
  if (!vault) throw new Error('the empty vault is not offered');
  const parsed = parseTemplate(makeTemplate(flow, { title: 'All', summary: '' }, [{ literal: vault, title: 'Vault' }]));
  if (!('template' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  const made = instantiate(parsed.template, {});
  expect('flow' in made ? made.flow.nodes[0]?.params : made.problems).toEqual({ vault: '' });
});

test('a title that is taken gets the next free name', () => {
  expect(makeTemplate(small, { title: 'Report', summary: '' }, [], ['report', 'report-2']).name).toBe('report-3');
});

test('the flow itself is not touched, and without questions it goes along as it is', () => {
  const before = JSON.stringify(small);
  const document = makeTemplate(small, { title: ' Nightly, Zürich ', summary: ' Once. ' }, []);
  expect(document).toMatchObject({ name: 'nightly-zurich', title: 'Nightly, Zürich', summary: 'Once.', parameters: [] });
  expect('template' in parseTemplate(document)).toBe(true);
  expect(JSON.stringify(small)).toBe(before);
});
