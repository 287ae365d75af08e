// The pin on a card: trials of a part of the flow take its pinned result instead of running it.
import { Icon } from '../ui/Icon.tsx';
import { useIsPinned } from './use-pins.ts';
import './PinMark.css';

export function PinMark({ id }: { readonly id: string }) {
  if (!useIsPinned(id)) return null;
  return (
    <span
      className="pin-mark"
      title="A result is pinned. Only trials of a part of the flow take it, no other run."
      data-testid={`pin-${id}`}
    >
      <Icon name="pin" size={12} />
      <span className="visually-hidden">pinned result</span>
    </span>
  );
}
