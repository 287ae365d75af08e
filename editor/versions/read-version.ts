// Versions from the server, as flows. They never change, so each is read once.
import type { Flow } from '../../nodes/kit/flow.ts';
import { call, keys, queryClient } from '../api.ts';
import { flowOf } from '../document/read-flow.ts';

export const versionQuery = (flowId: string, number: number) => ({
  queryKey: keys.version(flowId, number),
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => flowOf((await call('getVersion', { params: { id: flowId, number } })).document),
});

/** Throws with a sentence when it cannot be read. */
export async function readVersion(flowId: string, number: number): Promise<Flow> {
  const flow = await queryClient.fetchQuery(versionQuery(flowId, number));
  if (!flow) throw new Error('It is not a flow that this version of Vaultflow can read.');
  return flow;
}
