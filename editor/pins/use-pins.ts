// Pinned samples of the open flow: results that steps are given in a trial of a part, instead of those of the last run. They stand
// beside the flow on the server; no other run ever sees them.
import { useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import type { Json } from '../../nodes/kit/json.ts';
import { call, keys, queryClient } from '../api.ts';
import { useDocument } from '../document/store.ts';

type Samples = { readonly [nodeId: string]: Json };

const samplesQuery = (flowId: string) => ({
  queryKey: [...keys.samples(flowId), 'pins'],
  queryFn: async (): Promise<Samples> => (await call('getSamples', { params: { id: flowId } })).samples as Samples,
  staleTime: 30_000,
});

export function usePin(nodeId: string): Json | undefined {
  const flowId = useDocument((state) => state.flowId);
  const { data } = useQuery({
    ...samplesQuery(flowId ?? ''),
    enabled: flowId !== null,
    select: (samples: Samples) => (Object.hasOwn(samples, nodeId) ? { value: samples[nodeId] as Json } : null),
  });
  return data?.value;
}

/** Which steps have one, for the cards: thousands of them must not each ask the cache of the server's answers. */
const usePinned = create<{ readonly flowId: string | null; readonly ids: ReadonlySet<string> }>(() => ({ flowId: null, ids: new Set() }));

export const useIsPinned = (nodeId: string): boolean => usePinned(({ ids }) => ids.has(nodeId));

export async function readPins(flowId: string): Promise<Samples> {
  const samples = await queryClient.fetchQuery({ ...samplesQuery(flowId), staleTime: 0 });
  if (usePinned.getState().flowId === flowId) usePinned.setState({ ids: new Set(Object.keys(samples)) });
  return samples;
}

/** What could not be read is read again when somebody wants to pin or to try a part. */
export function openPins(flowId: string): void {
  usePinned.setState({ flowId, ids: new Set() });
  readPins(flowId).catch(() => undefined);
}

/** Undefined: nothing is pinned to it any more. */
export async function savePin(flowId: string, nodeId: string, value: Json | undefined): Promise<void> {
  const { [nodeId]: _, ...others } = await readPins(flowId);
  const samples = value === undefined ? others : { ...others, [nodeId]: value };
  await call('saveSamples', { params: { id: flowId }, body: { samples: samples as never } });
  await queryClient.invalidateQueries({ queryKey: keys.samples(flowId) });
  await readPins(flowId);
}
