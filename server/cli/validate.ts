// `vaultflow validate <file…>`: reads flow and template files and says what is wrong, without a server. Exit code 1 when a file
// cannot run; warnings do not count.
import { readFileSync } from 'node:fs';
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

export const validate: Command = async (files, { out, err }) => {
  if (files.length === 0) {
    err('Name at least one file: vaultflow validate my.flow.json\n');
    return 2;
  }
  const { createNodeTypes } = await import('../node-types.ts');
  const { shippedNodeTypes } = await import('../main.ts');
  const nodeTypes = createNodeTypes(shippedNodeTypes);
  let bad = 0;
  for (const file of files) {
    try {
      const problems = documentProblems(readJsonFile(file), nodeTypes);
      for (const p of problems) out(`${file}${p.path}: ${p.severity === 'warning' ? 'warning: ' : ''}${p.message} (${p.code})\n`);
      if (problems.some((p) => p.severity !== 'warning')) bad++;
      else out(`${file}: ok\n`);
    } catch (error) {
      bad++;
      err(`${failureOf(error).message}\n`);
    }
  }
  return bad > 0 ? 1 : 0;
};
