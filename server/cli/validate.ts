// `vaultflow validate <file…>`: reads flow and template files and says what is wrong, without a server. Exit code 1 when a file
// cannot run; warnings do not count.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fail, failureOf } from '../../nodes/kit/errors.ts';
import { parseFlow } from '../../nodes/kit/flow.ts';
import { instantiate, parseTemplate } from '../../nodes/kit/template-document.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import type { NodeTypes } from '../node-types.ts';
import type { Command } from './command.ts';

export function readJsonFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fail('not_found', `${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fail('invalid_json', `${file} is not JSON: ${(error as Error).message}`);
  }
}

export const isTemplate = (document: unknown): boolean => typeof document === 'object' && document !== null && 'flow' in document;

/** What is wrong with a flow or a template. */
export function documentProblems(document: unknown, nodeTypes: NodeTypes): readonly ProblemItem[] {
  const error = (code: string) => (p: { path: string; message: string }) => ({ code, ...p, severity: 'error' as const });
  if (!isTemplate(document)) {
    const parsed = parseFlow(document);
    return 'flow' in parsed ? nodeTypes.problems(parsed.flow) : parsed.problems.map(error(parsed.code));
  }
  const template = parseTemplate(document);
  if ('problems' in template) return template.problems.map(error('template_invalid'));
  const made = instantiate(template.template, {});
  if ('problems' in made) return made.problems.map((p) => ({ ...error('template_parameter')(p), severity: 'warning' as const }));
  return nodeTypes.problems(made.flow).map((p) => ({ ...p, path: `/flow${p.path}` }));
}

export const validate: Command = async (args, { out, err }) => {
  const { values, positionals: files } = parseArgs({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean' } } });
  if (files.length === 0) {
    err('Name at least one file: vaultflow validate my.flow.json\n');
    return 2;
  }
  const { createNodeTypes } = await import('../node-types.ts');
  const { shippedNodeTypes } = await import('../main.ts');
  const nodeTypes = createNodeTypes(shippedNodeTypes);
  let bad = 0;
  const found: { readonly file: string; readonly ok: boolean; readonly problems: readonly ProblemItem[] }[] = [];
  for (const file of files) {
    const { problems, unreadable } = looked(file, nodeTypes);
    const ok = unreadable === null && problems.every((p) => p.severity === 'warning');
    if (!ok) bad++;
    found.push({ file, ok, problems });
    if (values.json) continue;
    if (unreadable !== null) err(`${unreadable}\n`);
    else for (const p of problems) out(`${file}${p.path}: ${p.severity === 'warning' ? 'warning: ' : ''}${p.message} (${p.code})\n`);
    if (ok) out(`${file}: ok\n`);
  }
  if (values.json) out(`${JSON.stringify(found, null, 2)}\n`);
  return bad > 0 ? 1 : 0;
};

/** A file that cannot be read is a problem like any other for programs, and a sentence for people. */
function looked(file: string, nodeTypes: NodeTypes): { readonly problems: readonly ProblemItem[]; readonly unreadable: string | null } {
  try {
    return { problems: documentProblems(readJsonFile(file), nodeTypes), unreadable: null };
  } catch (error) {
    const { code, message } = failureOf(error);
    return { problems: [{ code, path: '', message, severity: 'error' }], unreadable: message };
  }
}
