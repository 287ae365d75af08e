// The key is changed on a running server, which is killed in the middle of it: the next one goes on, nothing is lost, and in the end the
// old key opens nothing of what is in the database.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rotateKey } from '../cli/rotate-key.ts';
import { openDatabase } from '../journal/database.ts';
import { newSecretHandle } from '../store/run-secrets.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { openStores } from '../store/stores.ts';
import { systemActor } from './actor.ts';
import { ownMasters } from './key-file.ts';
import { headOf } from './sealing.ts';

const TOKEN = 'a-bearer-token-for-tests';
const MANY = 12_000;
const data = mkdtempSync(join(tmpdir(), 'vaultflow-rotation-'));
const file = join(data, 'vaultflow.sqlite');
const keyFile = join(data, 'secrets.key');
const house = systemActor();
let child: ChildProcess | null = null;
afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true, maxRetries: 3 });
});

async function startChild(): Promise<string> {
  const script = `import { startServer } from ${JSON.stringify(new URL('../main.ts', import.meta.url).href)};
    import { readSettings } from ${JSON.stringify(new URL('../settings.ts', import.meta.url).href)};
    const running = await startServer({ ...readSettings(process.env), port: 0 });
    process.stdout.write('AT ' + running.origin + '\\n');
    process.on('SIGTERM', () => running.stop().then(() => process.exit(0)));`;
  const env = { ...process.env, VAULTFLOW_DATA: data, VAULTFLOW_TOKEN: TOKEN, VAULTFLOW_BACKUP_KEEP: '0', VAULTFLOW_LOG: 'error' };
  const started = spawn(process.execPath, ['--input-type=module', '-e', script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  let said = '';
  for await (const chunk of started.stdout) {
    said += String(chunk);
    const at = /AT (\S+)/.exec(said)?.[1];
    if (at) return at;
  }
  throw new Error(`the server ended: ${said}`);
}

const left = async (base: string): Promise<number> => {
  const answer = await fetch(`${base}/api/keys`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return ((await answer.json()) as { left: number }).left;
};

test('a change of the key that is killed goes on, and loses nothing', async () => {
  const handles = Array.from({ length: MANY }, () => newSecretHandle('pass'));
  const before = openDatabase(file);
  const planted = await openStores({ database: sqliteStore(before), key: ownMasters(keyFile, true), templateFolder: 'templates' });
  await planted.runSecrets.keepFor(
    house,
    'run',
    handles.map((handle, n) => ({ handle, from: { value: `secret ${n}` } })),
  );
  await before.close();
  const oldKey = readFileSync(keyFile, 'utf8');

  const base = await startChild();
  const answer = await fetch(`${base}/api/keys/rotate`, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } });
  expect(answer.status).toBe(202);
  await expect.poll(() => left(base), { interval: 5, timeout: 10_000 }).toBeLessThan(MANY - 500);
  child?.kill('SIGKILL');
  await once(child as ChildProcess, 'exit');

  const dead = openDatabase(file);
  const stopped = await openStores({ database: sqliteStore(dead), key: ownMasters(keyFile, false), templateFolder: 'templates' });
  const state = await stopped.keys.state();
  expect(state.left).toBeGreaterThan(0);
  expect(state.left).toBeLessThan(MANY);
  expect(await stopped.runSecrets.open(house, 'run', handles[0] as never)).toBe('secret 0');
  expect(await stopped.runSecrets.open(house, 'run', handles[MANY - 1] as never)).toBe(`secret ${MANY - 1}`);
  await dead.close();

  const again = await startChild();
  await expect.poll(() => left(again), { interval: 50, timeout: 20_000 }).toBe(0);
  const said: string[] = [];
  const context = { env: { VAULTFLOW_URL: again, VAULTFLOW_TOKEN: TOKEN }, out: (text: string) => said.push(text), err: () => {} };
  const status = async (...more: string[]) => {
    await rotateKey(['--status', ...more], context);
    return said.at(-1) ?? '';
  };
  await expect.poll(() => status(), { timeout: 10_000 }).toMatch(/Nothing is sealed with an older one/);
  await expect.poll(async () => JSON.parse(await status('--json')).keys.length).toBe(1);
  child?.kill('SIGTERM');
  await once(child as ChildProcess, 'exit');

  expect(readFileSync(keyFile, 'utf8')).not.toBe(oldKey);
  const kept = readdirSync(data).filter((name) => name.startsWith('secrets.key.before-'));
  expect(kept.map((name) => readFileSync(join(data, name), 'utf8'))).toEqual([oldKey]);
  for (const name of kept) rmSync(join(data, name));
  const after = openDatabase(file);
  const stores = await openStores({ database: sqliteStore(after), key: ownMasters(keyFile, false), templateFolder: 'templates' });
  for (const n of [0, 1, MANY / 2, MANY - 1]) expect(await stores.runSecrets.open(house, 'run', handles[n] as never)).toBe(`secret ${n}`);
  const heads = after.read.prepare('SELECT DISTINCT substr(value, 1, 5) AS head FROM run_secrets').all();
  expect(heads.map(({ head }) => Buffer.from(head as Uint8Array))).toEqual([headOf(4)]);
  expect(await stores.audit.verify([])).toMatchObject({ ok: true });
  expect((await stores.audit.lines(house, 10)).map(({ action }) => action)).toEqual(['key.removed', 'key.rotate', 'connection.create']);
  await after.close();
}, 60_000);
