// HTTP from outside: trigger -> 10 effect-free nodes -> answer with the result, the run on disk (synchronous=FULL) before it is
// answered, beside an empty Express route under the same load. Server, floor and load generator are processes of their own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRow } from './row.ts';

const TOKEN = 'a-bearer-token-for-the-bench';
const SECONDS = 5;
const CONNECTIONS = 32;
const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', prefer: 'wait=10' };
const body = JSON.stringify({ inputs: { vault: 'vault-weu-prod' } });

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/** Resolves with the first URL that the process prints. */
async function started(args: readonly string[], env: Record<string, string> = {}): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    said += chunk;
    const url = /http:\/\/[^\s#]+/.exec(said)?.[0];
    if (url) return { child, url };
  }
  throw new Error(`${args.join(' ')} ended without printing a URL`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

interface Load {
  readonly perSecond: number;
  readonly p50: number;
  readonly wrong: number;
}

async function load(url: string, seconds = SECONDS): Promise<Load> {
  const tool = createRequire(import.meta.url).resolve('autocannon/autocannon.js');
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const child = spawn(process.execPath, [tool, '-j', '-c', `${CONNECTIONS}`, '-d', `${seconds}`, '-m', 'POST', ...given, '-b', body, url], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  const result = JSON.parse(text) as { requests: { average: number }; latency: { p50: number }; non2xx: number; errors: number };
  return { perSecond: result.requests.average, p50: result.latency.p50, wrong: result.non2xx + result.errors };
}

function tenNodes(): unknown {
  const sets = Array.from({ length: 9 }, (_, i) => ({
    id: `set${i}`,
    type: 'core.set',
    version: 1,
    position: { x: 240 * (i + 1), y: 0 },
    params: { values: { n: i === 0 ? '{{ inputs.vault }}' : `{{ steps.set${i - 1}.n }}`, sum: `{{ ${i} + 1 }}` } },
  }));
  const nodes = [
    { id: 'start', type: 'core.manual', version: 1, position: { x: 0, y: 0 }, params: {} },
    ...sets,
    { id: 'answer', type: 'core.respond', version: 1, position: { x: 2_600, y: 0 }, params: { body: '{{ steps.set8 }}' } },
  ];
  const edges = nodes.slice(1).map((node, i) => ({ from: nodes[i]?.id, port: 'done', to: node.id }));
  return { format: 1, name: 'Ten nodes', inputs: [{ name: 'vault', schema: { type: 'string' }, required: true }], nodes, edges };
}

async function api<T>(origin: string, path: string, sent: unknown): Promise<T> {
  const answer = await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify(sent) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Time of one run after another, answered with its result. */
async function oneByOne(url: string, count: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const from = performance.now();
    const answer = await fetch(url, { method: 'POST', headers, body });
    const { response } = (await answer.json()) as { response?: { body: { n: string } } };
    if (response?.body.n !== 'vault-weu-prod') throw new Error('a run answered something else');
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(count / 2)] as number;
}

async function coldStart(env: Record<string, string>, origin: string): Promise<{ ms: number; megabytes: number }> {
  const from = performance.now();
  const child = spawn(process.execPath, ['bin/vaultflow.js', 'serve'], { env: { ...process.env, ...env }, stdio: 'ignore' });
  let ms = 0;
  while (ms === 0) {
    const up = await fetch(`${origin}/api/health`).catch(() => null);
    if (up?.ok) ms = performance.now() - from;
    else await new Promise((resume) => setTimeout(resume, 5));
  }
  await new Promise((resume) => setTimeout(resume, 4_000));
  const resident = /VmRSS:\s+(\d+)/.exec(process.platform === 'linux' ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '')?.[1];
  await stop(child);
  return { ms, megabytes: Number(resident ?? Number.NaN) / 1_024 };
}

export async function httpBench(): Promise<BenchRow[]> {
  const data = mkdtempSync(join(tmpdir(), 'vaultflow-bench-'));
  const port = await freePort();
  const env = { VAULTFLOW_DATA: data, VAULTFLOW_TOKEN: TOKEN, PORT: String(port), VAULTFLOW_LOG: 'error' };
  const origin = `http://127.0.0.1:${port}`;
  await coldStart(env, origin);
  const cold = await coldStart(env, origin);

  const floor = await started(['test/bench/empty-express.ts']);
  await load(floor.url, 2);
  const empty = await load(floor.url);
  await stop(floor.child);

  const server = await started(['bin/vaultflow.js', 'serve'], env);
  const { id } = await api<{ id: string }>(origin, '/api/flows', { document: tenNodes() });
  await api(origin, `/api/flows/${id}/publish`, {});
  const url = `${origin}/api/flows/${id}/runs`;
  const single = await oneByOne(url, 300);
  await load(url, 2);
  const runs = await load(url);
  await stop(server.child);
  rmSync(data, { recursive: true, force: true });
  if (runs.wrong > 0) throw new Error(`${runs.wrong} requests were not answered with a result`);

  return [
    {
      name: `HTTP: trigger -> 10 nodes -> answer, durable (${CONNECTIONS} connections)`,
      value: runs.perSecond,
      unit: 'runs/s',
      floor: { name: 'empty Express route', value: empty.perSecond },
      ratio: runs.perSecond / empty.perSecond,
      goal: '>= 0.2, aiming at 0.3',
    },
    { name: 'HTTP: a single 10-step run, p50', value: single, unit: 'ms', goal: '<= 5 ms' },
    { name: 'cold start to first answer', value: cold.ms, unit: 'ms', goal: '<= 1000 ms' },
    { name: 'idle memory', value: cold.megabytes, unit: 'MB', goal: '<= 130 MB' },
  ];
}
