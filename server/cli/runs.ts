// `vaultflow runs`: the newest runs, one a line.
import { parseArgs } from 'node:util';
import type { Run } from '../../nodes/kit/records.ts';
import { client } from './client.ts';
import type { Command } from './command.ts';

const seconds = ({ startedAt, endedAt }: Run): string =>
  startedAt && endedAt ? `${((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000).toFixed(1)} s` : '';

export const runs: Command = async (args, context) => {
  const { values } = parseArgs({
    args: [...args],
    options: { flow: { type: 'string' }, status: { type: 'string' }, limit: { type: 'string' }, json: { type: 'boolean' } },
  });
  const query = new URLSearchParams({ limit: values.limit ?? '20' });
  if (values.flow !== undefined) query.set('flow', values.flow);
  if (values.status !== undefined) query.set('status', values.status);
  const { items } = await client(context).call<{ items: Run[] }>('GET', `/api/runs?${query}`);
  if (values.json) context.out(`${JSON.stringify(items, null, 2)}\n`);
  else
    for (const run of items)
      context.out(
        `#${run.number}  ${run.id}  ${run.status.padEnd(15)} ${run.world.padEnd(8)} ${run.createdAt}  ${seconds(run).padStart(8)}  ${run.flowName}${
          run.message ? `  ${run.message}` : ''
        }\n`,
      );
  return 0;
};
