// Serves the simulator over TLS on loopback: turns Node's request into a Request and the Response back, and breaks the
// connection when the simulator says so. No logic of Azure here.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Simulator } from '../simulator.ts';
import { admin } from './admin.ts';
import type { Certificates } from './certificates.ts';

/** Requests of backup clients are small; a larger one is a mistake. */
const maxBody = 4 * 1024 * 1024;

async function bodyOf(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > maxBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) for (const one of value ?? []) headers.append(name, one);
  return headers;
}

async function answer(simulator: Simulator, incoming: IncomingMessage, outgoing: ServerResponse, port: number) {
  const body = await bodyOf(incoming);
  if (body === null) {
    outgoing.writeHead(413).end();
    return;
  }
  const method = incoming.method ?? 'GET';
  const origin = `https://${incoming.headers.host ?? `127.0.0.1:${port}`}`;
  const bare = method === 'GET' || method === 'HEAD' || body.length === 0;
  const request = new Request(new URL(incoming.url ?? '/', origin), {
    method,
    headers: headersOf(incoming),
    body: bare ? null : new Uint8Array(body),
  });
  const response = (await admin(simulator, request)) ?? (await simulator.handle(request));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

export interface Served {
  origin: string;
  port: number;
  close(): Promise<void>;
}

export async function serve(simulator: Simulator, certificates: Certificates, port: number): Promise<Served> {
  const { key, cert, ca } = certificates;
  const server: Server = createServer({ key, cert: `${cert.trim()}\n${ca}` }, (incoming, outgoing) => {
    // A broken connection is what a reset looks like from outside, and what a defect of ours must look like too.
    answer(simulator, incoming, outgoing, bound).catch(() => incoming.socket.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    origin: `https://127.0.0.1:${bound}`,
    port: bound,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
