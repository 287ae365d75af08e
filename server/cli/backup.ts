// `vaultflow backup`: a copy of the database, now. A running server makes it without a pause; without one it is made right here.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FailureError, fail } from '../../nodes/kit/errors.ts';
import { readSettings } from '../settings.ts';
import { client } from './client.ts';
import type { Command } from './command.ts';

export const backup: Command = async (args, context) => {
  parseArgs({ args: [...args], options: {} });
  const made = await client(context)
    .call<{ path: string }>('POST', '/api/operations/backup')
    .catch((error: unknown) => {
      if (error instanceof FailureError && error.failure.code === 'network' && context.env.VAULTFLOW_URL === undefined) return null;
      throw error;
    });
  context.out(`${made?.path ?? (await withoutServer(context.env))}\n`);
  return 0;
};

async function withoutServer(env: Parameters<Command>[1]['env']): Promise<string> {
  const { dataFolder, fleet, backup: settings } = readSettings(env);
  if (fleet) throw fail('conflict', 'With DATABASE_URL everything is in PostgreSQL: use its own backup.');
  const file = join(dataFolder, 'vaultflow.sqlite');
  if (!existsSync(file)) throw fail('conflict', `There is no ${file}: nothing to back up.`);
  const [{ openDatabase }, { createBackups }, { copyDatabase }, { systemClock }] = await Promise.all([
    import('../journal/database.ts'),
    import('../backup/backups.ts'),
    import('../backup/copy.ts'),
    import('../triggers/clock.ts'),
  ]);
  const database = openDatabase(file);
  try {
    const backups = createBackups({
      ...settings,
      copyTo: copyDatabase(database, file),
      bytes: () => statSync(file).size,
      clock: systemClock,
      trouble: () => undefined,
    });
    return (await backups.now()).path;
  } finally {
    await database.close();
  }
}
