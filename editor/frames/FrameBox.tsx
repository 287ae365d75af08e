// A titled frame behind a group of steps: it says what belongs together, takes it along when it is moved, and folds it into one card.
import { memo, useState } from 'react';
import { type NodeProps, NodeResizeControl } from 'reactflow';
import type { FrameNode } from '../canvas/canvas-items.ts';
import { setGesture, useGesture } from '../canvas/gesture.ts';
import { setFrame } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { Icon } from '../ui/Icon.tsx';
import { toggleFold } from './toggle-fold.ts';
import '../ui/tints.css';
import './FrameBox.css';

export const FrameBox = memo(function FrameBox({ id, data, selected }: NodeProps<FrameNode>) {
  const writing = useGesture(({ renaming }) => renaming === id);
  const readOnly = useDocument((state) => state.readOnly);
  const dropping = useGesture(({ dropFrame }) => dropFrame === id);
  return (
    <div className={`frame tint-${data.tint}${dropping ? ' frame-dropping' : ''}`} data-testid={`node-${id}`}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: F2 does the same, see commands */}
      <div className="frame-title" onDoubleClick={() => (readOnly ? undefined : setGesture({ renaming: id }))}>
        <button
          type="button"
          className="frame-fold nodrag"
          aria-label={`Fold “${data.title}” into one card`}
          title="Fold into one card (Shift+G)"
          onClick={() => toggleFold(id)}
        >
          <Icon name="chevron-down" size={14} />
        </button>
        {writing ? <FrameTitle id={id} title={data.title} /> : <span>{data.title}</span>}
      </div>
      {selected && !readOnly ? (
        <NodeResizeControl position="bottom-right" minWidth={120} minHeight={80} className="container-resize" />
      ) : null}
    </div>
  );
});

function FrameTitle({ id, title }: { readonly id: string; readonly title: string }) {
  const [value, setValue] = useState(title);
  const keep = () => {
    setGesture({ renaming: null });
    if (value !== title) useDocument.getState().edit('Name frame', (flow) => setFrame(flow, id, { title: value }));
  };
  return (
    <input
      className="frame-field nodrag"
      aria-label="Title of the frame"
      // biome-ignore lint/a11y/noAutofocus: opened by the person who wants to write
      autoFocus
      value={value}
      onChange={(event) => setValue(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
