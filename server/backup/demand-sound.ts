// Before the server writes to its database: is the file whole? If not, it says so, names the newest backup that is, and refuses.
// It only reads; who is using the file, if somebody is, is for those to say who open it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fail } from '../../nodes/kit/errors.ts';
import { checksum, knownSum, listBackups } from './backup-files.ts';

export async function demandSound(file: string, backups: string): Promise<void> {
  const damage = existsSync(file) ? damageOf(file) : null;
  if (damage === null) return;
  const good = await newestGood(backups);
  const advice =
    good === null
      ? `There is no whole backup in ${backups}.`
      : `The newest backup that is whole is ${good}. Put it back with: vaultflow restore ${good}`;
  throw fail('conflict', `${file} is damaged, so Vaultflow does not start on it: ${damage}. ${advice}`);
}

function damageOf(file: string): string | null {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 500 });
    const found = db.prepare('PRAGMA quick_check(3)').all();
    const damage = found.map((row) => String(row.quick_check)).filter((line) => line !== 'ok');
    return damage.length > 0 ? damage.join('; ') : null;
  } catch (error) {
    const { message } = error as Error;
    return /locked|busy/i.test(message) ? null : message;
  } finally {
    db?.close();
  }
}

/** A backup gets its checksum after it was found whole: what still has it is whole. */
async function newestGood(folder: string): Promise<string | null> {
  for (const { name } of listBackups(folder)) {
    const path = join(folder, name);
    const sum = knownSum(path);
    if (sum !== null && sum === (await checksum(path))) return path;
  }
  return null;
}
