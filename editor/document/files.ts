// A flow as a file: written in its one stable form, read with the reasons when it cannot be.
import type { Flow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import { fileStem } from '../../nodes/kit/library.ts';
import { toast } from '../ui/toast.ts';
import { useDocument } from './store.ts';

/** @example fileName('Nightly backup report') // 'nightly-backup-report.flow.json' */
export const fileName = (name: string): string => `${fileStem(name)}.flow.json`;

export const exportFile = (flow: Flow): void => download(fileName(flow.name), writeFlow(flow));

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Reads a flow document; when it is none, what is wrong and where, a line each. */
export async function readFlowText(text: string): Promise<Flow | string> {
  const { readFlowFile } = await import('../../nodes/kit/flow-file.ts');
  const read = readFlowFile(text);
  if ('flow' in read) return read.flow;
  const said = read.problems.slice(0, shownProblems).map((problem) => wordsOfProblem(problem, read.isJson));
  const more = read.problems.length - said.length;
  return `${read.isJson ? 'This is not a flow: ' : ''}${[...said, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n')}`;
}

/** @example '/nodes/2/type (line 8): Required.' */
export function wordsOfProblem(
  problem: { readonly line: number | null; readonly path: string; readonly message: string },
  isJson: boolean,
): string {
  const { line, path, message } = problem;
  if (!isJson) return `${line === null ? '' : `Line ${line}: `}${message}.`;
  return `${path || 'the document'}${line === null ? '' : ` (line ${line})`}: ${message}.`;
}

/** So many reasons fit into a message; the next import says the rest. */
const shownProblems = 4;

/** Asks for files, one or many; empty when none was chosen. */
export function chooseFiles(many = true): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = many;
    input.accept = '.json,application/json';
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/** Replaces the open flow by a file's, one undo away. */
export async function importFile(): Promise<void> {
  const [file] = await chooseFiles(false);
  if (!file) return;
  const flow = await readFlowText(await file.text());
  if (typeof flow === 'string') toast({ title: `“${file.name}” could not be imported`, body: flow, intent: 'error' });
  else {
    // Where the file lay is no matter of this flow: it stays in its folder.
    const { folder: _, tags: __, ...imported } = flow;
    useDocument.getState().edit(`Import ${file.name}`, () => imported);
  }
}
