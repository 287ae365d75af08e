// A flow as a file: written in its one stable form, read with the reasons when it cannot be.
import type { Flow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import { toast } from '../ui/toast.ts';
import { useDocument } from './store.ts';

/** @example fileName('Nightly backup report') // 'nightly-backup-report.flow.json' */
export const fileName = (name: string): string =>
  `${
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'flow'
  }.flow.json`;

export function exportFile(flow: Flow): void {
  const url = URL.createObjectURL(new Blob([writeFlow(flow)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(flow.name);
  link.click();
  URL.revokeObjectURL(url);
}

/** Reads a flow document; when it is none, what is wrong and where, a line each. */
export async function readFlowText(text: string): Promise<Flow | string> {
  const { readFlowFile } = await import('../../nodes/kit/flow-file.ts');
  const read = readFlowFile(text);
  if ('flow' in read) return read.flow;
  const said = read.problems.slice(0, shownProblems).map(({ line, path, message }) => {
    const where = line === null ? '' : `line ${line}`;
    if (!read.isJson) return `${where === '' ? '' : `Line ${line}: `}${message}.`;
    return `${path || 'the document'}${where === '' ? '' : ` (${where})`}: ${message}.`;
  });
  const more = read.problems.length - said.length;
  return `${read.isJson ? 'This is not a flow: ' : ''}${[...said, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n')}`;
}

/** So many reasons fit into a message; the next import says the rest. */
const shownProblems = 4;

/** Asks for a file; null when none was chosen. */
export function chooseFile(): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.json,application/json';
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

/** Replaces the open flow by a file's, one undo away. */
export async function importFile(): Promise<void> {
  const file = await chooseFile();
  if (!file) return;
  const flow = await readFlowText(await file.text());
  if (typeof flow === 'string') toast({ title: `“${file.name}” could not be imported`, body: flow, intent: 'error' });
  else useDocument.getState().edit(`Import ${file.name}`, () => flow);
}
