// `vaultflow flows`: the flows of the server, one a line: how each stands, how its newest run went, when it starts next.
import { parseArgs } from 'node:util';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { client } from './client.ts';
import type { Command } from './command.ts';

const options = {
  q: { type: 'string' },
  folder: { type: 'string' },
  tag: { type: 'string' },
  state: { type: 'string' },
  sort: { type: 'string' },
  archived: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const stands = ({ archivedAt, publishedVersion, enabled }: FlowSummary): string =>
  archivedAt !== null ? 'archived' : publishedVersion === null ? 'not published' : enabled ? 'armed' : 'switched off';

export const flows: Command = async (args, context) => {
  const { values } = parseArgs({ args: [...args], options });
  const { json, archived, ...asked } = values;
  const server = client(context);
  const query = new URLSearchParams({ limit: '200', sort: 'name', ...asked, ...(archived ? { archived: 'true' } : {}) });
  const found: FlowSummary[] = [];
  for (let more = true; more; ) {
    const page = await server.call<{ items: FlowSummary[]; next: string | null }>('GET', `/api/flows?${query}`);
    found.push(...page.items);
    more = page.next !== null;
    if (page.next !== null) query.set('cursor', page.next);
  }
  if (json) {
    context.out(`${JSON.stringify(found, null, 2)}\n`);
    return 0;
  }
  for (const flow of found) {
    const last = flow.lastRuns.at(-1);
    const run = last ? `${last.status}${last.failures > 0 ? ` (${last.failures} failed)` : ''} ${last.at}` : 'not run yet';
    const next = flow.trigger?.next ? `  next ${flow.trigger.next}` : '';
    const name = flow.folder === '' ? flow.name : `${flow.folder}/${flow.name}`;
    context.out(
      `${flow.id}  ${stands(flow).padEnd(13)}  ${run.padEnd(36)}${next}  ${name}${flow.tags.map((tag) => ` #${tag}`).join('')}\n`,
    );
  }
  if (found.length === 0) context.err('No flow fits.\n');
  return 0;
};
