// Ways to begin: a flow with a trigger, or a file (a flow or a template). Makes it on the server and says the address to go to;
// going there is the caller's. Reading a document is loaded only when a file is chosen.
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { type Answer, ApiError, call, keys, queryClient } from '../api.ts';
import { freeName } from '../templates/free-name.ts';

type Document = Answer<'getFlow'>['document'];

/** The triggers to begin with, in the order people ask for them. */
export const startTriggers = [
  { type: 'core.manual', title: 'By hand', says: 'Starts with the Run button, the API or the command line.' },
  { type: 'core.schedule', title: 'On a schedule', says: 'Starts every hour, day, week or month, in your time zone.' },
  { type: 'core.webhook', title: 'By a webhook', says: 'Starts when another system calls its address.' },
] as const;

export type StartTrigger = (typeof startTriggers)[number]['type'];

/** A flow of one step: its trigger. */
export const flowWithTrigger = (type: StartTrigger, known: NodeTypeJson | null): Document => ({
  format: 1,
  name: 'Untitled flow',
  nodes: [{ id: 'start', type, version: known?.version ?? 1, title: known?.title ?? 'Start', position: { x: 0, y: 0 }, params: {} }],
});

/** Makes a flow and says its address. */
export async function createFlow(document: Document): Promise<string> {
  const flow = await call('createFlow', { body: { document } });
  queryClient.setQueryData(keys.flow(flow.id), flow);
  void queryClient.invalidateQueries({ queryKey: keys.flows() });
  return `/flows/${flow.id}`;
}

export type Imported = { readonly to: string } | { readonly problem: string };

/** Takes a flow or a template, whichever the file holds. */
export async function importText(text: string): Promise<Imported> {
  const { readFlowText } = await import('../document/files.ts');
  const value = jsonOf(text);
  if (isTemplate(value)) {
    const template = await createTemplate(value as Document);
    void queryClient.invalidateQueries({ queryKey: keys.templates });
    return { to: `/templates/${template.id}` };
  }
  const flow = await readFlowText(text);
  return typeof flow === 'string' ? { problem: flow } : { to: await createFlow(flow as unknown as Document) };
}

/** Undefined when it is no JSON; reading it as a flow then says where it breaks off. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A name that is taken gives way to the next free one: the file may be a changed copy of what is here. */
async function createTemplate(document: Document) {
  try {
    return await call('createTemplate', { body: { document } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'conflict' || typeof document.name !== 'string') throw error;
    const { items } = await call('listTemplates', { query: { limit: 200 } });
    const name = freeName(
      document.name,
      items.map((template) => template.name),
    );
    return call('createTemplate', { body: { document: { ...document, name } } });
  }
}

const isTemplate = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'flow' in value && 'parameters' in value && !('nodes' in value);

/** Asks for a file and imports it; null when none was chosen. */
export async function importChosenFile(): Promise<Imported | null> {
  const { chooseFile } = await import('../document/files.ts');
  const file = await chooseFile();
  return file ? importText(await file.text()) : null;
}
