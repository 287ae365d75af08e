// The small controls that the parts of a policy are drawn with: a labelled row, an amount with its unit, a choice, several of a
// few, and what is wrong at a place that has no field of its own.
import { useId } from 'react';
import type { Json } from '../../../../nodes/kit/json.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { type FieldPath, useForm } from '../../form-context.ts';
import { Cell } from '../Cell.tsx';
import { type Plan, type Put, textsOf } from './plan-edit.ts';

export interface PartProps {
  readonly plan: Plan;
  readonly path: FieldPath;
  readonly put: Put;
  readonly change: (plan: Plan) => void;
  readonly disabled: boolean;
}

export const Row = ({ label, children }: { readonly label: string; readonly children: React.ReactNode }) => (
  <div className="policy-row">
    <span className="policy-label" aria-hidden="true">
      {label}
    </span>
    <div className="policy-control">{children}</div>
  </div>
);

interface AmountProps {
  readonly label: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly path: FieldPath;
  readonly unit: string;
}

export const Amount = ({ label, value, onChange, path, unit }: AmountProps) => (
  <span className="policy-amount">
    <Cell label={`${label} (${unit})`} value={value} onChange={onChange} path={path} untyped />
    <span className="policy-unit" aria-hidden="true">
      {unit}
    </span>
  </span>
);

interface OptionsProps {
  readonly label: string;
  readonly value: Json | undefined;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
  readonly path: FieldPath;
  readonly disabled: boolean;
}

export function Options({ label, value, options, onChange, path, disabled }: OptionsProps) {
  const wrong = useWrong(path);
  const id = useId();
  const chosen = value === undefined || value === null ? '' : String(value);
  const known = options.some(([option]) => option === chosen);
  return (
    <>
      <select
        className="field-input"
        aria-label={label}
        aria-invalid={wrong !== '' || undefined}
        aria-describedby={wrong ? id : undefined}
        value={chosen}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
      >
        {known ? null : <option value={chosen}>{chosen === '' ? 'Choose …' : `${chosen} (unknown)`}</option>}
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
      <WrongText id={id} text={wrong} />
    </>
  );
}

interface SeveralProps {
  readonly label: string;
  readonly value: Json | undefined;
  readonly all: readonly string[];
  /** How each is written on its button; the whole word is its name. */
  readonly short?: number;
  readonly onChange: (value: string[]) => void;
  readonly path: FieldPath;
  readonly disabled: boolean;
}

/** Several of a few: days, weeks, months. An expression that gives the list is shown as text. */
export function Several({ label, value, all, short, onChange, path, disabled }: SeveralProps) {
  const wrong = useWrong(path);
  const id = useId();
  const chosen = new Set(textsOf(value));
  if (typeof value === 'string')
    return <Cell label={label} value={value} onChange={(next) => onChange((next ?? []) as unknown as string[])} path={path} />;
  return (
    <>
      <fieldset className="many-field policy-several" aria-label={label} aria-describedby={wrong ? id : undefined}>
        {all.map((one) => (
          <button
            key={one}
            type="button"
            className="many-field-option"
            aria-pressed={chosen.has(one)}
            title={one}
            disabled={disabled}
            onClick={() => onChange(all.filter((each) => (each === one ? !chosen.has(each) : chosen.has(each))))}
          >
            {short ? (
              <>
                <span aria-hidden="true">{one.slice(0, short)}</span>
                <span className="visually-hidden">{one}</span>
              </>
            ) : (
              one
            )}
          </button>
        ))}
      </fieldset>
      <WrongText id={id} text={wrong} />
    </>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly path: FieldPath;
  readonly disabled: boolean;
  readonly children?: React.ReactNode;
}

/** A part that a policy may have: ticked, its settings unfold. */
export const Toggle = ({ label, on, onChange, path, disabled, children }: ToggleProps) => (
  <div className="policy-toggle" data-on={on ? '' : undefined}>
    <label className="policy-check">
      <input type="checkbox" checked={on} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
    <Wrong path={path} />
    {on ? children : null}
  </div>
);

/** Problems at exactly this place. */
function useWrong(path: FieldPath): string {
  const { problemsAt } = useForm();
  const here = `/${path.join('/')}`;
  return problemsAt(path)
    .filter((problem) => problem.path === here)
    .map(({ message }) => message)
    .join(' ');
}

export const Wrong = ({ path }: { readonly path: FieldPath }) => <WrongText id={undefined} text={useWrong(path)} />;

const WrongText = ({ id, text }: { readonly id: string | undefined; readonly text: string }) =>
  text === '' ? null : (
    <span className="cell-wrong policy-wrong" id={id}>
      <Icon name="warning" size={14} /> {text}
    </span>
  );
