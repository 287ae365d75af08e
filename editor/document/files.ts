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

/** Reads a flow document; a sentence when it is none. */
export async function readFlowText(text: string): Promise<Flow | string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return `This is not JSON: ${thrown instanceof Error ? thrown.message : ''}`;
  }
  const { parseFlow } = await import('../../nodes/kit/flow.ts');
  const parsed = parseFlow(value);
  if ('flow' in parsed) return parsed.flow;
  const [first] = parsed.problems;
  return first ? `This is not a flow: ${first.path || 'the document'} ${first.message}` : 'This is not a flow.';
}

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
