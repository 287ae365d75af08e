// Looks through a whole database file for damage, in a thread of its own: of a large file that takes seconds. A sound file is left
// standing alone, without a log beside it. Answers null or what is wrong.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

function damageOf(file: string): string | null {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    const found = db.prepare('PRAGMA integrity_check(3)').all();
    const damage = found.map((row) => String(row.integrity_check)).filter((line) => line !== 'ok');
    if (damage.length > 0) return damage.join('; ');
    const foreign = db.prepare('PRAGMA foreign_key_check').all();
    if (foreign.length > 0) return `${foreign.length} rows refer to rows that are not there`;
    db.exec('PRAGMA journal_mode = DELETE');
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    db?.close();
  }
}

parentPort?.postMessage(damageOf((workerData as { file: string }).file));
