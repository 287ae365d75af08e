// A secret: written once, never shown. Several named ones (headers) are written as lines `Name: value`.
import { useState } from 'react';
import type { Json } from '../../../nodes/kit/json.ts';
import type { WidgetProps } from '../form-context.ts';
import type { FieldSpec } from '../schema.ts';

export function SecretField({ field, id, describedBy, value, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const record = field.schema.type === 'object';
  const [lines, setLines] = useState('');
  const shared = {
    id,
    className: 'field-input',
    disabled,
    autoComplete: 'off',
    spellCheck: false,
    'aria-describedby': describedBy,
    'aria-invalid': invalid || undefined,
  } as const;
  if (record)
    return (
      <textarea
        {...shared}
        className="field-input mono"
        rows={field.ui.lines ?? 3}
        placeholder={field.ui.placeholder ?? 'Authorization: Bearer …'}
        value={lines}
        onChange={(event) => {
          setLines(event.target.value);
          onChange(headersOf(event.target.value));
        }}
      />
    );
  const text = typeof value === 'string' ? value : '';
  const set = (next: string) => onChange(next === '' ? undefined : next);
  if ((field.ui.lines ?? 1) > 1)
    return (
      <textarea {...shared} className="field-input mono" rows={field.ui.lines} value={text} onChange={(event) => set(event.target.value)} />
    );
  return (
    <input
      {...shared}
      type="password"
      autoComplete="new-password"
      placeholder={field.ui.placeholder}
      value={text}
      onChange={(event) => set(event.target.value)}
    />
  );
}

/** @example headersOf('Authorization: Bearer x') // { Authorization: 'Bearer x' } */
function headersOf(text: string): Json | undefined {
  const entries = text
    .split('\n')
    .map((line) => /^\s*([A-Za-z0-9-]+)\s*:\s*(.+?)\s*$/.exec(line))
    .flatMap((match) => (match ? [[match[1] as string, match[2] as string] as const] : []));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
