// The simulator as a process of its own, over TLS: real Azure's place in tests that must survive a kill of the server.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly clientRequestId: string | null;
  readonly status: number;
}

export interface SimulatorProcess {
  readonly origin: string;
  readonly ca: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly subscriptionId: string;
  /** Its durable log, oldest first. */
  requests(): Promise<LoggedRequest[]>;
  faults(rules: readonly unknown[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startSimulator(...options: string[]): Promise<SimulatorProcess> {
  const data = mkdtempSync(join(tmpdir(), 'vaultflow-azure-'));
  const child: ChildProcess = spawn(process.execPath, ['simulator/main.ts', '--port', '0', '--data', data, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<{
    origin: string;
    tenantId: string;
    subscriptionId: string;
    clientId: string;
    clientSecret: string;
    ca: string;
  }>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(JSON.parse(text.slice(0, text.indexOf('\n'))));
    });
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
  });
  const ca = readFileSync(said.ca, 'utf8');
  const call = <T>(method: string, path: string, body?: unknown) =>
    new Promise<T>((resolve, reject) => {
      const asked = request(new URL(path, said.origin), { method, ca, headers: { 'content-type': 'application/json' } }, (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve((text === '' ? null : JSON.parse(text)) as T));
      });
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    ...said,
    ca,
    requests: async () => (await call<{ value: LoggedRequest[] }>('GET', '/_simulator/requests')).value,
    faults: (rules) => call('POST', '/_simulator/faults', rules),
    async stop() {
      if (child.exitCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      }
      rmSync(data, { recursive: true, force: true });
    },
  };
}
