// The live list of jobs behind a form: those that run now.
import type { Capabilities } from '../../kit/capabilities.ts';
import type { Choice } from '../../kit/define.ts';
import type { Json } from '../../kit/json.ts';
import { vaultId } from '../find.ts';

type Ask = Capabilities & { readonly params: { readonly [name: string]: Json }; readonly search: string };

export async function runningJobChoices({ azure, params, search }: Ask): Promise<Choice[]> {
  const { vault } = params;
  if (typeof vault !== 'string' || vault === '' || vault.includes('{{')) return [];
  const found: Choice[] = [];
  for await (const job of azure.jobs(await vaultId(azure, vault), { status: 'InProgress' })) {
    const label = `${job.operation} of ${job.itemName}`;
    if (label.toLowerCase().includes(search.toLowerCase())) found.push({ value: job.jobId, label, detail: job.startTime });
  }
  return found;
}
