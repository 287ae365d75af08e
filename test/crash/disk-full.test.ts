// A disk that is full, for real: the data folder stands on a small file system of its own, which something else fills. New runs are
// refused in clear words, everything can still be read, and once there is room it goes on by itself. Where no file system may be
// mounted (not root) there is nothing to try.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowOf, manual } from '../../server/http/test/running.ts';
import { type Product, startProduct } from '../e2e/product.ts';

const disk = mkdtempSync(join(tmpdir(), 'vaultflow-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]).status === 0;

let product: Product;
beforeAll(async () => {
  if (!mounted) return;
  mkdirSync(join(disk, 'data'));
  product = await startProduct({ VAULTFLOW_DATA: join(disk, 'data') });
});
afterAll(async () => {
  await product?.stop();
  if (mounted) spawnSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

function fill(): string {
  const file = join(disk, 'something-else');
  const handle = openSync(file, 'w');
  const block = Buffer.alloc(64 * 1024, 1);
  try {
    for (;;) writeSync(handle, block);
  } catch {
    // Full.
  }
  closeSync(handle);
  return file;
}

test.skipIf(!mounted)('refuses new runs with 507, goes on reading, and recovers by itself', { timeout: 120_000 }, async () => {
  const { id } = (await product.api('POST', '/api/flows', { document: flowOf([manual], { name: 'Small' }) })).body as { id: string };
  const start = () => product.api('POST', `/api/flows/${id}/runs`, {});
  const accepted: string[] = [];
  const keep = async () => {
    const answer = await start();
    if (answer.status === 202) accepted.push((answer.body as { runId: string }).runId);
    return answer;
  };
  expect((await keep()).status).toBe(202);

  const ballast = fill();
  let refused = await keep();
  // The log of the database has some room of its own left.
  for (let n = 0; n < 2_000 && refused.status === 202; n++) refused = await keep();
  expect(refused.status).toBe(507);
  expect((refused.body as { code: string }).code).toBe('storage_full');
  for (const path of ['/api/runs', `/api/flows/${id}`, `/api/runs/${accepted[0]}`])
    expect((await product.api('GET', path)).status).toBe(200);
  expect((await keep()).status).toBe(507);

  rmSync(ballast);
  await expect.poll(async () => (await keep()).status, { timeout: 20_000 }).toBe(202);
  // What was accepted at the very end of the disk goes on as well.
  const open = async () => {
    const states = await Promise.all(
      accepted.map(async (run) => ((await product.api('GET', `/api/runs/${run}`)).body as { status: string }).status),
    );
    return states.filter((status) => status !== 'succeeded');
  };
  await expect.poll(open, { timeout: 40_000, interval: 500 }).toEqual([]);
});
