// The values of a flow with a box each: "ask for it when a flow is made", and the words of the question.
import { useId, useState } from 'react';
import { cardLine } from '../../nodes/kit/line.ts';
import { count } from '../ui/format.ts';
import type { Literal } from './literals.ts';
import './ParameterPicker.css';

interface ParameterPickerProps {
  readonly literals: readonly Literal[];
  /** By key of the literal: the question's words. Absent: not asked. */
  readonly titles: ReadonlyMap<string, string>;
  readonly onChange: (titles: ReadonlyMap<string, string>) => void;
}

const searchable = 12;

export function ParameterPicker({ literals, titles, onChange }: ParameterPickerProps) {
  const [search, setSearch] = useState('');
  const set = (key: string, title: string | null) => {
    const next = new Map(titles);
    if (title === null) next.delete(key);
    else next.set(key, title);
    onChange(next);
  };
  const wanted = search.trim().toLowerCase();
  const shown = literals.filter((literal) =>
    `${literal.fieldTitle} ${whereSays(literal)} ${valueText(literal)}`.toLowerCase().includes(wanted),
  );
  return (
    <fieldset className="parameter-picker">
      <legend className="field-label">Ask for these when a flow is made</legend>
      {literals.length > searchable ? (
        <input
          type="search"
          className="field-input"
          aria-label="Search the values"
          placeholder="Search the values"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      ) : null}
      {literals.length === 0 ? <p className="parameter-picker-none">There are no fixed values in these steps.</p> : null}
      <ul className="parameter-picker-list">
        {shown.map((literal) => (
          <Row key={literal.key} literal={literal} title={titles.get(literal.key) ?? null} onTitle={(title) => set(literal.key, title)} />
        ))}
      </ul>
    </fieldset>
  );
}

interface RowProps {
  readonly literal: Literal;
  readonly title: string | null;
  readonly onTitle: (title: string | null) => void;
}

function Row({ literal, title, onTitle }: RowProps) {
  const id = useId();
  const asked = title !== null;
  return (
    <li className="parameter-picker-row" data-asked={asked ? '' : undefined} data-testid={`literal-${literal.wishedName}`}>
      <input
        id={id}
        type="checkbox"
        checked={asked}
        onChange={(event) => onTitle(event.target.checked ? literal.fieldTitle : null)}
        aria-describedby={`${id}-value`}
      />
      <label htmlFor={id} className="parameter-picker-words">
        <span className="parameter-picker-field">{literal.fieldTitle}</span>
        <span className="parameter-picker-where">{whereSays(literal)}</span>
      </label>
      <span className="parameter-picker-value mono" id={`${id}-value`} title={valueText(literal)}>
        {valueText(literal)}
      </span>
      {asked ? (
        <input
          className="field-input parameter-picker-title"
          aria-label={`Question for ${literal.fieldTitle}`}
          value={title}
          maxLength={200}
          onChange={(event) => onTitle(event.target.value)}
        />
      ) : null}
    </li>
  );
}

const whereSays = ({ places }: Literal): string =>
  places.length > 2 ? `in ${count(places.length, 'step')}` : [...new Set(places.map(({ nodeTitle }) => nodeTitle))].join(', ');

/** The value in the words of its form: labels of choices, On and Off, durations, the last name of an ARM id. */
function valueText({ value, schema }: Pick<Literal, 'value' | 'schema'>): string {
  if (value === '') return '(empty)';
  if (typeof value === 'boolean') return value ? 'On' : 'Off';
  if (typeof value === 'object' && !Array.isArray(value)) return JSON.stringify(value);
  const labels = (schema.ui as { readonly labels?: { readonly [value: string]: string } } | undefined)?.labels ?? {};
  return cardLine('{value}', { value }, { value: labels }) || JSON.stringify(value);
}
