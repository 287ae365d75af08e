// The card that follows the pointer while a step is dragged from the palette: the real thing, at the canvas's zoom.
import { createPortal } from 'react-dom';
import { sizeOf } from '../canvas/card-size.ts';
import { useGesture } from '../canvas/gesture.ts';
import { zoomNow } from '../canvas/viewport.ts';
import { IconTile } from '../ui/IconTile.tsx';
import { grip } from './carry.ts';
import './Ghost.css';

export function Ghost() {
  const carried = useGesture((gesture) => gesture.carried);
  if (!carried) return null;
  const { type, x, y } = carried;
  const zoom = Math.max(0.4, Math.min(1.25, zoomNow()));
  const node = { id: 'ghost', type: type.type, version: type.version, position: { x: 0, y: 0 }, params: {} };
  const { width } = type.kind === 'container' ? { width: 240 } : sizeOf(node, type);
  return createPortal(
    <div
      className="ghost"
      style={{ width, transform: `translate(${x - grip.x * zoom}px, ${y - grip.y * zoom}px) scale(${zoom})` }}
      aria-hidden="true"
    >
      <div className="card ghost-card">
        <IconTile icon={type.icon} group={type.group} />
        <span className="card-text">
          <span className="card-title">{type.title}</span>
          <span className="card-line">{type.summary}</span>
        </span>
      </div>
    </div>,
    document.body,
  );
}
