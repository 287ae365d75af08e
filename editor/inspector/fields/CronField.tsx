// A cron line with ready-made ones and its meaning in plain words.
import cronstrue from 'cronstrue';
import type { WidgetProps } from '../form-context.ts';
import type { FieldSpec } from '../schema.ts';
import { TextField } from './TextField.tsx';
import './CronField.css';
import './ManyField.css';

const presets = [
  { cron: '0 2 * * *', says: 'nightly 02:00' },
  { cron: '30 6 * * 1-5', says: 'workdays 06:30' },
  { cron: '0 */4 * * *', says: 'every 4 hours' },
  { cron: '*/15 * * * *', says: 'every 15 minutes' },
  { cron: '0 8 1 * *', says: 'monthly' },
] as const;

export default function CronField(props: WidgetProps & { readonly field: FieldSpec }) {
  const { value, onChange, disabled } = props;
  const says = typeof value === 'string' ? cronWords(value) : null;
  return (
    <div className="cron-field">
      <TextField {...props} />
      {says ? <p className="cron-field-says">{says}</p> : null}
      <ul className="cron-field-presets" aria-label="Ready-made">
        {presets.map((preset) => (
          <li key={preset.cron}>
            <button
              type="button"
              className="many-field-option"
              aria-pressed={value === preset.cron}
              disabled={disabled}
              onClick={() => onChange(preset.cron)}
            >
              {preset.says}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** @example cronWords('0 2 * * *') // 'At 02:00' */
export function cronWords(cron: string): string | null {
  try {
    return cronstrue.toString(cron, { use24HourTimeFormat: true, throwExceptionOnParseError: true });
  } catch {
    return null;
  }
}
