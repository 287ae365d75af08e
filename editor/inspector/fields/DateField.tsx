// A day, or a moment: the browser's own picker; a time is kept only where one is given.
import { useState } from 'react';
import type { WidgetProps } from '../form-context.ts';
import type { FieldSpec } from '../schema.ts';
import './DateField.css';

export function DateField({ id, describedBy, value, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const text = typeof value === 'string' ? value : '';
  const [withTime, setWithTime] = useState(text.includes('T'));
  const shown = withTime ? localOf(text) : text.slice(0, 10);
  const set = (typed: string) => onChange(typed === '' ? undefined : withTime ? new Date(typed).toISOString() : typed);
  return (
    <span className="date-field">
      <input
        id={id}
        className="field-input numbers"
        type={withTime ? 'datetime-local' : 'date'}
        value={shown}
        disabled={disabled}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        onChange={(event) => set(event.target.value)}
      />
      <label className="date-field-time">
        <input
          type="checkbox"
          checked={withTime}
          disabled={disabled}
          onChange={(event) => {
            setWithTime(event.target.checked);
            if (text !== '') onChange(event.target.checked ? new Date(`${text.slice(0, 10)}T00:00`).toISOString() : text.slice(0, 10));
          }}
        />
        with time
      </label>
    </span>
  );
}

/** A moment as the picker wants it: local time without zone. */
function localOf(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
