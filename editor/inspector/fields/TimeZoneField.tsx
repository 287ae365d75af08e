// A time zone of the world, with its present distance to UTC; the browser's own zone comes first.
import { useMemo } from 'react';
import { hereZone, zoneOffset } from '../../ui/format.ts';
import { Picker } from '../../ui/Picker.tsx';
import type { WidgetProps } from '../form-context.ts';
import type { FieldSpec } from '../schema.ts';

export function TimeZoneField({ field, id, describedBy, value, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const options = useMemo(zones, []);
  const chosen = typeof value === 'string' ? value : typeof field.default === 'string' ? field.default : 'UTC';
  return (
    <Picker
      id={id}
      label={field.title}
      describedBy={describedBy}
      chosen={options.find((option) => option.value === chosen) ?? { value: chosen, label: chosen }}
      placeholder="UTC"
      options={options}
      onPick={onChange}
      invalid={invalid}
      disabled={disabled}
    />
  );
}

function zones() {
  const here = hereZone();
  const names = [...new Set([here, 'UTC', ...Intl.supportedValuesOf('timeZone')])].filter(Boolean);
  return names.map((name) => ({ value: name, label: name, detail: name === here ? `${offset(name)} · this browser` : offset(name) }));
}

const offset = (timeZone: string): string => zoneOffset(new Date(), timeZone)?.replace('GMT', 'UTC') ?? '';
