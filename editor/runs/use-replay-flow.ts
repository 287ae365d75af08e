// The flow version that a run ran: the canvas shows the run on it, not on the draft of today. An ended run never changes, nor does
// a version.
import { useQuery } from '@tanstack/react-query';
import { type Flow, parseFlow } from '../../nodes/kit/flow.ts';
import { type ApiError, call, keys } from '../api.ts';
import { useRun } from './run-store.ts';

export interface ReplayFlow {
  readonly flow: Flow | null;
  readonly version: number | null;
  readonly loading: boolean;
  readonly error: ApiError | null;
}

/** Null flow while nothing is shown or it is being read. */
export function useReplayFlow(runId: string | null): ReplayFlow {
  const run = useRun();
  const shown = run && run.id === runId ? run : null;
  const { data, isLoading, error } = useQuery({
    queryKey: keys.version(shown?.flowId ?? '', shown?.version ?? 0),
    queryFn: async () => {
      const { document } = await call('getVersion', { params: { id: shown?.flowId ?? '', number: shown?.version ?? 0 } });
      const parsed = parseFlow(document);
      return 'flow' in parsed ? parsed.flow : null;
    },
    enabled: shown !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return {
    flow: shown ? (data ?? null) : null,
    version: shown?.version ?? null,
    loading: runId !== null && (shown === null || isLoading),
    error: error as ApiError | null,
  };
}
