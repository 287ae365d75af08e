// HTTP from outside: trigger -> 10 effect-free nodes -> answer with the result, the run on disk (synchronous=FULL) before it is
// answered, beside an empty Express route. Server, floor and load generator are processes of their own; both get the same
// request over the same kept-alive connections, in turns of a few seconds, so that what else the machine does meets both. The
// ratio is the median of the turns. Processor time per request is measured besides: it depends least on the neighbours.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRow } from './row.ts';

const TOKEN = 'a-bearer-token-for-the-bench';
const SECONDS = 2;
const ROUNDS = 5;
const CONNECTIONS = 50;
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
  /** Processor time of the server per request, in microseconds. */
  readonly micros: number;
  readonly wrong: number;
}

/** Microseconds of processor time that a process has used; NaN where the system does not say. */
function usedMicros(pid: number | undefined): number {
  if (process.platform !== 'linux') return Number.NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function load(server: ChildProcess, url: string): Promise<Load> {
  const tool = createRequire(import.meta.url).resolve('autocannon/autocannon.js');
  const before = usedMicros(server.pid);
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const child = spawn(process.execPath, [tool, '-j', '-c', `${CONNECTIONS}`, '-d', `${SECONDS}`, '-m', 'POST', ...given, '-b', body, url], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  const { requests, non2xx, errors } = JSON.parse(text) as {
    requests: { average: number; total: number };
    non2xx: number;
    errors: number;
  };
  return { perSecond: requests.average, micros: (usedMicros(server.pid) - before) / requests.total, wrong: non2xx + errors };
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
  const server = await started(['bin/vaultflow.js', 'serve'], env);
  const { id } = await api<{ id: string }>(origin, '/api/flows', { document: tenNodes() });
  await api(origin, `/api/flows/${id}/publish`, {});
  const url = `${origin}/api/flows/${id}/runs`;
  const single = await oneByOne(url, 300);
  // Twice for nothing: until both are compiled.
  for (let i = 0; i < 2; i++)
    for (const [child, to] of [
      [floor.child, floor.url],
      [server.child, url],
    ] as const)
      await load(child, to);
  const rounds: { readonly empty: Load; readonly runs: Load }[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push({ empty: await load(floor.child, floor.url), runs: await load(server.child, url) });
  await stop(floor.child);
  await stop(server.child);
  rmSync(data, { recursive: true, force: true });
  const wrong = rounds.reduce((sum, { runs }) => sum + runs.wrong, 0);
  if (wrong > 0) throw new Error(`${wrong} requests were not answered with a result`);
  const [micros, emptyMicros] = [median(rounds.map(({ runs }) => runs.micros)), median(rounds.map(({ empty }) => empty.micros))];

  return [
    {
      name: `HTTP: trigger -> 10 nodes -> answer, durable (${CONNECTIONS} connections)`,
      value: median(rounds.map(({ runs }) => runs.perSecond)),
      unit: 'runs/s',
      floor: { name: 'empty Express route', value: median(rounds.map(({ empty }) => empty.perSecond)) },
      ratio: median(rounds.map(({ empty, runs }) => runs.perSecond / empty.perSecond)),
      goal: '>= 0.2, aiming at 0.3',
    },
    {
      name: 'HTTP: processor time of one such run',
      value: micros,
      unit: 'us',
      floor: { name: 'empty Express route (us)', value: emptyMicros },
      ratio: emptyMicros / micros,
    },
    { name: 'HTTP: a single 10-step run, p50', value: single, unit: 'ms', goal: '<= 5 ms' },
    { name: 'cold start to first answer', value: cold.ms, unit: 'ms', goal: '<= 1000 ms' },
    { name: 'idle memory', value: cold.megabytes, unit: 'MB', goal: '<= 130 MB' },
  ];
}
