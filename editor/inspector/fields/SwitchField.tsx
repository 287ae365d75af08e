// On or off. A value that was never set shows the default.
import type { WidgetProps } from '../form-context.ts';
import type { FieldSpec } from '../schema.ts';
import './SwitchField.css';

export function SwitchField({ field, id, describedBy, value, onChange, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const on = typeof value === 'boolean' ? value : field.default === true;
  return (
    <span className="switch-field">
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="switch-field-input"
        checked={on}
        aria-checked={on}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span aria-hidden="true">{on ? 'On' : 'Off'}</span>
    </span>
  );
}
