// One value inside a row: a plain input that becomes an expression field as soon as somebody types {{.
import { lazy, Suspense, useId, useState } from 'react';
import type { Json } from '../../../nodes/kit/json.ts';
import { type FieldPath, useForm } from '../form-context.ts';
import { setInsertTarget } from '../insert-target.ts';
import { jsonOfText, textOfJson } from '../schema.ts';
import { useDraft } from './use-draft.ts';

const ExpressionPreview = lazy(() => import('../ExpressionPreview.tsx'));
const ExpressionEditor = lazy(() => import('../ExpressionEditor.tsx'));

interface CellProps {
  readonly label: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly path: FieldPath;
  readonly placeholder?: string | undefined;
  /** Text is read as JSON where it is JSON. */
  readonly untyped?: boolean;
  /** A name or a field, never an expression. */
  readonly literal?: boolean;
  readonly list?: string | undefined;
}

export function Cell({ label, value, onChange, path, placeholder, untyped = false, literal = false, list }: CellProps) {
  const { nodeId, problemsAt, readOnly } = useForm();
  const labelId = useId();
  const wrongId = useId();
  const [typing, setTyping] = useState(false);
  const [text, setText] = useDraft(value, textOfJson, (typed) => {
    const next = typed === '' ? undefined : untyped ? jsonOfText(typed) : typed;
    if (typed.includes('{{')) setTyping(true);
    onChange(next);
    return next;
  });
  const found = problemsAt(path);
  const expression = !literal && nodeId !== null && typeof value === 'string' && value.includes('{{');
  const wrong = found.map(({ message }) => message).join(' ');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only remembers which field was focused
    <span className="cell" onFocus={() => !literal && setInsertTarget({ label, insert: onChange, path: `/${path.join('/')}`, nodeId })}>
      <span id={labelId} className="visually-hidden">
        {label}
      </span>
      {expression ? (
        <Suspense fallback={<input className="field-input mono" readOnly value={text} aria-labelledby={labelId} />}>
          <ExpressionEditor
            id={undefined}
            labelledBy={labelId}
            describedBy={wrong ? wrongId : undefined}
            value={value}
            placeholder={placeholder ?? ''}
            multiline={false}
            focusOnMount={typing}
            readOnly={readOnly}
            deferred={false}
            problems={found}
            onChange={(next) => onChange(next === '' ? undefined : next)}
          />
          <ExpressionPreview text={value} deferred={false} />
        </Suspense>
      ) : (
        <input
          className="field-input"
          type="text"
          autoComplete="off"
          list={list}
          value={text}
          disabled={readOnly}
          placeholder={placeholder}
          aria-labelledby={labelId}
          aria-invalid={found.length > 0 || undefined}
          aria-describedby={wrong ? wrongId : undefined}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {wrong ? (
        <span className="cell-wrong" id={wrongId}>
          {wrong}
        </span>
      ) : null}
    </span>
  );
}
