// The command line: reads the arguments, calls one command, turns a refusal into a sentence and an exit code. Commands that talk
// to a server load nothing of the server.
import { failureOf } from '../nodes/kit/errors.ts';
import type { Command } from './cli/command.ts';
import { usage, usageOf, usages } from './cli/usage.ts';

const commands: { readonly [name in keyof typeof usages]: () => Promise<Command> } = {
  serve: async () => (await import('./cli/serve.ts')).serve,
  link: async () => (await import('./cli/link.ts')).link,
  run: async () => (await import('./cli/run.ts')).run,
  validate: async () => (await import('./cli/validate.ts')).validate,
  test: async () => (await import('./cli/test.ts')).test,
  export: async () => (await import('./cli/export.ts')).exportFlow,
  import: async () => (await import('./cli/import.ts')).importFile,
  flows: async () => (await import('./cli/flows.ts')).flows,
  runs: async () => (await import('./cli/runs.ts')).runs,
  logs: async () => (await import('./cli/logs.ts')).logs,
  audit: async () => (await import('./cli/audit.ts')).audit,
  'rotate-key': async () => (await import('./cli/rotate-key.ts')).rotateKey,
  backup: async () => (await import('./cli/backup.ts')).backup,
  restore: async () => (await import('./cli/restore.ts')).restore,
  migrate: async () => (await import('./cli/migrate.ts')).migrate,
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
  if (!isCommand(name)) {
    const near = nearest(name);
    context.err(`There is no command “${name}”.${near ? ` Did you mean “${near}”?` : ''} vaultflow help lists all.\n`);
    process.exitCode = 2;
    return;
  }
  if (rest.some((argument) => argument === '--help' || argument === '-h')) {
    context.out(usageOf(name));
    return;
  }
  try {
    const command = await commands[name]();
    process.exitCode = await command(rest, context);
  } catch (error) {
    const exitCode = exitCodeOf(error);
    // Node says at length how to write what nobody meant.
    const says = failureOf(error).message.replace(/\. To specify a positional argument.*$/s, '.');
    context.err(`${says}${exitCode === 2 ? `\nvaultflow ${name} --help says what it takes.` : ''}\n`);
    process.exitCode = exitCode;
  }
}

/** 2: called wrongly; 3: no server answers; 1: everything else that went wrong. Scripts rely on these. */
function exitCodeOf(error: unknown): number {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')) return 2;
  const { code: failed } = failureOf(error);
  return failed === 'invalid_request' ? 2 : failed === 'network' ? 3 : 1;
}

/** The command that begins like it, if there is one only. */
function nearest(name: string): string | null {
  const near = Object.keys(usages).filter(
    (known) => known.startsWith(name.slice(0, 3)) || known.replace(/s$/, '') === name.replace(/s$/, ''),
  );
  return near.length === 1 ? (near[0] ?? null) : null;
}

const isCommand = (name: string): name is keyof typeof usages => Object.hasOwn(usages, name);
