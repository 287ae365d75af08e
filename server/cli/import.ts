// `vaultflow import <file>`: makes a flow, or a template, of a file. What is there already is never overwritten.
import { parseArgs } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import type { FlowResource } from '../../nodes/kit/wire/flows.ts';
import type { TemplateResource } from '../../nodes/kit/wire/templates.ts';
import { client } from './client.ts';
import type { Command } from './command.ts';
import { isTemplate, readJsonFile } from './validate.ts';

export const importFile: Command = async (args, context) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean' } } });
  const [file] = positionals;
  if (file === undefined) throw fail('invalid_request', 'Name the file: vaultflow import my.flow.json');
  const document = readJsonFile(file);
  const server = client(context);
  if (isTemplate(document)) {
    const { id, title } = await server.call<TemplateResource>('POST', '/api/templates', { document });
    context.out(values.json ? `${JSON.stringify({ kind: 'template', id, title }, null, 2)}\n` : `template ${id}  ${title}\n`);
    return 0;
  }
  const { id, name, problems } = await server.call<FlowResource>('POST', '/api/flows', { document });
  if (values.json) context.out(`${JSON.stringify({ kind: 'flow', id, name, problems }, null, 2)}\n`);
  else context.out(`flow ${id}  ${name}${problems.length > 0 ? `  (${problems.length} problems)` : ''}\n`);
  return 0;
};
