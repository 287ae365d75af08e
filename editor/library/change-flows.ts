// Changes many flows at once and says what came of it: a short message when all went well, a dialog that stays when some were refused.
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { type Answer, call, keys, queryClient } from '../api.ts';
import { confirm } from '../ui/confirm.ts';
import { count } from '../ui/format.ts';
import { showReport } from '../ui/report.ts';
import { toast, toastError } from '../ui/toast.ts';
import { filterOf, type LibraryQuery } from './library-query.ts';

type Changes = Parameters<typeof call<'changeFlows'>>[1]['body'];
export type FlowAction = Changes['action'];

/** Flows that were picked one by one, or all that are found. */
export type Picked =
  | { readonly flows: readonly Pick<FlowSummary, 'id' | 'name' | 'enabled'>[] }
  | { readonly query: LibraryQuery; readonly count: number };

export const pickedCount = (picked: Picked): number => ('flows' in picked ? picked.flows.length : picked.count);

export const refreshLists = () =>
  Promise.all([keys.flows(), keys.library, keys.overview].map((queryKey) => queryClient.invalidateQueries({ queryKey })));

const did: { readonly [A in FlowAction['do']]: (flows: string) => string } = {
  enable: (flows) => `${flows} armed`,
  disable: (flows) => `${flows} switched off`,
  archive: (flows) => `${flows} archived`,
  restore: (flows) => `${flows} restored`,
  move: (flows) => `${flows} moved`,
  tag: (flows) => `Tags of ${flows} changed`,
};

const detail: { readonly [A in FlowAction['do']]?: string } = {
  enable: 'Their triggers start runs of the published versions.',
  disable: 'Their triggers start nothing; runs under way go on.',
  archive: 'Nothing starts them by itself any more. They are under Archived.',
  restore: 'They are switched off until you arm them.',
};

const said = (flows: number): string => count(flows, 'flow');

async function ask(action: FlowAction, picked: Picked): Promise<boolean> {
  const flows = said(pickedCount(picked));
  const real = action.do === 'enable' || action.do === 'archive' || action.do === 'disable';
  const armed = 'flows' in picked ? picked.flows.filter(({ enabled }) => enabled).length : null;
  if (action.do === 'archive' && armed !== 0)
    return confirm({
      title: `Archive ${flows}?`,
      text: `${armed === null ? 'Those that are armed start nothing any more' : `${armed === 1 ? 'One of them is' : `${armed} of them are`} armed: nothing will start ${armed === 1 ? 'it' : 'them'} any more`}. Runs under way go on. You can restore an archived flow.`,
      action: 'Archive',
    });
  if (real && pickedCount(picked) > 1 && action.do !== 'archive')
    return confirm({
      title: action.do === 'enable' ? `Arm ${flows}?` : `Switch ${flows} off?`,
      text: detail[action.do] ?? '',
      action: action.do === 'enable' ? 'Arm' : 'Switch off',
    });
  return true;
}

/** False: nothing was asked of the server, or it said no to everything at once. */
export async function changeFlows(action: FlowAction, picked: Picked): Promise<boolean> {
  if (!(await ask(action, picked))) return false;
  try {
    const result = await call('changeFlows', {
      body: {
        action,
        ...('flows' in picked ? { flows: picked.flows.map(({ id }) => id) } : { filter: filterOf(picked.query), count: picked.count }),
      },
    });
    await refreshLists();
    tell(action, picked, result);
    return true;
  } catch (error) {
    toastError('The flows were not changed', error);
    return false;
  }
}

function tell(action: FlowAction, picked: Picked, { done, same, refused }: Answer<'changeFlows'>): void {
  if (refused.length > 0) {
    showReport({
      title: `${did[action.do](said(done))}, ${refused.length} refused`,
      intro: same > 0 ? `${said(same)} had it so already.` : '',
      entries: refused.map(({ id, name, says }) => ({ name: name ?? id, tone: 'bad' as const, says: [says] })),
    });
    return;
  }
  const only = 'flows' in picked && picked.flows.length === 1 ? picked.flows[0]?.name : undefined;
  const body = detail[action.do];
  const undo = 'flows' in picked && done > 0 ? undoOf(action, picked.flows) : null;
  toast({
    title: done === 0 ? 'Nothing had to be changed' : did[action.do](only === undefined ? said(done) : `“${only}”`),
    ...(body && done > 0 ? { body: only === undefined ? body : oneOf(body) } : {}),
    intent: 'success',
    ...(undo ? { action: { label: 'Undo', run: undo } } : {}),
  });
}

/** Takes back an archiving whole: what was armed is armed again. */
function undoOf(action: FlowAction, flows: readonly Pick<FlowSummary, 'id' | 'enabled'>[]): (() => void) | null {
  if (action.do !== 'archive') return null;
  const send = (back: FlowAction, ids: readonly string[]) =>
    ids.length === 0 ? undefined : call('changeFlows', { body: { action: back, flows: [...ids] } });
  return async () => {
    try {
      await send(
        { do: 'restore' },
        flows.map(({ id }) => id),
      );
      await send(
        { do: 'enable' },
        flows.filter(({ enabled }) => enabled).map(({ id }) => id),
      );
      await refreshLists();
    } catch (error) {
      toastError('Not everything could be taken back', error);
    }
  };
}

const oneOf = (sentence: string): string =>
  sentence
    .replace('Their triggers start', 'Its triggers start')
    .replace('the published versions', 'the published version')
    .replace('Nothing starts them', 'Nothing starts it')
    .replace('They are under', 'It is under')
    .replace('They are switched off until you arm them', 'It is switched off until you arm it');
