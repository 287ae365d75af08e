// The name of the flow, renamed in place.
import { useState } from 'react';
import { setFlow } from './edits.ts';
import { useDocument } from './store.ts';

export function FlowName() {
  const name = useDocument((state) => state.flow.name);
  const readOnly = useDocument((state) => state.readOnly);
  const [text, setText] = useState<string | null>(null);
  if (text === null)
    return (
      <button
        type="button"
        className="flow-name"
        title={readOnly ? name : 'Rename'}
        disabled={readOnly}
        onClick={() => setText(name)}
        data-testid="flow-name"
      >
        {name}
      </button>
    );
  const keep = () => {
    const wished = text.trim();
    setText(null);
    if (wished !== '' && wished !== name)
      useDocument.getState().edit('Rename the flow', (flow) => setFlow(flow, { name: wished.slice(0, 200) }));
  };
  return (
    <input
      className="flow-name"
      aria-label="Name of the flow"
      // biome-ignore lint/a11y/noAutofocus: opened by the person who wants to type
      autoFocus
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setText(null);
      }}
      data-testid="flow-name-field"
    />
  );
}
