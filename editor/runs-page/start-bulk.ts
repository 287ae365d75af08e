// Retries or cancels many runs: asks the server how many it would take, says it, and starts it for exactly that number.
import type { BulkAction, RunFilterWire } from '../../nodes/kit/wire/runs-bulk.ts';
import { call, queryClient } from '../api.ts';
import { confirm } from '../ui/confirm.ts';
import { count, number } from '../ui/format.ts';
import { toast, toastError } from '../ui/toast.ts';

export type Chosen = { readonly runs: string[] } | { readonly filter: RunFilterWire };

const words = {
  retry: { verb: 'Retry', none: 'None of these runs has failed or was cancelled.' },
  cancel: { verb: 'Cancel', none: 'None of these runs is still going on.' },
} as const;

/** The id of the action; null: nothing was started. */
export async function startBulk(action: BulkAction, chosen: Chosen): Promise<string | null> {
  const { verb, none } = words[action];
  try {
    const counted = await call('countBulk', { body: { action, ...chosen } });
    if (counted.count === 0) {
      toast({ title: `Nothing to ${action}`, body: none, intent: 'info' });
      return null;
    }
    if (counted.more) {
      toast({ title: 'Too many runs at once', body: `There are more than ${counted.count}. Narrow the filter.`, intent: 'info' });
      return null;
    }
    const real = counted.flows.reduce((sum, flow) => sum + flow.real, 0);
    const flows = counted.flows.slice(0, 4).map((flow) => `“${flow.name}” ${flow.count}×`);
    const rest = counted.flows.length - flows.length;
    const sure = await confirm({
      title: `${verb} ${count(counted.count, 'run')}?`,
      text: `${flows.join(', ')}${rest > 0 ? ` and ${count(rest, 'more flow')}` : ''}. ${
        real > 0 ? `${real === counted.count ? 'All' : number(real)} outside practice. ` : 'All in practice. '
      }${action === 'retry' ? 'Each retry takes over the steps that succeeded.' : 'Jobs that already run in Azure go on.'}`,
      action: `${verb} runs`,
      destructive: action === 'cancel' || real > 0,
    });
    if (!sure) return null;
    const started = await call('startBulk', { body: { action, ...chosen, count: counted.count } });
    void queryClient.invalidateQueries({ queryKey: ['runs'] });
    return started.id;
  } catch (error) {
    toastError(`The runs were not ${action === 'retry' ? 'retried' : 'cancelled'}`, error);
    return null;
  }
}
