// The folder of backups: names that say when, a checksum beside each in the format of `sha256sum`, the newest first. It looks at
// names and bytes; what is inside is for whoever opens one.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface BackupFile {
  readonly name: string;
  readonly at: number;
  readonly bytes: number;
}

const pattern = /^vaultflow-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z\.sqlite$/;

/** Sorts by time; no colons, for Windows. */
export const backupName = (at: number): string => `vaultflow-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z.sqlite`;

export function listBackups(folder: string): readonly BackupFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name): BackupFile[] => {
      const [, day, hour, minute, second] = pattern.exec(name) ?? [];
      if (day === undefined) return [];
      return [{ name, at: Date.parse(`${day}T${hour}:${minute}:${second}Z`), bytes: statSync(join(folder, name)).size }];
    })
    .sort((a, b) => b.at - a.at);
}

export const sumFile = (file: string): string => `${file}.sha256`;

export async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

export const sumLine = (sum: string, file: string): string => `${sum}  ${basename(file)}\n`;

/** The checksum that was written beside it; null: there is none. */
export function knownSum(file: string): string | null {
  if (!existsSync(sumFile(file))) return null;
  return /^[0-9a-f]{64}/.exec(readFileSync(sumFile(file), 'utf8'))?.[0] ?? null;
}

export function forgetOld(folder: string, keep: number): void {
  for (const { name } of listBackups(folder).slice(keep)) {
    rmSync(join(folder, name), { force: true });
    rmSync(sumFile(join(folder, name)), { force: true });
  }
}
