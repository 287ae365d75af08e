// The text in a control while somebody types: kept as typed as long as it means the stored value, so that "1." or a half-written
// list is not rewritten under the cursor. A change from outside (undo, an example) takes over.
import { useEffect, useRef, useState } from 'react';
import type { Json } from '../../../nodes/kit/json.ts';

export function useDraft(
  value: Json | undefined,
  show: (value: Json | undefined) => string,
  onChange: (text: string) => Json | undefined,
): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => show(value));
  const written = useRef<Json | undefined>(value);
  useEffect(() => {
    if (JSON.stringify(value) === JSON.stringify(written.current)) return;
    written.current = value;
    setText(show(value));
  }, [value, show]);
  return [
    text,
    (next) => {
      setText(next);
      written.current = onChange(next);
    },
  ];
}
