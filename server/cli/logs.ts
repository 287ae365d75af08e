// `vaultflow logs <run id>`: what a run did, step by step, with what its steps logged and how failed ones failed.
import { parseArgs } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import type { LogLine, Run, Step } from '../../nodes/kit/records.ts';
import { type Client, client } from './client.ts';
import type { Command } from './command.ts';

export function stepLine({ status, key, startedAt, endedAt, error, says }: Step): string {
  const took = startedAt && endedAt ? `${((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000).toFixed(1)} s` : '';
  const why = error ? `  ${error.message}${error.azure ? ` (${error.azure.code})` : ''}` : says ? `  ${says}` : '';
  return `${status.padEnd(15)} ${took.padStart(8)}  ${key}${why}\n`;
}

async function allSteps(server: Client, runId: string): Promise<Step[]> {
  const steps: Step[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: Step[]; next: string | null } = await server.call(
      'GET',
      `/api/runs/${encodeURIComponent(runId)}/steps?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    steps.push(...page.items);
    cursor = page.next;
  }
  return steps;
}

export const logs: Command = async (args, context) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean' } } });
  const [id] = positionals;
  if (id === undefined) throw fail('invalid_request', 'Name the run: vaultflow logs <run id>');
  const server = client(context);
  const run = await server.call<Run>('GET', `/api/runs/${encodeURIComponent(id)}`);
  const steps = await allSteps(server, run.id);
  const lines = await Promise.all(
    steps.map(async (step) => {
      const path = `/api/runs/${encodeURIComponent(run.id)}/steps/${encodeURIComponent(step.key)}/log`;
      return { step, log: (await server.call<{ items: LogLine[] }>('GET', path)).items };
    }),
  );
  if (values.json) {
    context.out(`${JSON.stringify({ run, steps: lines }, null, 2)}\n`);
    return 0;
  }
  context.out(`#${run.number} ${run.flowName}: ${run.status}${run.message ? `, ${run.message}` : ''}\n`);
  for (const { step, log } of lines) {
    context.out(stepLine(step));
    for (const line of log) context.out(`    ${line.at}  ${line.level}  ${line.message}\n`);
  }
  return 0;
};
