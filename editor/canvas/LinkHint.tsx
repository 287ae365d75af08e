// While a line is drawn by keyboard: what Enter would connect, and which keys choose something else. Read aloud as it changes.
import { nameOf } from './actions.ts';
import { useGesture } from './gesture.ts';

export function LinkHint() {
  const linking = useGesture((gesture) => gesture.linking);
  const target = useGesture((gesture) => gesture.linkTarget);
  if (!linking || target === null) return null;
  return (
    <div className="link-hint" role="status" data-testid="link-hint">
      <span>
        {linking.instead === undefined ? 'Connect' : 'Lead the line from'} {nameOf(linking.from)} ({linking.port}) to {nameOf(target)}
      </span>
      <span>
        <kbd>Enter</kbd> connect
      </span>
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> another step
      </span>
      <span>
        <kbd>Tab</kbd> another way out
      </span>
      <span>
        <kbd>Esc</kbd> leave
      </span>
    </div>
  );
}
