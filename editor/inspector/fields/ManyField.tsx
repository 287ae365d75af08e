// Several of a few fixed values: days of the week.
import type { WidgetProps } from '../form-context.ts';
import { enumOf, type FieldSpec, itemsOf } from '../schema.ts';
import { labelOf } from './SelectField.tsx';
import './ManyField.css';

export function ManyField({ field, id, value, onChange, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const options = enumOf(itemsOf(field.schema));
  const stored = value ?? field.default;
  const chosen = new Set(Array.isArray(stored) ? (stored as readonly (string | number)[]) : []);
  return (
    <fieldset className="many-field" aria-labelledby={`${id}-label`} id={id}>
      {options.map((option) => {
        const on = chosen.has(option);
        return (
          <button
            key={String(option)}
            type="button"
            className="many-field-option"
            aria-pressed={on}
            disabled={disabled}
            onClick={() => onChange(options.filter((each) => (each === option ? !on : chosen.has(each))))}
          >
            {labelOf(field, option)}
          </button>
        );
      })}
    </fieldset>
  );
}
