// The menu of a flow in a list.
import { Button, MenuDivider, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { Icon } from '../ui/Icon.tsx';
import { PageMenu } from '../ui/PageMenu.tsx';
import { deleteFlow, duplicateFlow, exportFlow, readFlow, switchFlow } from './flow-actions.ts';

const RunDialog = lazy(() => import('../runs/RunDialog.tsx').then((module) => ({ default: module.RunDialog })));

export function FlowMenu({ flow }: { readonly flow: FlowSummary }) {
  const { id, name, enabled, publishedVersion } = flow;
  const [, go] = useLocation();
  const [running, setRunning] = useState<Flow | null>(null);
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
              disabled={publishedVersion === null}
              onClick={() => switchFlow(flow)}
              data-testid="flow-menu-switch"
            >
              {publishedVersion === null ? 'Arm (publish it first)' : enabled ? 'Switch off' : 'Arm'}
            </MenuItem>
            <MenuDivider />
            <MenuItem
              icon={<Icon name="copy" size={18} />}
              onClick={async () => {
                const to = await duplicateFlow(flow);
                if (to) go(to);
              }}
            >
              Duplicate
            </MenuItem>
            <MenuItem icon={<Icon name="download" size={18} />} onClick={() => exportFlow(id)}>
              Export as file
            </MenuItem>
            <MenuDivider />
            <MenuItem icon={<Icon name="delete" size={18} />} onClick={() => deleteFlow(flow)} data-testid="flow-menu-delete">
              Delete …
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </PageMenu>
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
