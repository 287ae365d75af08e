// How the draft stands to what is published: "Draft · 3 changes since v14".
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call, keys } from '../api.ts';
import { count } from '../ui/format.ts';
import { changesBetween } from './changes.ts';
import { flowOf } from './read-flow.ts';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';
import { useShelf } from './versions.ts';

export function DraftPill() {
  const flowId = useDocument((state) => state.flowId);
  const flow = useDocument((state) => state.flow);
  const published = useDocument((state) => state.summary?.publishedVersion ?? null);
  const enabled = useDocument((state) => state.summary?.enabled ?? false);
  const shown = useShelf((shelf) => shelf.number);
  const { data: version } = useQuery({
    queryKey: keys.version(flowId ?? '', published ?? 0),
    enabled: flowId !== null && published !== null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => flowOf((await call('getVersion', { params: { id: flowId ?? '', number: published ?? 0 } })).document),
  });
  const changes = useMemo(() => (version && shown === null ? changesBetween(version, flow) : []), [version, flow, shown]);
  const says =
    shown !== null
      ? `Version ${shown}, read only`
      : published === null
        ? 'Draft · not published'
        : changes.length > 0
          ? `Draft · ${count(changes.length, 'change')} since v${published}`
          : `v${published} · ${enabled ? 'published' : 'switched off'}`;
  const list = changes
    .slice(0, 12)
    .map(({ kind, what }) => `${what} ${kind}`)
    .join('\n');
  return (
    <button
      type="button"
      className="draft-pill"
      title={list === '' ? 'See the versions of this flow' : list}
      onClick={() => useSession.getState().set({ tab: 'history' })}
      data-testid="draft-pill"
    >
      {says}
    </button>
  );
}
