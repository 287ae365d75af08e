// How the draft stands to what is published: "Draft · 3 changes since v14".
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { count } from '../ui/format.ts';
import { changesBetween } from './changes.ts';
import { versionQuery } from './read-version.ts';
import { useShelf } from './shelf.ts';

export function DraftPill() {
  const flowId = useDocument((state) => state.flowId);
  const flow = useDocument((state) => state.flow);
  const published = useDocument((state) => state.summary?.publishedVersion ?? null);
  const enabled = useDocument((state) => state.summary?.enabled ?? false);
  const shown = useShelf((shelf) => shelf.number);
  const comparing = useShelf((shelf) => shelf.comparison !== null);
  const { data: version } = useQuery({ ...versionQuery(flowId ?? '', published ?? 0), enabled: flowId !== null && published !== null });
  const changes = useMemo(
    () => (version && shown === null && !comparing ? changesBetween(version, flow) : []),
    [version, flow, shown, comparing],
  );
  const says = comparing
    ? 'Comparison, read only'
    : shown !== null
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
