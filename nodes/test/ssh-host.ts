// A real SSH server on the loopback that knows a few commands by heart: what they write, how they end. `cat` gives back what it
// is given. It proves the way there, not a shell.
import { createHash, generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import type { ExampleGiven } from '../kit/define.ts';

export interface SshHost {
  readonly port: number;
  readonly fingerprint: string;
  readonly user: string;
  readonly password: string;
  close(): Promise<void>;
}

export async function openSshHost(commands: NonNullable<ExampleGiven['ssh']>): Promise<SshHost> {
  const [user, password] = ['backup', 'only-for-tests'];
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  const blob = (Array.isArray(parsed) ? parsed[0] : parsed).getPublicSSH();
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (asked) => {
      if (asked.method === 'password' && asked.username === user && asked.password === password) asked.accept();
      else asked.reject(['password']);
    });
    client.on('session', (accept) => {
      accept().on('exec', (take, refuse, { command }) => {
        const known = commands[command];
        if (!known) return refuse?.();
        const stream = take();
        const given: Buffer[] = [];
        const end = (output: string) => {
          if (output) stream.write(output);
          if (known.stderr) stream.stderr.write(known.stderr);
          stream.exit(known.exitCode ?? 0);
          stream.end();
        };
        if (command !== 'cat') return end(known.stdout ?? '');
        stream.on('data', (part: Buffer) => given.push(part));
        stream.on('end', () => end(Buffer.concat(given).toString()));
      });
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64')}`,
    user,
    password,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
