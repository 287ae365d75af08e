// The doors of a process: the one that people and other systems come in by, over TLS where that is set, and, where that one is open to
// others, one on loopback for the command line of this machine. What is behind them is not decided here.
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Logger } from 'pino';
import { fail } from '../nodes/kit/errors.ts';
import { isLoopback, tlsOptions } from './security/binding.ts';
import type { Settings } from './settings.ts';

const patience = { requestTimeout: 60_000, headersTimeout: 15_000, keepAliveTimeout: 30_000 };

export interface Doors {
  readonly server: Server;
  /** Where the command line of this machine, and where a browser on it, finds the process. */
  open(): Promise<{ readonly local: string; readonly own: string }>;
  /** Lets nobody else in. Done when everybody has left. */
  close(): Promise<unknown>;
  /** Shows out whoever is still there. */
  clear(): void;
}

/** `web`: whether people come to this process; else it only says how it is. */
export function createDoors(settings: Settings, app: RequestListener, web: boolean, log: Logger): Doors {
  const { tls, host } = settings.binding;
  const face = web ? app : withoutPeople(app);
  const server: Server = tls ? createTlsServer({ ...patience, ...tlsOptions(tls) }, face) : createServer(patience, face);
  // The command line needs no certificate for a name that is not the machine's.
  const beside = tls || !isLoopback(host) ? createServer(patience, app) : null;
  const all = beside ? [server, beside] : [server];
  return {
    server,
    async open() {
      await listen(server, settings, log);
      if (beside) await listenBeside(beside);
      const local = `http://127.0.0.1:${portOf(beside ?? server)}`;
      return { local, own: tls ? `https://localhost:${portOf(server)}` : local };
    },
    close() {
      const closed = all.map((one) => new Promise((resume) => one.close(resume)));
      for (const one of all) one.closeIdleConnections();
      return Promise.all(closed);
    },
    clear() {
      for (const one of all) one.closeAllConnections();
    },
  };
}

const portOf = (server: Server): number => (server.address() as { readonly port: number }).port;

/** A process that only advances runs says how it is, and nothing else. */
const withoutPeople =
  (app: RequestListener): RequestListener =>
  (request, response) => {
    if (/^\/(api\/health|metrics)\b/.test(request.url ?? '')) return app(request, response);
    response.writeHead(404, { 'content-type': 'text/plain' }).end('This process has the role worker: ask one with the role web.\n');
  };

const listenBeside = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

function listen(server: Server, settings: Settings, log: Logger): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      const what = settings.portGiven ? 'Choose another PORT.' : 'Is Vaultflow running already? Otherwise set PORT to another one.';
      reject(fail('conflict', `Port ${settings.port} is taken. ${what}`));
    });
    server.listen(settings.port, settings.binding.host, () => {
      server.on('error', (error) => log.error({ err: error }, 'server error'));
      resolve();
    });
  });
}
