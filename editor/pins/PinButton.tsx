// Beside the result of a step: pin it, or change what is pinned.
import { Button } from '@fluentui/react-components';
import { runCommand } from '../commands/run.ts';
import { useDocument } from '../document/store.ts';
import { Icon } from '../ui/Icon.tsx';
import { usePin } from './use-pins.ts';

export function PinButton({ nodeId }: { readonly nodeId: string }) {
  const pinned = usePin(nodeId) !== undefined;
  const readOnly = useDocument((state) => state.readOnly);
  if (readOnly) return null;
  return (
    <p>
      <Button size="small" icon={<Icon name="pin" size={14} />} onClick={() => runCommand('pin')} data-testid="pin-result">
        {pinned ? 'Pinned: change …' : 'Pin a result …'}
      </Button>
    </p>
  );
}
