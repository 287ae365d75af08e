// The versions of a flow, newest first: who made them, what they said, what changed since; any of them can be looked at,
// compared and restored.
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { Flow } from '../../nodes/kit/flow.ts';
import { call, keys } from '../api.ts';
import { flushSave } from '../document/saving.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { exact, moment } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Pill } from '../ui/StatusPill.tsx';
import { toastError } from '../ui/toast.ts';
import { compare } from './compare.ts';
import { readVersion } from './read-version.ts';
import { restoreVersion, showVersion } from './shelf.ts';
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
  const published = data.items.find(({ current }) => current);
  const take = async (number: number, then: (number: number, flow: Flow) => void) => {
    try {
      // The draft is put aside: what was just typed into it goes to the server first.
      await flushSave();
      then(number, await readVersion(flowId, number));
      useSession.getState().set({ tab: 'build' });
    } catch (thrown) {
      toastError(`Version ${number} could not be read`, thrown);
    }
  };
  return (
    <div className="history">
      <h2 className="history-title">Versions</h2>
      <ol className="history-list" reversed>
        {data.items.map((version, index) => (
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
            <Menu>
              <MenuTrigger disableButtonEnhancement>
                <Button size="small" aria-label={`Compare version ${version.number}`} data-testid={`compare-${version.number}`}>
                  Compare
                </Button>
              </MenuTrigger>
              <MenuPopover>
                <MenuList>
                  <MenuItem onClick={() => void compare(version.number, null)}>With the draft</MenuItem>
                  {data.items[index + 1] ? (
                    <MenuItem onClick={() => void compare((data.items[index + 1] as typeof version).number, version.number)}>
                      With the version before it
                    </MenuItem>
                  ) : null}
                  {published !== undefined && published.number !== version.number ? (
                    <MenuItem
                      onClick={() => void compare(Math.min(published.number, version.number), Math.max(published.number, version.number))}
                    >
                      With the published one, v{published.number}
                    </MenuItem>
                  ) : null}
                </MenuList>
              </MenuPopover>
            </Menu>
            <Button size="small" appearance="subtle" onClick={() => void take(version.number, restoreVersion)}>
              Make it the draft
            </Button>
          </li>
        ))}
      </ol>
    </div>
  );
}
