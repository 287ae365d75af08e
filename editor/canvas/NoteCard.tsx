// A sticky note behind the steps. Double click (or F2) writes; Escape or a click elsewhere keeps what was written.
import { memo, useState } from 'react';
import { type NodeProps, NodeResizeControl } from 'reactflow';
import { setNote } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import type { NoteNode } from './canvas-items.ts';
import { setGesture, useGesture } from './gesture.ts';
import './NoteCard.css';

export const NoteCard = memo(function NoteCard({ id, data, selected }: NodeProps<NoteNode>) {
  const writing = useGesture(({ renaming }) => renaming === id);
  const readOnly = useDocument((state) => state.readOnly);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: F2 does the same, see commands
    <div className="note" onDoubleClick={() => (readOnly ? undefined : setGesture({ renaming: id }))} data-testid={`node-${id}`}>
      {writing ? (
        <NoteText id={id} text={data.text} />
      ) : (
        <p className="note-text">{data.text === '' ? 'Double click to write' : data.text}</p>
      )}
      {selected && !readOnly ? (
        <NodeResizeControl position="bottom-right" minWidth={120} minHeight={64} className="container-resize" />
      ) : null}
    </div>
  );
});

function NoteText({ id, text }: { readonly id: string; readonly text: string }) {
  const [value, setValue] = useState(text);
  const keep = () => {
    setGesture({ renaming: null });
    if (value !== text) useDocument.getState().edit('Write note', (flow) => setNote(flow, id, value));
  };
  return (
    <textarea
      className="note-text note-field nodrag nowheel"
      aria-label="Text of the note"
      // biome-ignore lint/a11y/noAutofocus: opened by the person who wants to write
      autoFocus
      value={value}
      onFocus={(event) => event.target.setSelectionRange(value.length, value.length)}
      onChange={(event) => setValue(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
