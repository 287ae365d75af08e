// `vaultflow restore <file>`: puts a backup in the place of the database. The server must be stopped; the old file is kept.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import { readSettings } from '../settings.ts';
import type { Command } from './command.ts';

export const restore: Command = async (args, { env, out }) => {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw fail('invalid_request', 'Name one backup: vaultflow restore <file>');
  const { dataFolder, fleet, keys } = readSettings(env);
  if (fleet) throw fail('conflict', 'With DATABASE_URL everything is in PostgreSQL: restore it there.');
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const [{ restore: put }, { openMasters }, { root }] = await Promise.all([
    import('../backup/restore.ts'),
    import('../masters.ts'),
    import('../version.ts'),
  ]);
  const restored = await put({
    file: resolve(file),
    dataFolder,
    masters: await openMasters(keys, false),
    templateFolder: join(root, 'templates'),
    now: Date.now(),
  });
  out(
    `Restored ${restored.flows} flows and ${restored.runs} runs${restored.summed ? '' : '; there was no checksum to hold it against'}.\n`,
  );
  if (restored.kept !== null) out(`What was there before is kept as ${restored.kept}.\n`);
  out('Runs that were under way go on when the server starts; calls without an answer are looked up first.\n');
  return 0;
};
