// The outside world of an example: a real HTTP server on the loopback that gives the answers of `given.http`, and a small real
// SMTP server that keeps what it is sent.
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import type { ExampleGiven } from '../kit/define.ts';
import type { Json } from '../kit/json.ts';

export interface Outside {
  /** The example's URLs, led to the loopback server. */
  led<T extends Json>(value: T): T;
  readonly allow: string;
  readonly requests: readonly {
    readonly method: string;
    readonly url: string;
    readonly body: string;
    readonly headers: NodeJS.Dict<string | string[]>;
  }[];
  close(): Promise<void>;
}

export async function openOutside(http: ExampleGiven['http']): Promise<Outside> {
  const requests: { method: string; url: string; body: string; headers: NodeJS.Dict<string | string[]> }[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = `https:/${request.url ?? ''}`;
    requests.push({ method: request.method ?? '', url, body: Buffer.concat(parts).toString(), headers: request.headers });
    const answer = http?.[`${request.method} ${url}`];
    if (!answer)
      return response.writeHead(500, { 'content-type': 'text/plain' }).end(`the example has no answer for ${request.method} ${url}`);
    const text = typeof answer.body === 'string';
    response.writeHead(answer.status, { 'content-type': text ? 'text/plain' : 'application/json', ...answer.headers });
    response.end(answer.body === null ? '' : text ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    led: (value) => JSON.parse(JSON.stringify(value).replaceAll(/https:\/\/([a-z.-]+\.example\.com)/g, `http://127.0.0.1:${port}/$1`)),
    allow: `127.0.0.1:${port}`,
    requests,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

export interface MailSink {
  readonly port: number;
  readonly messages: readonly string[];
  close(): Promise<void>;
}

/** Takes every mail except those to `refused@`. */
export async function openMailSink(): Promise<MailSink> {
  const messages: string[] = [];
  const server = createTcpServer((socket) => converse(socket, messages));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: (server.address() as AddressInfo).port, messages, close: () => new Promise((closed) => server.close(() => closed())) };
}

function converse(socket: Socket, messages: string[]): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let rest = '';
  let mail: string[] | null = null;
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    rest += data.toString();
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (mail && line === '.') {
        messages.push(mail.join('\n'));
        mail = null;
        say('250 2.0.0 taken');
      } else if (mail) mail.push(line.replace(/^\./, ''));
      else if (/^EHLO|^HELO/i.test(line)) say('250 sink');
      else if (/^RCPT TO:<refused@/i.test(line)) say('550 5.1.1 no such person');
      else if (/^DATA/i.test(line)) {
        mail = [];
        say('354 go on');
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
      else say('250 ok');
    }
  });
  say('220 sink ready');
}
