// Runs a part of the draft: one step, all up to it, or all from it on. What comes before is not run again: its results are those of
// the run that is shown, or of the newest.
import { useMemo, useState } from 'react';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Accepted } from '../../nodes/kit/wire/runs.ts';
import { call, nodeTypesNow, queryClient } from '../api.ts';
import { titleOf } from '../canvas/card-size.ts';
import { nodeOf } from '../document/edits.ts';
import { flushSave } from '../document/saving.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { type RunSource, useRunSource } from '../inspector/step-results.ts';
import { readPins } from '../pins/use-pins.ts';
import { RunDialog } from '../runs/RunDialog.tsx';
import { toast } from '../ui/toast.ts';
import { type PartRange, partOfFlow } from './part-of-flow.ts';

export type PartKind = 'only' | 'to' | 'from';

/** A sample is a value for a trial, not a copy of the estate. */
const mostItems = 1_000;

export default function PartRunDialog({ kind, onClose }: { readonly kind: PartKind; readonly onClose: () => void }) {
  const flow = useDocument((state) => state.flow);
  const flowId = useDocument((state) => state.flowId) ?? '';
  const [id] = useState(() => useSession.getState().selection.nodes[0] ?? '');
  const source = useRunSource();
  const range: PartRange = useMemo(() => ({ ...(kind === 'to' ? {} : { from: id }), ...(kind === 'from' ? {} : { to: id }) }), [kind, id]);
  const part = useMemo(() => partOfFlow(flow, range), [flow, range]);
  const node = nodeOf(flow, id);
  if (!node) return null;
  const name = titleOf(node, nodeTypesNow().of(node.type, node.version));
  const words = { only: `only “${name}”`, to: `up to “${name}”`, from: `from “${name}” on` }[kind];
  const start = async (inputs: { readonly [name: string]: Json }): Promise<Accepted> => {
    await flushSave();
    const { samples, missing } = await samplesOf(flowId, source, part.needs);
    if (missing.length > 0)
      toast({
        title: 'Some values are empty',
        body: `${missing.map((each) => `“${titleById(each)}”`).join(', ')} has not run yet, so nothing comes from there. Run the flow up to here first, or pin a result to it.`,
        intent: 'warning',
      });
    const accepted = await call('startRun', {
      params: { id: flowId },
      body: { version: 'draft', inputs: inputs as never, samples: samples as never, ...range },
    });
    void queryClient.invalidateQueries({ queryKey: ['runs'] });
    return accepted;
  };
  return <RunDialog other={{ id: flowId, flow: { ...part.flow, name: `${flow.name}: ${words}` } }} start={start} onClose={onClose} />;
}

const titleById = (id: string): string => {
  const node = nodeOf(useDocument.getState().flow, id);
  return node ? titleOf(node, nodeTypesNow().of(node.type, node.version)) : id;
};

/** What is pinned counts; else what the last run gave. */
async function samplesOf(
  flowId: string,
  source: RunSource | null,
  needs: readonly string[],
): Promise<{ samples: JsonObject; missing: readonly string[] }> {
  const all = needs.length > 0 ? await readPins(flowId) : {};
  const pinned = needs.filter((id) => Object.hasOwn(all, id));
  const known = needs.filter((id) => !pinned.includes(id) && source?.step(id)?.hasOutput === true);
  const values = await Promise.all(
    known.map(async (id): Promise<[string, Json]> => {
      const { data, list } = await call('getStepOutput', {
        params: { id: source?.run.id ?? '', key: id },
        query: { from: 0, limit: mostItems },
      });
      if (!list) return [id, data as Json];
      const rest = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
      return [id, { ...rest, [list.property]: list.items } as Json];
    }),
  );
  return {
    samples: Object.fromEntries([...values, ...pinned.map((id): [string, Json] => [id, all[id] as Json])]),
    missing: needs.filter((id) => !known.includes(id) && !pinned.includes(id)),
  };
}
