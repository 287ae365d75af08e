// A fleet as people run it: `vaultflow serve` several times, each with a data folder of its own, over one PostgreSQL of its own and,
// where asked for, one Redis. Machines are killed and frozen for real.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Run } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { databaseUrl, stopTestDatabases, testDatabase } from '../postgres.ts';
import { stopTestRedis, testRedis } from '../redis.ts';
import { openWitness, type Witness } from './witness.ts';

const TOKEN = 'a-bearer-token-for-scripts-in-tests';

export interface Machine {
  readonly origin: string;
  readonly pid: number;
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<{ status: number; body: never }>;
  /** Resolves when the process is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** What it has said on its error stream. */
  said(): string;
}

export interface Machines {
  readonly witness: Witness;
  start(roles?: string): Promise<Machine>;
  /** As the operator of the database does it. */
  sql<Row>(text: string, ...values: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openMachines(queue: 'PostgreSQL' | 'Redis'): Promise<Machines> {
  const witness = await openWitness();
  const database = databaseUrl(await testDatabase());
  const redis = queue === 'Redis' ? await testRedis({ own: true }) : null;
  const pool = new pg.Pool({ connectionString: database, max: 2 });
  pool.on('error', () => undefined);
  const key = randomBytes(32).toString('base64');
  const all = new Set<{ readonly child: ChildProcess; readonly data: string }>();

  async function start(roles = 'web,worker'): Promise<Machine> {
    const data = mkdtempSync(join(tmpdir(), 'vaultflow-fleet-'));
    const child = spawn(process.execPath, ['bin/vaultflow.js', 'serve'], {
      env: {
        ...process.env,
        PORT: '0',
        DATABASE_URL: database,
        ...(redis ? { REDIS_URL: redis.url } : { REDIS_URL: '' }),
        VAULTFLOW_ROLES: roles,
        VAULTFLOW_KEY: key,
        VAULTFLOW_DATA: data,
        VAULTFLOW_TOKEN: TOKEN,
        VAULTFLOW_EGRESS_ALLOW: `127.0.0.1:${witness.port}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    all.add({ child, data });
    let said = '';
    const gone = once(child, 'exit');
    const origin = await new Promise<string>((resolve, reject) => {
      let out = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
        const found = /(http:\/\/127\.0\.0\.1:\d+)/.exec(out);
        if (found) resolve(found[1] as string);
      });
      child.stderr.on('data', (chunk) => {
        said += chunk;
      });
      child.once('exit', (code) => reject(new Error(`a machine ended with ${code}: ${said}`)));
    });
    return {
      origin,
      pid: child.pid ?? 0,
      async api(method, path, body, headers = {}) {
        const answer = await fetch(origin + path, {
          method,
          headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as never };
      },
      async end(signal) {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill(signal);
        await gone;
      },
      freeze: () => void child.kill('SIGSTOP'),
      thaw: () => void child.kill('SIGCONT'),
      said: () => said,
    };
  }

  return {
    witness,
    start,
    sql: async (text, ...values) => (await pool.query(text, [...values])).rows,
    async close() {
      for (const { child, data } of all) {
        if (child.exitCode === null && child.signalCode === null) {
          const gone = once(child, 'exit');
          child.kill('SIGKILL');
          await gone;
        }
        rmSync(data, { recursive: true, force: true });
      }
      witness.close();
      await pool.end();
      await stopTestDatabases();
      await stopTestRedis();
    },
  };
}

const at = (x: number) => ({ position: { x, y: 0 }, version: 1 });

/** Calls the witness `steps` times, one after the other. */
export function chain(witness: Witness, { steps = 5, ms = 100, settings = {}, trigger = 'core.manual', params = {} } = {}) {
  const ids = Array.from({ length: steps }, (_, i) => `step${i}`);
  return {
    format: 1,
    name: `Chain of ${steps}`,
    nodes: [
      { id: 'start', type: trigger, ...at(0), params },
      ...ids.map((id, i) => ({
        id,
        type: 'http.request',
        ...at(300 * (i + 1)),
        params: { method: 'POST', url: witness.url, query: { run: '{{ run.id }}', step: i, ms }, safeToRepeat: true },
      })),
    ],
    edges: ids.map((id, i) => ({ from: i === 0 ? 'start' : (ids[i - 1] as string), port: 'done', to: id })),
    settings,
  };
}

export async function makeFlow(machine: Machine, document: object): Promise<string> {
  const made = await machine.api('POST', '/api/flows', { document });
  if (made.status !== 201) throw new Error(`the flow was not made: ${JSON.stringify(made.body)}`);
  return (made.body as { id: string }).id;
}

export async function startRun(machine: Machine, flowId: string): Promise<string> {
  const started = await machine.api('POST', `/api/flows/${flowId}/runs`, {});
  if (started.status !== 202) throw new Error(`the run was not accepted: ${started.status} ${JSON.stringify(started.body)}`);
  return (started.body as { runId: string }).runId;
}

export const runOf = async (machine: Machine, runId: string): Promise<Run> => (await machine.api('GET', `/api/runs/${runId}`)).body;

export async function until(what: () => boolean | Promise<boolean>, ms = 30_000, why = 'it'): Promise<void> {
  const end = Date.now() + ms;
  while (!(await what())) {
    if (Date.now() > end) throw new Error(`${why} did not come about within ${ms} ms`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

export async function allEnded(machine: Machine, ids: readonly string[], ms = 30_000): Promise<Run[]> {
  const ended = new Map<string, Run>();
  await until(
    async () => {
      const open = ids.filter((id) => !ended.has(id));
      for (const run of await Promise.all(open.map((id) => runOf(machine, id)))) if (hasEnded(run.status)) ended.set(run.id, run);
      return ended.size === ids.length;
    },
    ms,
    `the end of ${ids.length} runs`,
  );
  return ids.map((id) => ended.get(id) as Run);
}
