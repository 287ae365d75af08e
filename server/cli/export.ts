// `vaultflow export <flow id>`: the draft as a file for git, in the one stable form. It holds no secret and no connection.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import { parseFlow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import type { FlowResource } from '../../nodes/kit/wire/flows.ts';
import { client } from './client.ts';
import type { Command } from './command.ts';

export const exportFlow: Command = async (args, context) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { out: { type: 'string' } } });
  const [id] = positionals;
  if (id === undefined) throw fail('invalid_request', 'Name the flow: vaultflow export <flow id>');
  const flow = await client(context).call<FlowResource>('GET', `/api/flows/${encodeURIComponent(id)}`);
  const parsed = parseFlow(flow.document);
  const text = 'flow' in parsed ? writeFlow(parsed.flow) : `${JSON.stringify(flow.document, null, 2)}\n`;
  if (values.out === undefined) context.out(text);
  else writeFileSync(values.out, text);
  return 0;
};
