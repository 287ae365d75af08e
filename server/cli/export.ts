// `vaultflow export`: drafts as files for git, in their one stable form. One flow is printed or written to a file; many go into a
// folder, as they lie in the library, their samples and tests beside them. They hold no secret and no connection.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import { type SamplesFile, samplesFileOf, writeSamples } from '../../nodes/kit/testing/samples-file.ts';
import type { FlowResource, FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { type Client, client } from './client.ts';
import type { Command } from './command.ts';
import { flowText, writeInto } from './flow-files.ts';

export const exportFlow: Command = async (args, context) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { out: { type: 'string' }, all: { type: 'boolean' }, to: { type: 'string' } },
  });
  if (values.all) {
    if (values.to === undefined || positionals.length > 0)
      throw fail('invalid_request', 'Name the folder and no flow: vaultflow export --all --to <folder>');
    return exportAll(values.to, client(context), context.out);
  }
  const [id, ...more] = positionals;
  if (id === undefined) throw fail('invalid_request', 'Name the flow: vaultflow export <flow id>, or vaultflow export --all --to <folder>');
  if (more.length > 0 && values.to === undefined) throw fail('invalid_request', 'Of many flows name the folder too: --to <folder>');
  const server = client(context);
  if (values.to !== undefined) {
    const taken = new Set<string>();
    for (const one of positionals) for (const path of await write(server, one, values.to, taken)) context.out(`${path}\n`);
    return 0;
  }
  const text = flowText(await read(server, id));
  if (values.out === undefined) context.out(text);
  else {
    writeFileSync(values.out, text);
    const beside = await readBeside(server, id);
    if (Object.keys(beside.samples).length + beside.tests.length > 0) writeFileSync(samplesFileOf(values.out), writeSamples(beside));
  }
  return 0;
};

const at = (id: string) => `/api/flows/${encodeURIComponent(id)}`;
const read = (server: Client, id: string) => server.call<FlowResource>('GET', at(id));
const readBeside = (server: Client, id: string) => server.call<SamplesFile>('GET', `${at(id)}/samples-file`);

async function write(server: Client, id: string, folder: string, taken: Set<string>): Promise<readonly string[]> {
  const flow = await read(server, id);
  return writeInto(folder, flow, await readBeside(server, id), taken);
}

/** In the order of their making, so that a second export gives the same files their names. */
async function exportAll(folder: string, server: Client, out: (text: string) => void): Promise<number> {
  const all: FlowSummary[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: FlowSummary[]; next: string | null } = await server.call(
      'GET',
      `/api/flows?limit=200&cursor=${cursor}`.replace(/&cursor=$/, ''),
    );
    all.push(...page.items);
    cursor = page.next;
  }
  const taken = new Set<string>();
  const sorted = all.toSorted((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? -1 : 1));
  for (const { id } of sorted) for (const path of await write(server, id, folder, taken)) out(`${path}\n`);
  return 0;
}
