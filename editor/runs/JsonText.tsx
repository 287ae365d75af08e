// JSON as text; of a very long one the beginning, and the rest on request: a page with megabytes of text stands still.
import { useState } from 'react';
import { bytes } from '../ui/format.ts';

const first = 100_000;

export function JsonText({ text }: { readonly text: string }) {
  const [whole, setWhole] = useState(false);
  const cut = !whole && text.length > first;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by keyboard */}
      <pre className="json-text" tabIndex={0}>
        {cut ? text.slice(0, first) : text}
      </pre>
      {cut ? (
        <button type="button" className="json-text-more" onClick={() => setWhole(true)}>
          Show all {bytes(text.length)}
        </button>
      ) : null}
    </>
  );
}
