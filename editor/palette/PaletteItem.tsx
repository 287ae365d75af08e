// One step type in the palette. A press that moves becomes a drag with the real card as its ghost; one that does not is a click.
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { IconTile } from '../ui/IconTile.tsx';
import { carry } from './carry.ts';
import { effectWords } from './groups.ts';

interface PaletteItemProps {
  readonly type: NodeTypeJson;
  readonly disabled: boolean;
  readonly onAdd: (type: NodeTypeJson) => void;
}

export function PaletteItem({ type, disabled, onAdd }: PaletteItemProps) {
  const effect = effectWords[type.effect];
  return (
    <button
      type="button"
      className="palette-item"
      disabled={disabled}
      data-testid={`palette-${type.type}`}
      title={`${type.summary}${effect === '' ? '' : ` (${effect})`}`}
      onPointerDown={(event) => {
        if (event.button === 0 && !disabled) carry(event, type);
      }}
      onClick={() => onAdd(type)}
    >
      <IconTile icon={type.icon} group={type.group} size={24} />
      <span className="palette-title">{type.title}</span>
      {type.destroys.length > 0 ? (
        <span className="palette-destroys">
          <span className="visually-hidden">{type.effectByParam ? 'may not be undone' : 'cannot be undone'}</span>
        </span>
      ) : null}
    </button>
  );
}
