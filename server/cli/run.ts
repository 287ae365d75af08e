// `vaultflow run`: by id on a server, or a file right here without one. Exit code 0 means accepted, or with --wait (and for a
// file always): succeeded.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { Run } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import type { FlowResource } from '../../nodes/kit/wire/flows.ts';
import type { Accepted } from '../../nodes/kit/wire/runs.ts';
import { client } from './client.ts';
import type { Command, CommandContext } from './command.ts';

/** `name=value`; the value is JSON where it reads as JSON, else text. */
export function readInputs(given: readonly string[]): { [name: string]: Json } {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw fail('invalid_request', `--input ${text}: write it as name=value.`);
      const value = text.slice(at + 1);
      try {
        return [text.slice(0, at), JSON.parse(value) as Json];
      } catch {
        return [text.slice(0, at), value];
      }
    }),
  );
}

/** `name=VARIABLE`: a value that stands in no list of processes and no history of a shell. */
function readSecrets(given: readonly string[], env: CommandContext['env']): { [name: string]: string } {
  return Object.fromEntries(
    given.map((text) => {
      const [name = '', variable = ''] = text.split('=');
      const value = env[variable];
      if (name === '' || variable === '') throw fail('invalid_request', `--secret ${text}: write it as name=VARIABLE.`);
      if (value === undefined) throw fail('invalid_request', `--secret ${name}: there is no environment variable ${variable}.`);
      return [name, value];
    }),
  );
}

const options = {
  input: { type: 'string', multiple: true },
  secret: { type: 'string', multiple: true },
  version: { type: 'string' },
  key: { type: 'string' },
  wait: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const run: Command = async (args, context) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [target] = positionals;
  if (target === undefined) throw fail('invalid_request', 'Name a flow: vaultflow run <flow id or file>');
  const inputs = { ...readInputs(values.input ?? []), ...readSecrets(values.secret ?? [], context.env) };
  if (existsSync(target)) {
    const { runFile } = await import('./run-file.ts');
    return runFile(target, inputs, values.json === true, context);
  }
  if (/\.json$/.test(target)) throw fail('not_found', `There is no file ${target}.`);
  return runOnServer(target, { inputs, ...(values.version === undefined ? {} : { version: versionOf(values.version) }) }, values, context);
};

function versionOf(text: string): 'draft' | number {
  if (text === 'draft') return text;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw fail('invalid_request', '--version is “draft” or a number.');
}

async function runOnServer(
  flowId: string,
  body: { readonly inputs: { readonly [name: string]: Json }; readonly version?: 'draft' | number },
  { key, wait, json }: { readonly key?: string | undefined; readonly wait?: boolean | undefined; readonly json?: boolean | undefined },
  context: CommandContext,
): Promise<number> {
  const server = client(context);
  if (body.version === undefined && !json) {
    const { publishedVersion } = await server.call<FlowResource>('GET', `/api/flows/${encodeURIComponent(flowId)}`);
    if (publishedVersion === null) context.err('The flow was never published: this runs its draft.\n');
  }
  const accepted = await server.call<Accepted>('POST', `/api/flows/${encodeURIComponent(flowId)}/runs`, body, {
    ...(wait ? { prefer: 'wait=60' } : {}),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  });
  let run = await server.call<Run & { result?: Json }>('GET', accepted.url);
  while (wait && !hasEnded(run.status)) {
    await new Promise((resume) => setTimeout(resume, 1_000));
    run = await server.call<Run & { result?: Json }>('GET', accepted.url);
  }
  if (json) context.out(`${JSON.stringify(wait ? run : accepted, null, 2)}\n`);
  else context.out(`run #${run.number} ${run.id}: ${run.status}${run.message ? `, ${run.message}` : ''}\n`);
  return wait && run.status !== 'succeeded' ? 1 : 0;
}
