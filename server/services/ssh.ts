// Commands over SSH. The host's address is checked like every other way out, its key must have the fingerprint that the
// connection names, and a practice run never leaves the house. Until the command has begun every failure is a clear refusal;
// after that only its end is an answer. It opens no shell, forwards nothing and uses no agent.
import { createHash } from 'node:crypto';
import type { Client, ConnectConfig } from 'ssh2';
import type { SshAnswer, SshCapability, SshCommand } from '../../nodes/kit/capabilities-ssh.ts';
import type { SshConnection } from '../../nodes/kit/connection-kinds.ts';
import type { Effect } from '../../nodes/kit/define.ts';
import { type FailureError, fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { guardEffect } from './effect-guard.ts';
import type { Egress } from './egress.ts';
import type { Outbox } from './practice.ts';
import { demandSecondLook, lookedAt, type SecondLook } from './second-look.ts';
import { type StepSecrets, sendOpened } from './secrets.ts';

interface SshDeps {
  readonly egress: Egress;
  readonly outbox: Outbox;
  readonly effect: Effect;
  readonly signal: AbortSignal;
  readonly secrets: StepSecrets['open'];
  readonly look?: SecondLook | null;
  /** Null: the step has no connection, which is enough to practise with. */
  connection(): Promise<SshConnection | null>;
}

const maxOutput = 8 * 1024 * 1024;
const maxComplaints = 64 * 1024;
const longest = 3_600_000;

export function createSsh({ egress, outbox, effect, signal, secrets, look = null, connection }: SshDeps): SshCapability {
  return {
    async target() {
      const server = await connection();
      return server ? nameOf(server) : 'the practice inbox';
    },
    async run(command) {
      guardEffect(effect, 'write', 'run a command over SSH');
      const server = await connection();
      const letter = {
        kind: 'ssh',
        to: server ? nameOf(server) : 'ssh',
        subject: command.command.slice(0, 200),
        body: command.input ?? null,
      } as const;
      if (await outbox.divert(letter, server ? `${server.host}:${server.port}` : '')) return practised;
      if (!server) throw fail('binding_missing', 'This step needs a connection of the kind SSH.', { refused: true });
      const body = { command: command.command, input: command.input ?? null };
      await lookedAt(look, () =>
        demandSecondLook({ method: 'SSH', url: `ssh://${nameOf(server)}`, body, does: 'write', declared: effect }),
      );
      return sendOpened(secrets, command.input ?? null, async (input) => {
        const client = await open(egress, server, signal);
        try {
          return await execute(client, server, { ...command, text: textOf(input) }, signal);
        } finally {
          client.end();
        }
      });
    },
  };
}

/** Used by the connection's test: signs in and runs nothing. */
export async function verifySsh(egress: Egress, server: SshConnection, signal: AbortSignal): Promise<void> {
  (await open(egress, server, signal)).end();
}

const practised: SshAnswer = { exitCode: 0, signal: null, stdout: '', stderr: '', practice: true };
const nameOf = ({ user, host, port }: SshConnection): string => `${user}@${host}:${port}`;
const textOf = (input: Json): string => (input === null ? '' : typeof input === 'string' ? input : `${JSON.stringify(input)}\n`);

const plain = (fingerprint: string): string => fingerprint.replace(/=+$/, '');

/** A client that is signed in to a host whose key is the right one. */
async function open(egress: Egress, server: SshConnection, signal: AbortSignal): Promise<Client> {
  if (!server.password && !server.privateKey)
    throw fail('connection_invalid', 'The SSH connection has neither a password nor a private key.', { refused: true });
  const address = await egress.address(server.host, server.port, 'ssh');
  const { default: ssh2 } = await import('ssh2');
  const client = new ssh2.Client();
  let shown: string | null = null;
  const settings: ConnectConfig = {
    host: address,
    port: server.port,
    username: server.user,
    hostVerifier: (key: Buffer) => {
      shown = `SHA256:${createHash('sha256').update(key).digest('base64')}`;
      return plain(shown) === plain(server.fingerprint);
    },
    readyTimeout: 20_000,
    keepaliveInterval: 15_000,
    keepaliveCountMax: 4,
    ...(server.password ? { password: server.password, tryKeyboard: true } : {}),
    ...(server.privateKey ? { privateKey: server.privateKey } : {}),
    ...(server.privateKey && server.passphrase ? { passphrase: server.passphrase } : {}),
  };
  return new Promise((opened, refuse) => {
    const stop = () => {
      client.destroy();
      refuse(fail('cancelled', 'The step was cancelled before the command began.', { refused: true }));
    };
    signal.addEventListener('abort', stop, { once: true });
    client
      .on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) => answer(prompts.map(() => server.password ?? '')))
      .on('ready', () => {
        signal.removeEventListener('abort', stop);
        opened(client);
      })
      .on('error', (error: Error & { readonly level?: string }) => {
        signal.removeEventListener('abort', stop);
        client.destroy();
        refuse(signInFailure(error, server, shown));
      });
    if (signal.aborted) return stop();
    try {
      client.connect(settings);
    } catch (error) {
      // The library reads the private key while it connects.
      refuse(signInFailure(error as Error, server, null));
    }
  });
}

function signInFailure(error: Error & { readonly level?: string }, server: SshConnection, shown: string | null): FailureError {
  const more = { cause: error.message, refused: true } as const;
  if (shown !== null && plain(shown) !== plain(server.fingerprint))
    return fail('connection_invalid', `${server.host} showed another host key than the connection names.`, {
      ...more,
      cause: `Its fingerprint is ${plain(shown)}.`,
      advice: ['Find out on the host itself whether its key was changed, then put the new fingerprint into the connection.'],
    });
  if (error.level === 'client-authentication')
    return fail('connection_invalid', `${server.host} did not accept the user name, password or key of ${server.user}.`, more);
  if (/private ?key|passphrase/i.test(error.message))
    return fail('connection_invalid', 'The private key of the SSH connection cannot be read.', more);
  return fail('network', `${server.host}:${server.port} could not be reached over SSH.`, more);
}

interface Execution extends SshCommand {
  readonly text: string;
}

function execute(client: Client, server: SshConnection, { command, text, timeout }: Execution, signal: AbortSignal): Promise<SshAnswer> {
  const limit = Math.min(timeout ?? 300_000, longest);
  return new Promise((done, broken) => {
    let began = false;
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    let size = 0;
    let ended: { readonly exitCode: number | null; readonly signal: string | null } | null = null;
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      settle();
    };
    const give = (message: string) => finish(() => broken(fail('unanswered', message, { unanswered: true })));
    const stop = () => {
      client.destroy();
      give(`The command on ${server.host} was given up before it ended.`);
    };
    const timer = setTimeout(() => {
      client.destroy();
      finish(() =>
        broken(
          fail('timed_out', `The command on ${server.host} did not end within ${Math.round(limit / 1000)} seconds.`, { unanswered: true }),
        ),
      );
    }, limit);
    signal.addEventListener('abort', stop, { once: true });
    const lost = () => (began ? give(`The connection to ${server.host} ended before the command did.`) : undefined);
    client.on('close', lost).on('error', lost);
    client.exec(command, { env: {} }, (error, stream) => {
      if (error)
        return finish(() => broken(fail('network', `${server.host} did not take the command.`, { cause: error.message, refused: true })));
      began = true;
      stream
        .on('data', (part: Buffer) => {
          size += part.length;
          if (size <= maxOutput) output.push(part);
        })
        .on('exit', (code: number | null, name?: string) => {
          ended = { exitCode: code, signal: name ?? null };
        })
        .on('close', () => {
          if (!ended) return give(`The connection to ${server.host} ended before the command did.`);
          if (size > maxOutput) return finish(() => broken(fail('output_too_large', 'The command wrote more than 8 MB.')));
          const answer = { ...ended, stdout: utf8(output), stderr: utf8(complaints).slice(-maxComplaints) };
          finish(() => done(answer));
        });
      stream.stderr.on('data', (part: Buffer) => complaints.push(part));
      stream.end(text);
    });
  });
}

const utf8 = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8');
