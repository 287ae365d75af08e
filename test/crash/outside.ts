// The world outside the process that is killed: a server that counts every effect by the key of its step, tells later whether
// one happened, and hears which steps the journal has called finished. It is the only witness; nothing of it is in the journal.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Outside {
  readonly url: string;
  /** How often each step's call has arrived, and how often its effect was made. */
  readonly calls: Map<string, number>;
  readonly effects: Map<string, number>;
  /** Steps that the journal had called finished before they were called once more. */
  readonly repeated: string[];
  close(): void;
}

/** Milliseconds that an answer takes at most: long enough for a kill to fall between effect and answer. */
const slowest = 6;

export async function outside(random: () => number): Promise<Outside> {
  const calls = new Map<string, number>();
  const effects = new Map<string, number>();
  const finished = new Set<string>();
  const repeated: string[] = [];
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

  function act(what: string, key: string): unknown {
    if (what === 'finished') return finished.add(key).size;
    if (what === 'happened') return effects.has(key);
    count(calls, key);
    if (finished.has(key)) repeated.push(key);
    if (what === 'effect') count(effects, key);
    return true;
  }

  const server = createServer((request: IncomingMessage, response) => {
    const [, what = '', key = ''] = (request.url ?? '').split('/').map(decodeURIComponent);
    const pause = what === 'finished' || what === 'happened' ? 0 : random() * slowest;
    setTimeout(() => {
      const answer = JSON.stringify(act(what, key));
      setTimeout(() => response.end(answer), pause / 2);
    }, pause / 2);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    effects,
    repeated,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
