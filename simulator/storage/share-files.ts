// The files of Azure file shares, each for as long as it was as it is: what a snapshot held is told from that, also after somebody
// has changed or deleted the file. Folders are those that the files are in. A file has a size and times, and no content.
import type { Store } from '../state/database.ts';
import type { JobFate, ShareFile } from '../state/model.ts';

interface Share {
  readonly account: string;
  readonly share: string;
}

/** What a job writes: a path in the target, as the file was in the snapshot. */
export type WrittenFile = Pick<ShareFile, 'path' | 'size' | 'modifiedAt'>;

const keyOf = ({ account, share }: Share) => `${account}|${share}`.toLowerCase();
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const inside = (path: string, folder: string) => folder === '' || path.toLowerCase().startsWith(`${folder.toLowerCase()}/`);

/** Without slashes around it, whichever way they lean. */
export const plainPath = (path: string): string => path.replaceAll('\\', '/').replace(/^\/+|\/+$/g, '');

export function putFile(store: Store, file: ShareFile): void {
  store.put('shareFile', `${keyOf(file)}|${file.from}|${file.path.toLowerCase()}`, file, { parent: keyOf(file) });
}

export const filesAt = (store: Store, share: Share, at: number): ShareFile[] =>
  store
    .list('shareFile', keyOf(share))
    .map(({ doc }) => doc)
    .filter(({ from, to }) => from <= at && (to === null || to > at));

export interface Entry {
  readonly name: string;
  /** Null: a folder. */
  readonly file: ShareFile | null;
}

/** One level, by name; null: there is no such folder. */
export function folderAt(files: readonly ShareFile[], folder: string): Entry[] | null {
  const within = files.filter(({ path }) => inside(path, folder));
  if (within.length === 0 && folder !== '') return null;
  const entries = new Map<string, Entry>();
  for (const file of within) {
    const [name = '', ...rest] = (folder === '' ? file.path : file.path.slice(folder.length + 1)).split('/');
    entries.set(name.toLowerCase(), { name, file: rest.length === 0 ? file : null });
  }
  return [...entries.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

interface Wanted {
  readonly path?: string | undefined;
  readonly fileSpecType?: string | undefined;
  readonly targetFolderPath?: string | undefined;
}

interface Plan {
  readonly write: WrittenFile[];
  readonly skipped: number;
  readonly megabytes: number;
  readonly fate: JobFate | null;
}

const failed = (code: string, number: number, message: string, recommendation: string): JobFate => ({
  ends: 'Failed',
  error: { code, number, message, recommendations: [recommendation] },
});

/** Published by Azure; the numbers beside them are not. */
const notInSnapshot = failed(
  'DataTransferServiceSourceUriNotValid',
  400_301,
  'Restore fails because one of the files in the source does not exist.',
  "The selected items aren't present in the recovery point data. To recover the files, provide the correct file list.",
);
const someInTheWay = failed(
  'UserErrorAFSRecoverySomeFilesNotRestored',
  400_302,
  'One or more files could not be recovered successfully. For more information, check the failed file list in the path given above.',
  'Address the reasons and retry the restore operation for the failed files only.',
);
export const noTargetShare = failed(
  'TargetFileShareNotFound',
  400_303,
  'Target file share not found.',
  "Ensure that the selected Storage Account exists, and the target file share isn't deleted.",
);

/**
 * What a restore will come to: which files it writes, which it leaves as they are. Into another folder a file goes under its own
 * name and a folder with what is in it.
 */
export function restorePlan(
  snapshot: readonly ShareFile[],
  target: readonly ShareFile[],
  { specs, options }: { readonly specs: readonly Wanted[]; readonly options: string },
): Plan {
  const chosen: WrittenFile[] = [];
  for (const { path, fileSpecType, targetFolderPath } of specs.length > 0 ? specs : [{}]) {
    const wanted = plainPath(path ?? '');
    const whole = wanted === '' || /^directory$/i.test(fileSpecType ?? '');
    const found = snapshot.filter((file) => (whole ? inside(file.path, wanted) : same(file.path, wanted)));
    if (found.length === 0 && wanted !== '') return { write: [], skipped: 0, megabytes: 0, fate: notInSnapshot };
    const folder = plainPath(targetFolderPath ?? '');
    const cut = folder === '' ? 0 : wanted.lastIndexOf('/') + 1;
    for (const { path: from, size, modifiedAt } of found)
      chosen.push({ path: folder === '' ? from : `${folder}/${from.slice(cut)}`, size, modifiedAt });
  }
  const there = new Set(target.map(({ path }) => path.toLowerCase()));
  const inTheWay = chosen.filter(({ path }) => there.has(path.toLowerCase()));
  const write = /^skip$/i.test(options) ? chosen.filter((file) => !inTheWay.includes(file)) : chosen;
  const fate = /^failonconflict$/i.test(options) && inTheWay.length > 0 ? someInTheWay : null;
  return {
    write: /^createcopy$/i.test(options)
      ? write.map((file) => (inTheWay.includes(file) ? { ...file, path: copyOf(file.path) } : file))
      : write,
    skipped: chosen.length - write.length,
    megabytes: Math.round(write.reduce((sum, { size }) => sum + size, 0) / 1_048_576),
    fate,
  };
}

const copyOf = (path: string): string => path.replace(/(\.[^./]*)?$/, (end) => `_copy${end}`);

/** The restore is done: what was there before ends now. */
export function writeFiles(store: Store, share: Share, files: readonly WrittenFile[], now: number): void {
  const there = filesAt(store, share, now);
  for (const file of files) {
    for (const old of there) if (same(old.path, file.path)) putFile(store, { ...old, to: now });
    putFile(store, { ...share, ...file, from: now, to: null });
  }
}
