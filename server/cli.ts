// The command line: reads the arguments, calls one command, turns a refusal into a sentence and an exit code. Commands that talk
// to a server load nothing of the server.
import { failureOf } from '../nodes/kit/errors.ts';
import type { Command } from './cli/command.ts';

const usage = `vaultflow <command>

  serve                       start the server and print the link to the editor
  link                        print a fresh link that signs a browser in
  run <flow id | file>        run a flow: by id on the server, a file right here (practice)
      --input name=value      an input; repeat for more        --wait         wait for the end
      --version draft|<n>     instead of the published one     --json         print JSON
  validate <file…>            check flow or template files
  export <flow id>            print a flow as a file           --out <file>
  import <file>               make a flow or template of a file
  runs                        list runs    --flow <id>  --status failed,…  --limit <n>  --json
  logs <run id>               what a run did, step by step     --json

  Commands that need a server find the one of this machine, or take VAULTFLOW_URL and VAULTFLOW_TOKEN.

Settings of the server, from the environment:
  PORT                    4680
  VAULTFLOW_DATA          folder of everything that is kept        ~/.vaultflow
  VAULTFLOW_TOKEN         an owner's bearer token for scripts      none
  VAULTFLOW_PUBLIC_URL    how people reach it behind a proxy       http://127.0.0.1:<port>
  VAULTFLOW_KEY_FILE      key for secrets at rest, 32 bytes base64 <data>/secrets.key
  VAULTFLOW_EGRESS_ALLOW  hosts and ports that are else blocked    none
  VAULTFLOW_KEEP_DAYS     days for which ended runs are kept       90 (0: for ever)
  VAULTFLOW_LOG           trace … error, silent; JSON on stderr    warn
`;

const commands: { readonly [name: string]: () => Promise<Command> } = {
  serve: async () => (await import('./cli/serve.ts')).serve,
  link: async () => (await import('./cli/link.ts')).link,
  run: async () => (await import('./cli/run.ts')).run,
  validate: async () => (await import('./cli/validate.ts')).validate,
  export: async () => (await import('./cli/export.ts')).exportFlow,
  import: async () => (await import('./cli/import.ts')).importFile,
  runs: async () => (await import('./cli/runs.ts')).runs,
  logs: async () => (await import('./cli/logs.ts')).logs,
};

export async function main(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  const context = {
    env: process.env,
    out: (text: string) => void process.stdout.write(text),
    err: (text: string) => void process.stderr.write(text),
  };
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    context.out(usage);
    return;
  }
  if (name === '--version' || name === '-v') {
    context.out(`${(await import('./version.ts')).version}\n`);
    return;
  }
  if (!Object.hasOwn(commands, name)) {
    context.err(`There is no command “${name}”.\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  try {
    const command = await (commands[name] as () => Promise<Command>)();
    process.exitCode = await command(rest, context);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    const usageError = typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
    context.err(`${failureOf(error).message}\n`);
    process.exitCode = usageError ? 2 : 1;
  }
}
