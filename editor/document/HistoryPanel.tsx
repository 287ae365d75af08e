// The versions of a flow, newest first: who made them, what they said, what changed since; any of them can be looked at and
// restored.
import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { Flow } from '../../nodes/kit/flow.ts';
import { call, keys } from '../api.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { exact, moment } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Pill } from '../ui/StatusPill.tsx';
import { toastError } from '../ui/toast.ts';
import { flowOf } from './read-flow.ts';
import { flushSave } from './saving.ts';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';
import { restoreVersion, showVersion } from './versions.ts';
import './HistoryPanel.css';

export default function HistoryPanel() {
  const flowId = useDocument((state) => state.flowId) ?? '';
  const { data, error, isPending } = useQuery({
    queryKey: keys.versions(flowId),
    queryFn: ({ signal }) => call('listVersions', { params: { id: flowId }, query: { limit: 100 }, signal }),
  });
  if (isPending) return <Skeleton label="Reading the versions" lines={6} />;
  if (error)
    return (
      <EmptyState icon="alert" title="The versions could not be read">
        {error.message}
      </EmptyState>
    );
  if (data.items.length === 0)
    return (
      <EmptyState icon="history" title="No versions yet">
        Publishing makes a version; so does running the draft. Versions never change, and every run says which one it ran.
      </EmptyState>
    );
  const take = async (number: number, then: (number: number, flow: Flow) => void) => {
    try {
      // The draft is put aside: what was just typed into it goes to the server first.
      await flushSave();
      const flow = flowOf((await call('getVersion', { params: { id: flowId, number } })).document);
      if (!flow) throw new Error('It is not a flow that this version of Vaultflow can read.');
      then(number, flow);
      useSession.getState().set({ tab: 'build' });
    } catch (thrown) {
      toastError(`Version ${number} could not be read`, thrown);
    }
  };
  return (
    <div className="history">
      <h2 className="history-title">Versions</h2>
      <ol className="history-list" reversed>
        {data.items.map((version) => (
          <li key={version.number} className="history-item" data-testid={`version-${version.number}`}>
            <span className="history-number numbers">v{version.number}</span>
            <span className="history-text">
              <span className="history-says">{version.message ?? (version.published ? 'Published' : 'Made by running the draft')}</span>
              <span className="history-who" title={exact(version.createdAt)}>
                {version.createdBy.name} · {moment(version.createdAt)}
              </span>
            </span>
            {version.current ? (
              <Pill tone="green" icon="check" size="small">
                Published
              </Pill>
            ) : null}
            <Button size="small" onClick={() => void take(version.number, showVersion)}>
              Look at it
            </Button>
            <Button size="small" appearance="subtle" onClick={() => void take(version.number, restoreVersion)}>
              Make it the draft
            </Button>
          </li>
        ))}
      </ol>
    </div>
  );
}
