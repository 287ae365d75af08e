// A sticky note behind the steps, in Markdown. Double click (or F2) writes; Escape or a click elsewhere keeps what was written.
import { lazy, memo, Suspense, useState } from 'react';
import { type NodeProps, NodeResizeControl } from 'reactflow';
import type { NoteNode } from '../canvas/canvas-items.ts';
import { setGesture, useGesture } from '../canvas/gesture.ts';
import { setNote } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import '../ui/tints.css';
import './NoteCard.css';

// Most flows have no notes: the words come without their Markdown only until it is read.
const NoteText = lazy(async () => ({ default: (await import('./NoteText.tsx')).NoteText }));

export const NoteCard = memo(function NoteCard({ id, data, selected }: NodeProps<NoteNode>) {
  const writing = useGesture(({ renaming }) => renaming === id);
  const readOnly = useDocument((state) => state.readOnly);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: F2 does the same, see commands
    <div
      className={`note tint-${data.tint}`}
      onDoubleClick={() => (readOnly ? undefined : setGesture({ renaming: id }))}
      data-testid={`node-${id}`}
    >
      {writing ? (
        <NoteField id={id} text={data.text} />
      ) : data.text.trim() === '' ? (
        <p className="note-empty">Double click to write</p>
      ) : (
        <Suspense fallback={<p className="note-plain">{data.text}</p>}>
          <NoteText text={data.text} />
        </Suspense>
      )}
      {selected && !readOnly ? (
        <NodeResizeControl position="bottom-right" minWidth={120} minHeight={64} className="container-resize" />
      ) : null}
    </div>
  );
});

function NoteField({ id, text }: { readonly id: string; readonly text: string }) {
  const [value, setValue] = useState(text);
  const keep = () => {
    setGesture({ renaming: null });
    if (value !== text) useDocument.getState().edit('Write note', (flow) => setNote(flow, id, { text: value }));
  };
  return (
    <textarea
      className="note-field nodrag nowheel"
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
