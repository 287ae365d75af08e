// A command on another machine over SSH, as nodes see it: one command, what goes into it, what came out. It is not resumed: the
// step waits for the command's end, at most its time limit. Types only.
import type { Json } from './json.ts';

export interface SshCommand {
  /** Run by the other machine's own shell, as it is. Values belong into `input`, never in here. */
  readonly command: string;
  /** Written to the command's standard input; secret handles inside are opened at the socket. JSON is sent as one line. */
  readonly input?: Json;
  /** Milliseconds until the command is given up, at most an hour; default 5 minutes. */
  readonly timeout?: number;
}

export interface SshAnswer {
  /** Null: the command was ended by a signal. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** At most 8 MB. */
  readonly stdout: string;
  /** Its last 64 KB. */
  readonly stderr: string;
  /** True: it went to the practice inbox instead of out. */
  readonly practice?: boolean;
}

export interface SshCapability {
  /** Where commands go, for messages: `backup@srv-branch-01:22`. */
  target(): Promise<string>;
  run(command: SshCommand): Promise<SshAnswer>;
}
