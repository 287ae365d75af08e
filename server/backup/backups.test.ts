// A server under load is backed up, the folder loses its database, the backup is put back, and what was under way goes on.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { restore as restoreCommand } from '../cli/restore.ts';
import { flowOf, manual, startTestServer, type TestServer } from '../http/test/running.ts';
import { openDatabase } from '../journal/database.ts';
import { createBackups } from './backups.ts';
import { copyDatabase } from './copy.ts';

let server: TestServer | undefined;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vaultflow-backup-'));
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function restoreInto(data: string, file: string): Promise<string> {
  let said = '';
  const out = (text: string) => {
    said += text;
  };
  await restoreCommand([file], { env: { VAULTFLOW_DATA: data }, out, err: out });
  return said;
}

const quiet = { clock: { now: Date.now, after: () => () => undefined }, trouble: () => undefined, everyHours: 1 };

test('backed up under load and put back: runs that slept wake up, none of those accepted before is missing', async () => {
  server = await startTestServer();
  const { api, data } = server;
  const nodes = [
    manual,
    { id: 'wait', type: 'core.delay', params: { for: 'PT4S' } },
    { id: 'say', type: 'core.set', params: { values: { a: 1 } } },
  ];
  const flow = await api('POST', '/api/flows', { document: flowOf(nodes) });
  const start = async () => (await api('POST', `/api/flows/${flow.body.id}/runs`, { inputs: {} })).body.runId as string;
  const before = await Promise.all(Array.from({ length: 40 }, start));
  let loading = true;
  const load = (async () => {
    let count = 0;
    for (; loading; count++) await start();
    return count;
  })();
  const made = await api('POST', '/api/operations/backup');
  loading = false;
  expect(made.status).toBe(201);
  // Others were accepted while it was being made.
  expect(await load).toBeGreaterThan(0);
  const shown = (await api('GET', '/api/operations')).body.backup;
  expect(shown).toMatchObject({ count: 1, last: { name: made.body.name, bytes: made.body.bytes } });
  expect(statSync(made.body.path).mode & 0o077).toBe(0);

  await expect(restoreInto(data, made.body.path)).rejects.toThrow(/Another Vaultflow process is using/);
  await server.running.stop();
  for (const part of ['', '-wal', '-shm']) rmSync(join(data, `vaultflow.sqlite${part}`), { force: true });
  writeFileSync(join(data, 'vaultflow.sqlite'), 'this is no database any more'.repeat(1_000));
  const said = await restoreInto(data, made.body.path);
  expect(said).toMatch(/Restored 1 flows and \d+ runs\./);
  expect(readdirSync(data).filter((name) => name.startsWith('vaultflow.before-restore-'))).toHaveLength(1);

  await server.restart();
  const ended = async () => await Promise.all(before.map(async (id) => (await api('GET', `/api/runs/${id}`)).body.status));
  await expect.poll(async () => [...new Set(await ended())], { timeout: 20_000 }).toEqual(['succeeded']);
}, 40_000);

test('a backup that was changed, is cut off or is no database changes nothing', async () => {
  server = await startTestServer();
  const { api, data } = server;
  const { path } = (await api('POST', '/api/operations/backup')).body;
  const kept = await api('POST', '/api/flows', { document: flowOf([manual]) });
  await server.running.stop();
  const bytes = readFileSync(path);
  bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
  await expect(restoreInto(data, path)).rejects.toThrow(/its checksum is another one/);
  rmSync(`${path}.sha256`);
  truncateSync(path, 40_000);
  await expect(restoreInto(data, path)).rejects.toThrow(/is damaged/);
  const other = join(folder, 'other.sqlite');
  const stranger = openDatabase(other);
  stranger.read.exec('CREATE TABLE t (v)');
  await stranger.close();
  await expect(restoreInto(data, other)).rejects.toThrow(/no database of Vaultflow/);
  expect(readdirSync(data).filter((name) => name.startsWith('vaultflow.before-restore-'))).toEqual([]);
  expect(existsSync(join(data, 'vaultflow.restoring.sqlite'))).toBe(false);
  await server.restart();
  expect((await api('GET', `/api/flows/${kept.body.id}`)).status).toBe(200);
});

test('the newest are kept, each with its checksum, and what a killed process left behind goes', async () => {
  const database = openDatabase(join(folder, 'it.sqlite'));
  database.read.exec('CREATE TABLE t (v)');
  const kept = join(folder, 'kept');
  let at = Date.parse('2026-03-01T00:00:00Z');
  const clock = { ...quiet.clock, now: () => at };
  const backups = createBackups({
    ...quiet,
    clock,
    folder: kept,
    keep: 2,
    copyTo: copyDatabase(database, join(folder, 'it.sqlite')),
    bytes: () => 0,
  });
  await backups.now();
  writeFileSync(join(kept, 'unfinished.sqlite-journal'), 'left behind');
  for (let round = 0; round < 3; round++) {
    at += 3_600_000;
    await backups.now();
  }
  await database.close();
  const names = ['vaultflow-2026-03-01T02-00-00Z.sqlite', 'vaultflow-2026-03-01T03-00-00Z.sqlite'];
  expect(readdirSync(kept).sort()).toEqual(names.flatMap((name) => [name, `${name}.sha256`]));
  expect(backups.state()).toMatchObject({ count: 2, last: { at, name: names[1] }, trouble: null });
});

test('a copy that turns out damaged never gets the name of a backup, and says so', async () => {
  const backups = createBackups({
    ...quiet,
    folder,
    keep: 2,
    copyTo: async (file) => writeFileSync(file, Buffer.alloc(8_192, 7)),
    bytes: () => 0,
  });
  await expect(backups.now()).rejects.toThrow(/damaged/);
  expect(readdirSync(folder).filter((name) => name.startsWith('vaultflow-'))).toEqual([]);
  expect(backups.state().trouble).toMatch(/damaged/);
});
