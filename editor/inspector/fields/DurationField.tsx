// A length of time as people say it, a number and a unit; stored as ISO 8601 (`PT15M`).
import { useEffect, useState } from 'react';
import { durationMs } from '../../../nodes/kit/duration.ts';
import type { WidgetProps } from '../form-context.ts';
import type { FieldSpec } from '../schema.ts';
import './DurationField.css';

const units = [
  { unit: 'seconds', ms: 1_000, iso: (n: string) => `PT${n}S` },
  { unit: 'minutes', ms: 60_000, iso: (n: string) => `PT${n}M` },
  { unit: 'hours', ms: 3_600_000, iso: (n: string) => `PT${n}H` },
  { unit: 'days', ms: 86_400_000, iso: (n: string) => `P${n}D` },
] as const;

type Unit = (typeof units)[number]['unit'];

/** @example splitDuration('PT15M') // { amount: '15', unit: 'minutes' } */
export function splitDuration(iso: string): { readonly amount: string; readonly unit: Unit } {
  const ms = durationMs(iso);
  if (ms === null) return { amount: '', unit: 'minutes' };
  const fitting = ms === 0 ? units[0] : (units.findLast((each) => ms >= each.ms && ms % each.ms === 0) ?? units[0]);
  return { amount: String(ms / fitting.ms), unit: fitting.unit };
}

/** The amount may have a fraction only in seconds: `1.5 hours` becomes minutes. */
export function joinDuration(amount: string, unit: Unit): string | undefined {
  const value = Number(amount.replace(',', '.'));
  if (amount.trim() === '' || !Number.isFinite(value) || value < 0) return undefined;
  const chosen = units.find((each) => each.unit === unit) ?? units[1];
  if (Number.isInteger(value)) return chosen.iso(String(value));
  const ms = Math.round(value * chosen.ms);
  const fitting = units.findLast((each) => ms % each.ms === 0);
  return fitting ? fitting.iso(String(ms / fitting.ms)) : `PT${ms / 1_000}S`;
}

export function DurationField({ field, id, describedBy, value, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const stored = typeof value === 'string' ? value : '';
  const usual = splitDuration(typeof field.default === 'string' ? field.default : '');
  const [draft, setDraft] = useState(() => (stored === '' ? { amount: '', unit: usual.unit } : splitDuration(stored)));
  useEffect(() => {
    setDraft((now) =>
      stored === (joinDuration(now.amount, now.unit) ?? '') ? now : stored === '' ? { ...now, amount: '' } : splitDuration(stored),
    );
  }, [stored]);
  const set = (amount: string, unit: Unit) => {
    setDraft({ amount, unit });
    onChange(joinDuration(amount, unit));
  };
  return (
    <span className="duration-field">
      <input
        id={id}
        className="field-input numbers"
        type="text"
        inputMode="decimal"
        autoComplete="off"
        value={draft.amount}
        disabled={disabled}
        placeholder={usual.amount || field.ui.placeholder}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        onChange={(event) => set(event.target.value, draft.unit)}
      />
      <select
        className="field-input"
        aria-label={`${field.title}: unit`}
        value={draft.unit}
        disabled={disabled}
        onChange={(event) => set(draft.amount, event.target.value as Unit)}
      >
        {units.map(({ unit }) => (
          <option key={unit} value={unit}>
            {unit}
          </option>
        ))}
      </select>
    </span>
  );
}
