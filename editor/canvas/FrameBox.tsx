// A titled frame behind a group of steps: it says what belongs together and does nothing else.
import { memo, useState } from 'react';
import { type NodeProps, NodeResizeControl } from 'reactflow';
import { setFrame } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import type { FrameNode } from './canvas-items.ts';
import { setGesture, useGesture } from './gesture.ts';
import './FrameBox.css';

export const FrameBox = memo(function FrameBox({ id, data, selected }: NodeProps<FrameNode>) {
  const writing = useGesture(({ renaming }) => renaming === id);
  const readOnly = useDocument((state) => state.readOnly);
  return (
    <div className="frame" data-testid={`node-${id}`}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: F2 does the same, see commands */}
      <div className="frame-title" onDoubleClick={() => (readOnly ? undefined : setGesture({ renaming: id }))}>
        {writing ? <FrameTitle id={id} title={data.title} /> : data.title}
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
    if (value !== title) useDocument.getState().edit('Name frame', (flow) => setFrame(flow, id, value));
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
