// The capabilities a node's run() gets: the only ways out. Types only; server/services makes them real and refuses a
// request stronger than the step's effect.
import type { AzureBackup } from './capabilities-azure.ts';
import type { PostgresCapability } from './capabilities-postgres.ts';
import type { SshCapability } from './capabilities-ssh.ts';
import type { Json } from './json.ts';
import type { SecretHandle } from './secret-handle.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute https or http URL. May be empty when the connection holds the URL (Teams, Slack). */
  readonly url: string;
  /** Added to the URL. A secret belongs here or into a header, never into the URL. */
  readonly query?: { readonly [name: string]: string | SecretHandle };
  readonly headers?: { readonly [name: string]: string | SecretHandle };
  /** JSON, or a string sent as it is. Handles of secrets in it are opened on the way out. */
  readonly body?: Json;
  /** Milliseconds, at most 60,000. */
  readonly timeout?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** Parsed when the answer is JSON, else text. At most 8 MB. */
  readonly body: Json;
  /** True: it went to the practice inbox instead of out. */
  readonly practice?: boolean;
}

export interface HttpCapability {
  request(request: HttpRequest): Promise<HttpAnswer>;
}

interface MailMessage {
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

export interface MailCapability {
  send(message: MailMessage): Promise<{ readonly messageId: string; readonly practice?: boolean }>;
}

/** A short message to people in a channel. How Teams and Slack want it is the service's business. */
export interface ChannelMessage {
  /** Only when no connection holds the address. */
  readonly url?: string;
  readonly flavour?: 'teams' | 'slack' | 'generic';
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly severity: 'info' | 'good' | 'warning' | 'bad';
  /** For `generic`: sent instead of `{ title, text, severity }`. */
  readonly body?: Json;
}

export interface MessagesCapability {
  post(message: ChannelMessage): Promise<HttpAnswer>;
}

export interface FlowsCapability {
  /** Starts a run of another flow; its id follows from this step, so asking twice starts one run. */
  start(flowId: string, inputs: { readonly [name: string]: Json }): Promise<{ readonly runId: string }>;
  /** Has this step's child run been accepted? */
  started(): Promise<{ readonly runId: string } | null>;
  /** Name of the event that its end delivers; payload `{ status, output, error }`. */
  endEvent(runId: string): string;
  list(): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

export interface CallbacksCapability {
  /** The address of a step's callback: a pure function of what is given, and known to nobody else. `byLink`: a GET is an answer. */
  address(of: { readonly runId: string; readonly key: string; readonly byLink: boolean; readonly secret?: SecretHandle }): string;
}

export interface CodeCapability {
  /** Runs JavaScript in a sandbox: `input` is visible as `input`, the value of `return` comes back. */
  run(
    source: string,
    input: Json,
    limits: { readonly timeoutMs: number; readonly memoryMb: number; readonly now: number; readonly seed: string },
  ): Promise<{ readonly value: Json; readonly logs: readonly string[] }>;
}

export interface SecretsCapability {
  /**
   * A handle for one version of a Key Vault's secret (`https://name.vault.azure.net/secrets/db-password/<version>`). It is opened
   * with this step's own Azure connection, whatever step uses it later; its value is never part of a result.
   */
  keyVault(versionUrl: string): Promise<SecretHandle>;
  /**
   * A handle for the security PIN of a Recovery Services vault. A PIN is valid for five minutes, so each opening creates one, with this
   * step's own Azure connection.
   */
  securityPin(vaultId: string): Promise<SecretHandle>;
}

interface MemoryCapability {
  read(name: string): Json;
}

export interface Capabilities {
  readonly azure: AzureBackup;
  readonly http: HttpCapability;
  readonly mail: MailCapability;
  readonly messages: MessagesCapability;
  readonly ssh: SshCapability;
  readonly postgres: PostgresCapability;
  readonly flows: FlowsCapability;
  readonly callbacks: CallbacksCapability;
  readonly code: CodeCapability;
  readonly memory: MemoryCapability;
  readonly secrets: SecretsCapability;
}
