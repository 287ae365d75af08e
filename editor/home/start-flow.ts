// Ways to begin: a flow with a trigger, or what was read from a file (a flow or a template). Makes it on the server; going there is
// the caller's.
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { type Answer, ApiError, call, keys, queryClient } from '../api.ts';
import { freeName } from '../templates/free-name.ts';

export type Document = Answer<'getFlow'>['document'];

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

export async function createFlow(document: Document): Promise<Answer<'createFlow'>> {
  const flow = await call('createFlow', { body: { document } });
  queryClient.setQueryData(keys.flow(flow.id), flow);
  void queryClient.invalidateQueries({ queryKey: keys.flows() });
  return flow;
}

/** A name that is taken gives way to the next free one: the file may be a changed copy of what is here. */
export async function createTemplate(document: Document) {
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
