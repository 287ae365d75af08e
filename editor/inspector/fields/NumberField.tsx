// A number with its unit. What is no number yet stays as typed and is told as a problem, never thrown away.
import type { WidgetProps } from '../form-context.ts';
import { type FieldSpec, textOfJson } from '../schema.ts';
import { useDraft } from './use-draft.ts';
import './TextField.css';

export function NumberField({ field, id, describedBy, value, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const [text, setText] = useDraft(value, textOfJson, (typed) => {
    const trimmed = typed.trim().replace(',', '.');
    const next = trimmed === '' ? undefined : Number.isFinite(Number(trimmed)) ? Number(trimmed) : typed;
    onChange(next);
    return next;
  });
  const { minimum, maximum } = field.schema;
  const step = (by: number) => {
    const from = typeof value === 'number' ? value : typeof field.default === 'number' ? field.default : 0;
    const low = typeof minimum === 'number' ? minimum : Number.NEGATIVE_INFINITY;
    const high = typeof maximum === 'number' ? maximum : Number.POSITIVE_INFINITY;
    setText(String(Math.min(high, Math.max(low, from + by))));
  };
  return (
    <span className="text-field">
      <input
        id={id}
        className="field-input numbers"
        type="text"
        inputMode="decimal"
        autoComplete="off"
        role="spinbutton"
        aria-valuenow={typeof value === 'number' ? value : undefined}
        aria-valuemin={typeof minimum === 'number' ? minimum : undefined}
        aria-valuemax={typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined}
        value={text}
        disabled={disabled}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        placeholder={field.ui.placeholder ?? (field.default === undefined ? undefined : String(field.default))}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          step((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1));
        }}
      />
      {field.ui.unit ? <span className="text-field-kind">{field.ui.unit}</span> : null}
    </span>
  );
}
