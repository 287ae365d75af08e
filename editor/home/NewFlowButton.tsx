// "New flow": with which trigger, or from a file.
import { Button, MenuDivider, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { useLocation } from 'wouter';
import { useNodeTypes } from '../api.ts';
import { Icon } from '../ui/Icon.tsx';
import { PageMenu } from '../ui/PageMenu.tsx';
import { startTriggers } from './start-flow.ts';
import { useStart } from './use-start.ts';

export function NewFlowButton() {
  const { busy, withTrigger, importFiles } = useStart();
  const nodeTypes = useNodeTypes();
  const [, go] = useLocation();
  return (
    <PageMenu>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="primary" disabled={busy} data-testid="new-flow">
          {busy ? 'Making it …' : 'New flow'}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {startTriggers.map(({ type, title }) => (
            <MenuItem
              key={type}
              icon={<Icon name={nodeTypes.of(type)?.icon ?? 'play'} size={18} />}
              onClick={() => withTrigger(type)}
              data-testid={`new-flow-${type}`}
            >
              Started {title.charAt(0).toLowerCase()}
              {title.slice(1)}
            </MenuItem>
          ))}
          <MenuDivider />
          <MenuItem icon={<Icon name="template" size={18} />} onClick={() => go('/templates')}>
            From a template
          </MenuItem>
          <MenuItem icon={<Icon name="upload" size={18} />} onClick={importFiles} data-testid="new-flow-import">
            From files …
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </PageMenu>
  );
}
