// The dots of a card: the way in on the left, its own ways out on the right, the common ones (failed, always, skipped) at the
// bottom, shown when used or looked for. Their places come from card-size.ts; CSS may not move them.
import { Handle, Position } from 'reactflow';
import type { CardData } from './canvas-items.ts';
import { handleSize, type PortPlace } from './card-size.ts';
import './Ports.css';

const position = { left: Position.Left, right: Position.Right, bottom: Position.Bottom } as const;
const words: Readonly<Record<string, string>> = { failed: 'if it fails', always: 'in any case', skipped: 'if it is skipped' };

/** Offsets count from inside the card's border, places from its outer edge. */
const border = 1;
const at = ({ x, y }: PortPlace) => ({ left: x - handleSize / 2 - border, top: y - handleSize / 2 - border });

export function Ports({ data, tone }: { readonly data: CardData; readonly tone: string | null }) {
  const { node, input, ports, used } = data;
  const own = ports.filter(({ common }) => !common).length;
  return (
    <>
      {input ? (
        <Handle
          type="target"
          id={input.port}
          position={Position.Left}
          style={at(input)}
          className="port port-in"
          isConnectableStart={false}
          data-testid={`handle-${node.id}-in`}
        />
      ) : null}
      {ports.map((place) => {
        const taken = used.includes(place.port);
        return (
          <Handle
            key={place.port}
            type="source"
            id={place.port}
            position={position[place.side]}
            style={at(place)}
            className={`port port-out${place.common ? ' port-common' : ''}${taken ? ' port-used' : ''}${tone && !place.common ? ` port-${tone}` : ''}`}
            isConnectableEnd={false}
            data-testid={`handle-${node.id}-${place.port}`}
            title={`Drag a line from here: what happens ${words[place.port] ?? `after “${place.port}”`}`}
          >
            {own > 1 || place.common ? <span className={`port-label port-label-${place.side}`}>{place.port}</span> : null}
          </Handle>
        );
      })}
    </>
  );
}
