// Says on the canvas that this flow works in the practice subscription: nobody should have to look for it.
import { useQuery } from '@tanstack/react-query';
import { call, keys } from '../api.ts';
import { useDocument } from '../document/store.ts';
import { PracticePill } from '../ui/StatusPill.tsx';

export function PracticeMark() {
  const flowId = useDocument((state) => state.flowId);
  const slots = useDocument((state) => state.savedFlow.connections.length);
  const { data } = useQuery({
    // A slot gets its connection when it is saved.
    queryKey: [...keys.bindings(flowId ?? ''), slots],
    enabled: flowId !== null && slots > 0,
    queryFn: async ({ signal }) => (await call('getBindings', { params: { id: flowId ?? '' }, signal })).items,
  });
  if (slots === 0 || !data?.some(({ practice }) => practice)) return null;
  return (
    <div className="practice-mark" data-testid="practice">
      <PracticePill size="medium" />
    </div>
  );
}
