// The flow in a file: a flow document, or a template with its defaults. Refuses, with file and place, what cannot be read.
import { fail } from '../../nodes/kit/errors.ts';
import { type Flow, parseFlow } from '../../nodes/kit/flow.ts';
import { instantiate, parseTemplate } from '../../nodes/kit/template-document.ts';
import { isTemplate, readJsonFile } from './validate.ts';

export function flowInFile(file: string): Flow {
  const document = readJsonFile(file);
  if (isTemplate(document)) {
    const template = parseTemplate(document);
    const made = 'template' in template ? instantiate(template.template, {}) : template;
    if ('flow' in made) return made.flow;
    throw fail('template_invalid', made.problems.map((p) => `${file}${p.path}: ${p.message}`).join('\n'));
  }
  const parsed = parseFlow(document);
  if ('flow' in parsed) return parsed.flow;
  throw fail(parsed.code, parsed.problems.map((p) => `${file}${p.path}: ${p.message}`).join('\n'));
}
