// One of a few fixed values, in words. The browser's own list: it is named, typeable and works on a phone.
import type { WidgetProps } from '../form-context.ts';
import { emptyWordsOf, enumOf, type FieldSpec, wordsOf } from '../schema.ts';

export function SelectField({ field, id, describedBy, value, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const options = enumOf(field.schema);
  const chosen = value ?? field.default;
  const known = options.some((option) => option === chosen);
  return (
    <select
      id={id}
      className="field-input"
      value={chosen === undefined || chosen === null ? '' : String(chosen)}
      disabled={disabled}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      onChange={(event) => {
        const next = options.find((option) => String(option) === event.target.value);
        onChange(next);
      }}
    >
      {field.required && field.default === undefined ? null : field.default === undefined ? (
        <option value="">{emptyWordsOf(field) ?? field.ui.placeholder ?? 'Not set'}</option>
      ) : null}
      {field.required && chosen === undefined ? <option value="">Choose …</option> : null}
      {!known && chosen !== undefined && chosen !== null ? <option value={String(chosen)}>{String(chosen)} (unknown)</option> : null}
      {options.map((option) => (
        <option key={String(option)} value={String(option)}>
          {capitalised(labelOf(field, option))}
        </option>
      ))}
    </select>
  );
}

/** An option stands for itself, whatever sentence its label also ends. */
const capitalised = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1);

export const labelOf = (field: Pick<FieldSpec, 'ui'>, option: string | number): string =>
  field.ui.labels?.[String(option)] ?? (typeof option === 'string' && /^[a-z]/.test(option) ? wordsOf(option) : String(option));
