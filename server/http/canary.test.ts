// Canaries: secrets of every kind are planted, used, echoed back and failed with; then every output of the product is searched for them
// in every usual encoding: answers, streams, exports, samples, metrics, traces, the command line, the files of the data folder and their
// names, backups among them, the log of the process at its most talkative.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Route } from '../../nodes/kit/wire/route.ts';
import { routes } from '../../nodes/kit/wire/routes.ts';
import { audit } from '../cli/audit.ts';
import { backup } from '../cli/backup.ts';
import type { Command } from '../cli/command.ts';
import { exportFlow } from '../cli/export.ts';
import { logs } from '../cli/logs.ts';
import { rotateKey } from '../cli/rotate-key.ts';
import { runs } from '../cli/runs.ts';

const TOKEN = 'a-bearer-token-that-is-a-canary';
const planted = {
  connection: 'Kanarie+1/Connection&Secret',
  input: 'Kanarie+2/Input&Secret',
  password: 'Kanarie+3/Password&Secret',
  bearer: TOKEN,
};
const data = mkdtempSync(join(tmpdir(), 'vaultflow-canary-'));
const started = mkdtempSync(join(tmpdir(), 'vaultflow-canary-start-'));
let child: ChildProcess;
let echo: Server;
let base: string;
let log = '';
let traces = '';
let streamed = '';
let heard = '';
const seen: { where: string; text: string }[] = [];

/** The same secret as it could turn up: as it is, in parts of URLs and JSON, in hex, in base 64 at each of its three offsets. */
function faces(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((pad) => {
    const text = Buffer.concat([Buffer.alloc(pad), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const inner = text.slice(pad === 0 ? 0 : 4, -2);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const more = [
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    secret.replaceAll('/', '\\/'),
    bytes.toString('hex'),
  ];
  return [...new Set([secret, ...more, ...base64, [...secret].reverse().join('')])];
}

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  seen.push({ where: `${method} ${path}`, text });
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what came
  return { status: answer.status, text, body: (/json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : {}) as any };
};

beforeAll(async () => {
  // Says everything it was sent, in headers and body, plain and encoded.
  echo = createServer((request, response) => {
    const said: Buffer[] = [];
    request.on('data', (chunk: Buffer) => said.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') {
        traces += Buffer.concat(said).toString('latin1');
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{}');
        return;
      }
      const body = Buffer.concat(said).toString();
      const key = String(request.headers['x-key'] ?? '');
      heard += `${key} ${body}`;
      response.writeHead(request.url === '/fail' ? 400 : 200, { 'content-type': 'application/json', 'x-echo': encodeURIComponent(key) });
      response.end(JSON.stringify({ key, body, message: `no such key: ${key}`, url: request.url }));
    });
  });
  await new Promise<void>((ready) => echo.listen(0, '127.0.0.1', ready));
  const { port } = echo.address() as { port: number };
  const script = `import { startServer } from ${JSON.stringify(new URL('../main.ts', import.meta.url).href)};
    import { readSettings } from ${JSON.stringify(new URL('../settings.ts', import.meta.url).href)};
    const running = await startServer({ ...readSettings(process.env), port: 0 });
    process.stdout.write('AT ' + running.origin + '\\n');
    process.on('SIGTERM', () => running.stop().then(() => process.exit(0)));`;
  // From a file: workers of the process inherit how it was started.
  const starter = join(started, 'start.mjs');
  writeFileSync(starter, script);
  child = spawn(process.execPath, [starter], {
    env: {
      ...process.env,
      VAULTFLOW_DATA: data,
      VAULTFLOW_TOKEN: TOKEN,
      VAULTFLOW_LOG: 'trace',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      VAULTFLOW_EGRESS_ALLOW: `127.0.0.1:${port}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
  while (!/AT (\S+)/.test(log)) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${log}`);
    await new Promise((next) => setTimeout(next, 20));
  }
  base = /AT (\S+)/.exec(log)?.[1] ?? '';
  await plantAndUse(port);
}, 60_000);

afterAll(async () => {
  if (child?.exitCode === null) {
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await gone;
  }
  await new Promise((closed) => echo.close(closed));
  for (const folder of [data, started]) rmSync(folder, { recursive: true, force: true });
});

async function plantAndUse(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}`;
  const made = await call('POST', '/api/connections', {
    kind: 'http',
    name: 'Echo',
    fields: { baseUrl: url, headers: { 'x-key': planted.connection } },
    isDefault: true,
  });
  expect([made.status, made.text]).toEqual([201, made.text]);
  const node = (id: string, type: string, params: object, more: object = {}) => ({
    id,
    type,
    version: 1,
    position: { x: 0, y: 0 },
    params,
    ...more,
  });
  const document = {
    format: 1,
    name: 'Canaries',
    inputs: [{ name: 'pass', title: 'Pass', schema: { type: 'string' }, secret: true }],
    connections: [{ name: 'echo', kind: 'http' }],
    settings: { practiceSends: ['127.0.0.1'] },
    nodes: [
      node('start', 'core.manual', {}),
      node('good', 'http.request', { method: 'POST', url: '/good', body: { pass: '{{ inputs.pass }}' } }, { connection: 'echo' }),
      node('bad', 'http.request', { method: 'POST', url: '/fail', body: { pass: '{{ inputs.pass }}' } }, { connection: 'echo' }),
      node('said', 'core.set', { values: { error: '{{ errors.bad.message }}', all: '{{ steps.good }}' } }),
    ],
    edges: [
      { from: 'start', port: 'done', to: 'good' },
      { from: 'good', port: 'done', to: 'bad' },
      { from: 'bad', port: 'always', to: 'said' },
    ],
  };
  const flow = (await call('POST', '/api/flows', { document })).body.id;
  const stream = await fetch(`${base}/api/events?flow=${flow}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const listening = (async () => {
    for await (const chunk of stream.body ?? []) streamed += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  const { body } = await call('POST', `/api/flows/${flow}/runs`, { inputs: { pass: planted.input } });
  let run = { status: '' };
  for (let n = 0; n < 400 && !/succeeded|failed/.test(run.status); n++) {
    run = (await call('GET', `/api/runs/${body.runId}`)).body;
    await new Promise((next) => setTimeout(next, 20));
  }
  expect(run.status).toMatch(/succeeded|failed/);
  for (const key of ['good', 'bad', 'said'])
    for (const path of ['', '/output', '/log']) await call('GET', `/api/runs/${body.runId}/steps/${key}${path}`);
  // The echo was reached with both secrets, or this test would look for what never was anywhere.
  expect([heard.includes(planted.connection), heard.includes(planted.input)]).toEqual([true, true]);
  // What a run gave becomes sample data of the flow, and a test of it.
  const output = JSON.parse((await call('GET', `/api/runs/${body.runId}/steps/good/output`)).text);
  expect((await call('PUT', `/api/flows/${flow}/samples`, { samples: { good: output } })).status).toBeLessThan(300);
  expect((await call('GET', `/api/runs/${body.runId}/test-case`)).status).toBe(200);
  // The command line, as operators use it.
  const say = async (name: string, command: Command, ...args: string[]) => {
    const context = {
      env: { VAULTFLOW_URL: base, VAULTFLOW_TOKEN: TOKEN },
      out: (text: string) => void seen.push({ where: `vaultflow ${name}`, text }),
      err: (text: string) => void seen.push({ where: `vaultflow ${name}`, text }),
    };
    await command(args, context);
  };
  await say('runs', runs, '--json');
  await say('logs', logs, body.runId);
  await say('logs --json', logs, body.runId, '--json');
  await say('export', exportFlow, flow);
  await say('rotate-key', rotateKey);
  await say('backup', backup);
  await say('audit export', audit, 'export', '--format', 'cef');
  // Wrong in every way that makes a server talk.
  await call('POST', '/api/account/first', { login: 'ada', name: 'Ada', password: planted.password });
  await call('POST', '/api/session/password', { login: 'ada', password: planted.password });
  await call('POST', '/api/session/password', { login: 'ada', password: `${planted.password} wrong` });
  await call('PUT', `/api/connections/${made.body.id}`, { fields: { headers: planted.connection } });
  await call('POST', `/api/connections/${made.body.id}/test`);
  for (const [, route] of Object.entries(routes) as [string, Route][]) {
    if (route.method !== 'GET' || route.produces === 'text/event-stream') continue;
    await call(
      'GET',
      route.path
        .replace('/flows/:id', `/flows/${flow}`)
        .replace('/runs/:id', `/runs/${body.runId}`)
        .replace(/:[a-z]+/gi, 'x'),
    );
  }
  for (let n = 0; n < 200 && traces === ''; n++) await new Promise((next) => setTimeout(next, 50));
  void listening;
}

test.each(Object.entries(planted))('the %s is in no answer, in no file of the data folder and in no line of the log', (_name, secret) => {
  const places = [
    ...seen,
    { where: 'log', text: log },
    { where: 'traces', text: traces },
    { where: 'stream of events', text: streamed },
    { where: 'names of files', text: readdirSync(data, { recursive: true, encoding: 'utf8' }).join('\n') },
    ...readdirSync(data, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
      try {
        return [{ where: name, text: readFileSync(join(data, name)).toString('latin1') }];
      } catch {
        return [];
      }
    }),
  ];
  // Or this test would look at nothing.
  expect(places.map(({ where }) => where)).toEqual(
    expect.arrayContaining([
      'vaultflow.sqlite',
      expect.stringMatching(/^backups\/vaultflow-.*\.sqlite$/),
      'GET /metrics',
      'vaultflow logs',
    ]),
  );
  for (const where of ['stream of events', 'traces', 'vaultflow runs', 'vaultflow export', 'vaultflow audit export'])
    expect([where, places.filter((place) => place.where === where).some(({ text }) => text.length > 100)]).toEqual([where, true]);
  const found = places.flatMap(({ where, text }) => faces(secret).flatMap((face) => (text.includes(face) ? [`${where}: ${face}`] : [])));
  expect(found).toEqual([]);
});

test('the search finds a secret in every coat', () => {
  for (const coat of ['base64', 'base64url', 'hex'] as const)
    for (const lead of ['', 'a', 'ab']) {
      if (coat === 'hex' && lead !== '') continue;
      const text = Buffer.from(`${lead}${planted.input} and more`).toString(coat);
      expect([coat, lead, faces(planted.input).some((face) => text.includes(face))]).toEqual([coat, lead, true]);
    }
});
