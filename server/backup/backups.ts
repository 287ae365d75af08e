// Copies the one file of this machine while it is being written, checks the copy, and keeps the newest few. Every copy is whole or
// not there: it gets its name only after it was found sound and is on disk. It never fills the disk that the runs need.
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../nodes/kit/errors.ts';
import type { Clock } from '../triggers/clock.ts';
import { type BackupFile, backupName, checksum, forgetOld, listBackups, sumFile, sumLine } from './backup-files.ts';
import { damageIn } from './check.ts';

export interface MadeBackup extends BackupFile {
  readonly path: string;
}

export interface BackupSettings {
  readonly folder: string;
  /** So many are kept; 0: none are made by themselves. */
  readonly keep: number;
  readonly everyHours: number;
}

export interface BackupDeps extends BackupSettings {
  /** Writes a copy of the database as it is at one moment. */
  readonly copyTo: (file: string) => Promise<unknown>;
  readonly bytes: () => number;
  readonly clock: Clock;
  readonly trouble: (error: unknown) => void;
}

/** Not while the machine starts. */
const FIRST_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** Left for the runs, besides the copy. */
const ROOM_LEFT = 256 * 1024 * 1024;

export function createBackups({ folder, keep, everyHours, copyTo, bytes, clock, trouble }: BackupDeps) {
  let under: Promise<MadeBackup> | null = null;
  let failed: string | null = null;
  let stopTimer = () => {};
  let stopped = false;

  async function make(): Promise<MadeBackup> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // What a killed process left behind.
    for (const name of readdirSync(folder)) if (name.startsWith('unfinished')) rmSync(join(folder, name), { force: true });
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < bytes() + ROOM_LEFT)
      throw fail(
        'storage_full',
        `There is no room for a backup in ${folder}. Make room, keep fewer, or choose another VAULTFLOW_BACKUP_FOLDER.`,
      );
    const at = clock.now();
    const name = backupName(at);
    const draft = join(folder, 'unfinished.sqlite');
    closeSync(openSync(draft, 'w', 0o600));
    await copyTo(draft);
    const damage = await damageIn(draft);
    if (damage !== null) throw fail('conflict', `The copy is damaged, and so may be the database: ${damage}`);
    const sum = await checksum(draft);
    const file = join(folder, name);
    writeFileSync(sumFile(file), sumLine(sum, file), { mode: 0o600 });
    onDisk(sumFile(file));
    onDisk(draft);
    renameSync(draft, file);
    onDisk(folder);
    forgetOld(folder, Math.max(keep, 1));
    return { name, at, bytes: statSync(file).size, path: file };
  }

  /** Who asks while one is being made gets that one. */
  function now(): Promise<MadeBackup> {
    under ??= make()
      .then(
        (made) => {
          failed = null;
          return made;
        },
        (error: unknown) => {
          failed = (error as Error).message;
          throw error;
        },
      )
      .finally(() => {
        under = null;
      });
    return under;
  }

  function plan(dueAt: number): void {
    if (stopped) return;
    stopTimer = clock.after(dueAt - clock.now(), () => {
      // A clock may call early.
      if (clock.now() < dueAt) return plan(dueAt);
      void now()
        .catch(trouble)
        .then(() => plan(clock.now() + everyHours * HOUR_MS));
    });
  }

  return {
    now,
    start(): void {
      if (keep === 0) return;
      const last = listBackups(folder)[0];
      plan(Math.max(clock.now() + FIRST_MS, (last?.at ?? 0) + everyHours * HOUR_MS));
    },
    state() {
      const all = listBackups(folder);
      return { keep, everyHours, last: all[0] ?? null, count: all.length, trouble: failed };
    },
    /** Resolves when the copy under way is done. */
    async stop(): Promise<void> {
      stopped = true;
      stopTimer();
      await under?.catch(() => undefined);
    },
  };
}

function onDisk(path: string): void {
  // Windows lets nobody open a folder.
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } catch {
    // Nor flush what was opened for reading.
  } finally {
    closeSync(handle);
  }
}

export type Backups = ReturnType<typeof createBackups>;
