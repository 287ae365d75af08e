// A real Redis for tests: REDIS_URL when somebody gives one, else a redis-server of this test file's own, which ends with the
// process that asked for it. Where there is neither, the answer is null and the asker says loudly what it leaves out.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestRedis {
  readonly url: string;
  /** Ends the server, or begins it anew on the same port; null when it is somebody else's. */
  readonly stop: (() => Promise<void>) | null;
  readonly begin: (() => Promise<void>) | null;
}

/** Whether `testRedis` has one to give. */
export const redisThere = Boolean(process.env.REDIS_URL) || spawnSync('redis-server', ['--version']).status === 0;
if (!redisThere) console.warn('NO REDIS: what needs one is skipped. Install redis-server, or set REDIS_URL.');

const running = new Set<() => Promise<void>>();

/** `own`: one that may be stopped and emptied, never REDIS_URL; null where there is no redis-server. */
export async function testRedis({ own = false } = {}): Promise<TestRedis | null> {
  if (process.env.REDIS_URL && !own) return { url: process.env.REDIS_URL, stop: null, begin: null };
  if (spawnSync('redis-server', ['--version']).status !== 0) return null;
  const port = await freePort();
  let server = await start(port);
  const stop = async () => server.stop();
  running.add(stop);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    async begin() {
      server = await start(port);
    },
  };
}

/** Ends the servers of this test file. */
export async function stopTestRedis(): Promise<void> {
  for (const stop of running) await stop();
  running.clear();
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });

async function start(port: number) {
  const home = mkdtempSync(join(tmpdir(), 'vaultflow-redis-'));
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', home, '--save', '', '--maxmemory-policy', 'noeviction'];
  // The shell holds on to our end of its input: when this process ends, however it does, Redis ends too.
  const guarded = ['-c', '"$@" & redis=$!; cat > /dev/null; kill -TERM $redis; wait $redis', 'sh', 'redis-server', ...settings];
  const child = spawn('/bin/sh', guarded, { stdio: ['pipe', 'pipe', 'ignore'] });
  let log = '';
  await new Promise<void>((ready, broken) => {
    child.once('error', broken);
    child.once('exit', (code) => broken(new Error(`redis-server ended with ${code}: ${log}`)));
    child.stdout.on('data', (chunk) => {
      log += chunk;
      if (log.includes('Ready to accept connections')) ready();
    });
  });
  return {
    async stop() {
      if (child.exitCode !== null) return;
      child.removeAllListeners('exit');
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
