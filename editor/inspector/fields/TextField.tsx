// Text, of one line or several. In a field for any value the text is read as JSON where it is JSON; the word beside it says so.
import type { WidgetProps } from '../form-context.ts';
import { type FieldSpec, isUntyped, jsonOfText, textOfJson } from '../schema.ts';
import { useDraft } from './use-draft.ts';
import './TextField.css';

interface TextFieldProps extends WidgetProps {
  readonly field: FieldSpec;
  readonly multiline?: boolean;
}

export function TextField({ field, multiline = false, id, describedBy, value, onChange, invalid, disabled }: TextFieldProps) {
  const untyped = isUntyped(field.schema);
  const [text, setText] = useDraft(value, textOfJson, (typed) => {
    const next = typed === '' ? undefined : untyped ? jsonOfText(typed) : typed;
    onChange(next);
    return next;
  });
  const shared = {
    id,
    className: 'field-input',
    value: text,
    disabled,
    spellCheck: multiline,
    'aria-describedby': describedBy,
    'aria-invalid': invalid || undefined,
    'aria-required': field.required || undefined,
    placeholder: field.ui.placeholder ?? (typeof field.default === 'string' ? field.default : undefined),
  };
  const kind = untyped && value !== undefined && typeof value !== 'string' ? kindOf(value) : field.ui.unit;
  return (
    <span className="text-field">
      {multiline ? (
        <textarea {...shared} rows={field.ui.lines ?? 4} onChange={(event) => setText(event.target.value)} />
      ) : (
        <input {...shared} type="text" autoComplete="off" onChange={(event) => setText(event.target.value)} />
      )}
      {kind ? <span className="text-field-kind">{kind}</span> : null}
    </span>
  );
}

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'list' : value === null ? 'nothing' : typeof value === 'boolean' ? 'true/false' : typeof value;
