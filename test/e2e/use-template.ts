// What tests of shipped templates share: how a case is written down, and how a flow is made from a template and run.
import type { Run } from '../../nodes/kit/records.ts';
import type { Product } from './product.ts';
import { stepsOf, untilEnded } from './watch-run.ts';

/** A template runs to success with its defaults and goes its failure branch with one changed parameter. */
export interface TemplateCase {
  readonly template: string;
  /** The changed parameter, what the steps then come to, and how the run ends. */
  readonly changed: object;
  readonly failing: Readonly<Record<string, string>>;
  readonly ends: 'succeeded' | 'failed';
  /** What its messages say only then, where the steps outside its loops come to the same either way. */
  readonly tells?: string;
  /** What the steps come to with the defaults. */
  readonly good: Readonly<Record<string, string>>;
}

export async function makeFlow(product: Product, template: string, parameters: object = {}): Promise<string> {
  const made = await product.api('POST', `/api/templates/${template}/flows`, { parameters });
  if (made.status !== 201) throw new Error(`${template}: ${JSON.stringify(made.body)}`);
  return (made.body as { id: string }).id;
}

/** Starts a run and does not wait for its end. */
export async function start(product: Product, flowId: string, inputs?: object): Promise<string> {
  const accepted = await product.api('POST', `/api/flows/${flowId}/runs`, inputs ? { inputs } : {});
  if (accepted.status !== 202) throw new Error(`flow ${flowId} does not start: ${JSON.stringify(accepted.body)}`);
  return (accepted.body as { runId: string }).runId;
}

export const runFlow = async (product: Product, flowId: string, inputs?: object): Promise<Run> =>
  untilEnded(product, await start(product, flowId, inputs));

export const statuses = async (product: Product, runId: string): Promise<Record<string, string>> =>
  Object.fromEntries((await stepsOf(product, runId)).map(({ key, status }) => [key, status]));
