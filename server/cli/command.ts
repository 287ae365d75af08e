// What a command is: arguments in, exit code out. It writes where it is told to, so that a test can read along.
export interface CommandContext {
  readonly env: { readonly [name: string]: string | undefined };
  out(text: string): void;
  err(text: string): void;
}

export type Command = (args: readonly string[], context: CommandContext) => Promise<number>;
