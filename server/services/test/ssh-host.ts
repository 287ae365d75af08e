// For tests: a real SSH server on the loopback, with a key and users of its own. What a command does is the test's business.
import { createHash, generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2, { type ServerChannel } from 'ssh2';

export interface SshHost {
  readonly port: number;
  readonly fingerprint: string;
  /** Commands that were begun, with what came in. */
  readonly commands: { readonly command: string; input: string }[];
  readonly attempts: string[];
  close(): Promise<void>;
}

export type SshCommandHandler = (channel: ServerChannel, input: string, command: string) => void;

export async function openSshHost(users: { readonly [name: string]: string }, handle: SshCommandHandler): Promise<SshHost> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  const fingerprint = `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
  const commands: { command: string; input: string }[] = [];
  const attempts: string[] = [];
  const clients = new Set<{ end(): void }>();
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
    clients.add(client);
    client
      .on('authentication', (attempt) => {
        attempts.push(`${attempt.username} ${attempt.method}`);
        if (attempt.method === 'password' && users[attempt.username] === attempt.password) return attempt.accept();
        attempt.reject(['password']);
      })
      .on('session', (accept) => {
        accept().on('exec', (begin, _refuse, { command }) => {
          const channel = begin();
          const parts: Buffer[] = [];
          const entry = { command, input: '' };
          commands.push(entry);
          channel.on('data', (part: Buffer) => parts.push(part));
          channel.on('end', () => {
            entry.input = Buffer.concat(parts).toString('utf8');
            handle(channel, entry.input, command);
          });
        });
      })
      .on('error', () => undefined)
      .on('close', () => clients.delete(client));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    fingerprint,
    commands,
    attempts,
    close: () =>
      new Promise((closed) => {
        for (const client of clients) client.end();
        server.close(() => closed());
      }),
  };
}
