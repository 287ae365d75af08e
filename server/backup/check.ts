// Asks a thread of its own whether a database file is sound.
import { Worker } from 'node:worker_threads';

/** Null: sound. */
export function damageIn(file: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./check-worker.ts', import.meta.url), { workerData: { file }, env: {} });
    worker.once('message', (found: string | null) => resolve(found));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the check ended without an answer')));
  });
}
