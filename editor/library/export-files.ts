// Flows as files that diff well: each in its one stable form, its samples and tests in a second file beside it. Where the browser can, they are
// written into a folder of the user's choice, in folders as in the library, such as a working copy of git; else they are downloaded.
import type { Flow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import { fileStem } from '../../nodes/kit/library.ts';
import { call } from '../api.ts';
import { download } from '../document/files.ts';
import { count } from '../ui/format.ts';
import { toast, toastError } from '../ui/toast.ts';

interface OutFile {
  /** '' for the top. */
  readonly folder: string;
  readonly name: string;
  readonly text: string;
}

interface Folder {
  getDirectoryHandle(name: string, options: { readonly create: true }): Promise<Folder>;
  getFileHandle(name: string, options: { readonly create: true }): Promise<{ createWritable(): Promise<WritableFile> }>;
}
interface WritableFile {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}
type PickFolder = (options: { readonly mode: 'readwrite'; readonly id: string }) => Promise<Folder>;

export async function exportFlows(ids: readonly string[]): Promise<void> {
  try {
    // Asked first: the browser opens a picker only right after a click.
    const into = ids.length > 1 ? await pickFolder() : null;
    const files = await filesOf(ids);
    for (const file of files) {
      if (into) await writeInto(into, file);
      else download(file.name, file.text);
      // Downloads that come at once are dropped by some browsers.
      if (!into && files.length > 1) await new Promise((next) => setTimeout(next, 150));
    }
    if (ids.length > 1)
      toast({
        title: `${count(ids.length, 'flow')} exported`,
        body: `${count(files.length, 'file')} ${into ? 'written' : 'downloaded'}.`,
        intent: 'success',
      });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    toastError('The flows could not be exported', error);
  }
}

function pickFolder(): Promise<Folder> | null {
  const pick = (window as { showDirectoryPicker?: PickFolder }).showDirectoryPicker;
  return pick ? pick.call(window, { mode: 'readwrite', id: 'vaultflow-flows' }) : null;
}

async function writeInto(top: Folder, { folder, name, text }: OutFile): Promise<void> {
  let at = top;
  for (const part of folder === '' ? [] : folder.split('/')) at = await at.getDirectoryHandle(part, { create: true });
  const writable = await (await at.getFileHandle(name, { create: true })).createWritable();
  await writable.write(text);
  await writable.close();
}

async function filesOf(ids: readonly string[]): Promise<readonly OutFile[]> {
  const { writeSamples } = await import('../../nodes/kit/testing/samples-file.ts');
  const taken = new Set<string>();
  const files: OutFile[] = [];
  for (const id of ids) {
    const [flow, { samples }, tests] = await Promise.all([
      call('getFlow', { params: { id } }),
      call('getSamples', { params: { id } }),
      call('listTests', { params: { id } }),
    ]);
    const { folder, tags, name } = flow;
    const stem = freeStem(folder, fileStem(name), taken);
    const document = { ...flow.document, ...(folder === '' ? {} : { folder }), ...(tags.length === 0 ? {} : { tags }) };
    files.push({ folder, name: `${stem}.flow.json`, text: writeFlow(document as unknown as Flow) });
    if (Object.keys(samples).length + tests.items.length > 0)
      files.push({ folder, name: `${stem}.samples.json`, text: writeSamples({ samples, tests: tests.items.map(({ test }) => test) }) });
  }
  return files;
}

/** Two flows may have one name; two files in a folder may not. */
function freeStem(folder: string, stem: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const wished = number === 1 ? stem : `${stem}-${number}`;
    if (taken.has(`${folder}/${wished}`)) continue;
    taken.add(`${folder}/${wished}`);
    return wished;
  }
}
