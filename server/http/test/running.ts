// Starts the whole server, as the product does, on a port of the system's choice and an empty data folder. Every answer is
// checked against its schema.
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Options, type Running, startServer } from '../../main.ts';
import { readSettings } from '../../settings.ts';

export const TOKEN = 'a-bearer-token-for-tests';

export interface Answer<T = Record<string, never>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

export interface TestServer {
  readonly running: Running;
  readonly data: string;
  /** A call with the owner's bearer token. Loosely typed: tests look at what came. */
  // biome-ignore lint/suspicious/noExplicitAny: the answer's schema was checked by the server
  api<T = any>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  /** A call exactly as given: no token, any body. */
  raw(method: string, path: string, init?: { body?: string | Uint8Array; headers?: Record<string, string> }): Promise<Answer>;
  /** Stops it and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestServer(env: Record<string, string> = {}, options: Options = {}): Promise<TestServer> {
  const data = mkdtempSync(join(tmpdir(), 'vaultflow-test-'));
  const settings = () => ({
    // No backups by themselves: tests that move the clock by days would make one for each hour.
    ...readSettings({ VAULTFLOW_DATA: data, VAULTFLOW_TOKEN: TOKEN, VAULTFLOW_LOG: 'fatal', VAULTFLOW_BACKUP_KEEP: '0', ...env }),
    port: 0,
  });
  let running = await startServer(settings(), { checkAnswers: true, ...options });

  /** Not fetch: it would refuse to send a wrong Host, Origin or content length. */
  const raw: TestServer['raw'] = (method, path, { body, headers = {} } = {}) =>
    new Promise((resolve, reject) => {
      const { port } = running.server.address() as { port: number };
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const call = httpRequest({ host: '127.0.0.1', port, method, path, headers: { ...length, ...headers }, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const pairs = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as [string, string]);
          resolve({ status: response.statusCode ?? 0, headers: new Headers(pairs), text, body: jsonOf(text) });
        });
        response.on('error', reject);
      });
      call.on('error', reject);
      call.end(body);
    });

  return {
    get running() {
      return running;
    },
    data,
    raw,
    api: (method, path, body, headers = {}) =>
      raw(method, path, {
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      }) as Promise<Answer<never>>,
    async restart() {
      await running.stop();
      running = await startServer(settings(), { checkAnswers: true, ...options });
    },
    async stop() {
      await running.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function jsonOf(text: string): Record<string, never> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

type Node = { id: string; type: string; params?: unknown; connection?: string; parent?: string; settings?: unknown };

/** A small flow: nodes in a row, joined by their first port. */
export function flowOf(nodes: readonly Node[], more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    format: 1,
    name: 'Test flow',
    nodes: nodes.map((node, index) => ({ version: 1, position: { x: index * 240, y: 0 }, params: {}, ...node })),
    edges: nodes.slice(1).map((node, index) => ({ from: nodes[index]?.id, port: 'done', to: node.id })),
    ...more,
  };
}

export const manual: Node = { id: 'start', type: 'core.manual' };
