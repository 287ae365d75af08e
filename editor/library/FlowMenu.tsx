// The menu of a flow in a list.
import { Button, MenuDivider, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { Icon } from '../ui/Icon.tsx';
import { PageMenu } from '../ui/PageMenu.tsx';
import { changeFlows } from './change-flows.ts';
import { exportFlows } from './export-files.ts';
import { deleteFlow, duplicateFlow, favourFlow, readFlow } from './flow-actions.ts';
import { MoveDialog } from './MoveDialog.tsx';
import { TagDialog } from './TagDialog.tsx';

const RunDialog = lazy(() => import('../runs/RunDialog.tsx').then((module) => ({ default: module.RunDialog })));

export function FlowMenu({ flow }: { readonly flow: FlowSummary }) {
  const { id, name, enabled, publishedVersion, favourite } = flow;
  const archived = flow.archivedAt !== null;
  const [, go] = useLocation();
  const [running, setRunning] = useState<Flow | null>(null);
  const [asking, setAsking] = useState<'move' | 'tag' | null>(null);
  return (
    <>
      <PageMenu>
        <MenuTrigger disableButtonEnhancement>
          <Button
            appearance="subtle"
            size="small"
            icon={<Icon name="dots" size={18} />}
            aria-label={`More for “${name}”`}
            data-testid={`flow-menu-${id}`}
          />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem icon={<Icon name="flow" size={18} />} onClick={() => go(`/flows/${id}`)}>
              Open
            </MenuItem>
            <MenuItem
              icon={<Icon name="play" size={18} />}
              onClick={async () => setRunning(await readFlow(id))}
              data-testid="flow-menu-run"
            >
              Run …
            </MenuItem>
            <MenuItem icon={<Icon name="history" size={18} />} onClick={() => go(`/runs?flow=${encodeURIComponent(id)}`)}>
              Its runs
            </MenuItem>
            <MenuItem
              icon={<Icon name={enabled ? 'pause' : 'resume'} size={18} />}
              disabled={publishedVersion === null || archived}
              onClick={() => void changeFlows({ do: enabled ? 'disable' : 'enable' }, { flows: [flow] })}
              data-testid="flow-menu-switch"
            >
              {archived ? 'Arm (restore it first)' : publishedVersion === null ? 'Arm (publish it first)' : enabled ? 'Switch off' : 'Arm'}
            </MenuItem>
            <MenuItem icon={<Icon name="bookmark" size={18} />} onClick={() => void favourFlow(flow)}>
              {favourite ? 'No favourite any more' : 'Make it a favourite'}
            </MenuItem>
            <MenuDivider />
            <MenuItem icon={<Icon name="folder" size={18} />} onClick={() => setAsking('move')} data-testid="flow-menu-move">
              Move to a folder …
            </MenuItem>
            <MenuItem icon={<Icon name="tag" size={18} />} onClick={() => setAsking('tag')} data-testid="flow-menu-tag">
              Tags …
            </MenuItem>
            <MenuItem
              icon={<Icon name="copy" size={18} />}
              onClick={async () => {
                const to = await duplicateFlow(flow);
                if (to) go(to);
              }}
            >
              Duplicate
            </MenuItem>
            <MenuItem icon={<Icon name="download" size={18} />} onClick={() => void exportFlows([id])}>
              Export as file
            </MenuItem>
            <MenuDivider />
            <MenuItem
              icon={<Icon name={archived ? 'restore' : 'archive'} size={18} />}
              onClick={() => void changeFlows({ do: archived ? 'restore' : 'archive' }, { flows: [flow] })}
              data-testid="flow-menu-archive"
            >
              {archived ? 'Restore' : 'Archive'}
            </MenuItem>
            <MenuItem icon={<Icon name="delete" size={18} />} onClick={() => deleteFlow(flow)} data-testid="flow-menu-delete">
              Delete …
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </PageMenu>
      {asking === 'move' ? <MoveDialog picked={{ flows: [flow] }} from={flow.folder} onClose={() => setAsking(null)} /> : null}
      {asking === 'tag' ? <TagDialog picked={{ flows: [flow] }} has={flow.tags} onClose={() => setAsking(null)} /> : null}
      {running ? (
        <Suspense fallback={null}>
          <RunDialog
            other={{ id, flow: running }}
            onClose={() => setRunning(null)}
            onStarted={(runId) => go(`/flows/${id}/runs/${runId}`)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
