// The line under way from a port to the pointer: it lands on the target's way in when that is allowed.
import type { ConnectionLineComponentProps } from 'reactflow';
import { edgeRoute } from './edge-path.ts';
import { useGesture } from './gesture.ts';

export function LinkingLine({ fromX, fromY, toX, toY, fromHandle }: ConnectionLineComponentProps) {
  const refused = useGesture(({ why }) => why !== null);
  const here = { x: toX, y: toY, width: 0, height: 0 };
  const side = fromHandle.position === 'bottom' ? 'bottom' : 'right';
  const { path } = edgeRoute(
    { x: fromX, y: fromY },
    { x: toX, y: toY },
    { source: { x: fromX, y: fromY, width: 0, height: 0 }, target: here },
    side,
  );
  return <path d={path} className={`linking-line${refused ? ' linking-line-no' : ''}`} />;
}
