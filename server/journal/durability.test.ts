// kill -9 while the journal writes: whatever was acknowledged is there afterwards, and nothing is there by half.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Journal } from './contract.ts';
import { openDatabase } from './database.ts';
import { sqliteJournal } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-durability-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const child = new URL('./durability-child.ts', import.meta.url).pathname;

/** Runs the writer until it has acknowledged `acks` times and kills it in mid-stream. Answers the highest number per run. */
function killedAfter(file: string, prefix: string, mode: string, acks: number): Promise<Map<string, number>> {
  return new Promise((resolve, reject) => {
    const writer = spawn(process.execPath, [child, file, prefix, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
    const acknowledged = new Map<string, number>();
    let rest = '';
    let seen = 0;
    writer.stdout.setEncoding('utf8');
    writer.stdout.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [id = '', n = '-1'] = line.split(' ');
        acknowledged.set(id, Number(n));
        seen++;
      }
      if (seen >= acks) writer.kill('SIGKILL');
    });
    writer.on('error', reject);
    writer.on('close', (_code, signal) => (signal === 'SIGKILL' ? resolve(acknowledged) : reject(new Error('the writer ended by itself'))));
  });
}

async function inspect(journal: Journal, acknowledged: ReadonlyMap<string, number>) {
  let lost = 0;
  let half = 0;
  for (const [id, last] of acknowledged) {
    if (!(await journal.run(id))) lost++;
    for (let n = 0; n <= last + 1; n++) {
      const parts = [
        (await journal.output(id, `first${n}`)) !== null,
        (await journal.output(id, `in[${n}]`)) !== null,
        (await journal.items(id, `list${n}`, 0, 1)).length === 1,
        (await journal.output(id, `second${n}`)) !== null,
        Number((await journal.memory(id)).last?.value ?? -1) >= n,
      ];
      if (n <= last && parts.includes(false)) lost++;
      if (parts.includes(true) && parts.includes(false)) half++;
    }
  }
  return { lost, half };
}

async function cycles(name: string, mode: string, count: number) {
  const file = join(folder, `${name}.db`);
  let acknowledgements = 0;
  const total = { lost: 0, half: 0 };
  for (let cycle = 0; cycle < count; cycle++) {
    const acknowledged = await killedAfter(file, `cycle${cycle}`, mode, 40 + ((cycle * 37) % 300));
    const database = openDatabase(file);
    const { lost, half } = await inspect(sqliteJournal(database), acknowledged);
    await database.close();
    for (const last of acknowledged.values()) acknowledgements += last + 1;
    total.lost += lost;
    total.half += half;
  }
  return { acknowledgements, ...total };
}

test('twenty times killed in mid-stream: no acknowledged write lost, none half there', { timeout: 60_000 }, async () => {
  const { acknowledgements, lost, half } = await cycles('good', 'good', 20);
  expect(acknowledgements).toBeGreaterThan(500);
  expect({ lost, half }).toEqual({ lost: 0, half: 0 });
});

test('the harness catches a journal that answers before its commit', { timeout: 60_000 }, async () => {
  const { lost } = await cycles('broken', 'broken', 2);
  expect(lost).toBeGreaterThan(0);
});
