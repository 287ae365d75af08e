// `vaultflow import <file or folder…>`: makes flows, or templates, of files. What is there already is never overwritten. Each file
// that cannot be imported is named with the line or the place that is wrong; the others are imported.
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fail, failureOf } from '../../nodes/kit/errors.ts';
import { readFlowFile } from '../../nodes/kit/flow-file.ts';
import { readSamples, samplesFileOf } from '../../nodes/kit/testing/samples-file.ts';
import type { FlowResource } from '../../nodes/kit/wire/flows.ts';
import type { TemplateResource } from '../../nodes/kit/wire/templates.ts';
import { type Client, client } from './client.ts';
import type { Command } from './command.ts';
import { filesIn } from './flow-files.ts';
import { isTemplate, readJsonFile } from './validate.ts';

interface Imported {
  readonly kind: 'flow' | 'template';
  readonly id: string;
  readonly name: string;
  readonly problems?: FlowResource['problems'];
}

export const importFile: Command = async (args, context) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean' } } });
  if (positionals.length === 0) throw fail('invalid_request', 'Name the file: vaultflow import my.flow.json, or a folder of them');
  const files = filesIn(positionals);
  const server = client(context);
  const done: (Imported & { readonly file: string })[] = [];
  let bad = 0;
  for (const file of files)
    try {
      const made = await importOne(server, file);
      done.push({ file, ...made });
      if (!values.json) context.out(lineOf(made));
    } catch (error) {
      const failure = failureOf(error);
      // Without a server no other file will do better.
      if (failure.code === 'network') throw error;
      bad++;
      context.err(`${file}: ${failure.message}\n`);
    }
  if (values.json) context.out(`${JSON.stringify(files.length === 1 && done[0] ? withoutFile(done[0]) : done, null, 2)}\n`);
  if (files.length > 1) context.err(`${done.length} of ${files.length} files imported.\n`);
  return bad > 0 ? 1 : 0;
};

const withoutFile = ({ file: _, ...made }: Imported & { readonly file: string }): Imported => made;

const lineOf = ({ kind, id, name, problems = [] }: Imported): string =>
  `${kind} ${id}  ${name}${problems.length > 0 ? `  (${problems.length} problems)` : ''}\n${problems
    .map(({ nodeId, path, message }) => `  ${nodeId ? `step ${nodeId}` : path}: ${message}\n`)
    .join('')}`;

async function importOne(server: Client, file: string): Promise<Imported> {
  const document = readDocument(file);
  if (isTemplate(document)) {
    const { id, title } = await server.call<TemplateResource>('POST', '/api/templates', { document });
    return { kind: 'template', id, name: title };
  }
  const beside = besideOf(file);
  const { id, name, problems } = await server.call<FlowResource>('POST', '/api/flows', { document });
  if (beside) {
    await server.call('PUT', `/api/flows/${id}/samples`, { samples: beside.samples });
    for (const test of beside.tests) await server.call('POST', `/api/flows/${id}/tests`, { test });
  }
  return { kind: 'flow', id, name, problems };
}

/** The document, or everything that is wrong with it and in which line. */
function readDocument(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fail('not_found', `cannot be read: ${(error as Error).message}`);
  }
  const read = readFlowFile(text);
  if ('flow' in read) return read.flow;
  if (read.isJson && isTemplate(JSON.parse(text.replace(/^\uFEFF/, '')))) return JSON.parse(text.replace(/^\uFEFF/, ''));
  const said = read.problems
    .slice(0, 20)
    .map(({ line, path, message }) => `${line === null ? '' : `line ${line}: `}${path ? `${path} ` : ''}${message}`);
  throw fail('flow_invalid', said.join('\n  '));
}

/** Samples and tests that lie beside the flow. */
function besideOf(file: string) {
  const path = samplesFileOf(file);
  if (!existsSync(path)) return null;
  const read = readSamples(readJsonFile(path));
  if ('problems' in read) throw fail('flow_invalid', read.problems.map((p) => `${path}${p.path}: ${p.message}`).join('\n  '));
  return read;
}
