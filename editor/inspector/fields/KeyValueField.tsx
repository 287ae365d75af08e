// Names with values. Rows keep their order; an empty name is kept in the form until it has one, and is not stored.
import { useEffect, useRef, useState } from 'react';
import type { Json, JsonObject } from '../../../nodes/kit/json.ts';
import { useForm, type WidgetProps } from '../form-context.ts';
import type { FieldSpec } from '../schema.ts';
import { useKnownNames } from '../use-known-names.ts';
import { Cell } from './Cell.tsx';
import { AddRow, RemoveRow } from './RowButtons.tsx';

type Entry = readonly [name: string, value: Json | undefined];

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export function KeyValueField({ field, id, value, onChange, path, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const { nodeId } = useForm();
  const names = useKnownNames(nodeId, field.name);
  const [entries, setEntries] = useState<readonly Entry[]>(() => (isObject(value) ? Object.entries(value) : []));
  const written = useRef(value);
  useEffect(() => {
    if (JSON.stringify(value) === JSON.stringify(written.current)) return;
    written.current = value;
    setEntries(isObject(value) ? Object.entries(value) : []);
  }, [value]);
  const write = (next: readonly Entry[]) => {
    setEntries(next);
    const named = next.filter(([name]) => name !== '').map(([name, each]) => [name, each ?? ''] as const);
    written.current = named.length > 0 ? Object.fromEntries(named) : undefined;
    onChange(written.current);
  };
  const untyped = !isText(field.schema.additionalProperties);
  const missing = names.filter((name) => !entries.some(([each]) => each === name));
  return (
    <fieldset className="rows" id={id} aria-labelledby={`${id}-label`}>
      {entries.map(([name, each], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div className="rows-row" key={index}>
          <div className="rows-parts">
            <Cell
              label={`Name ${index + 1}`}
              value={name}
              onChange={(next) => write(entries.with(index, [typeof next === 'string' ? next.trim() : '', each]))}
              path={[...path, '#name']}
              placeholder="name"
              literal
            />
            <Cell
              label={`Value of ${name || `name ${index + 1}`}`}
              value={each}
              onChange={(next) => write(entries.with(index, [name, next]))}
              path={[...path, name]}
              placeholder="value or {{ … }}"
              untyped={untyped}
            />
          </div>
          <RemoveRow
            label={`Remove ${name || `row ${index + 1}`}`}
            disabled={disabled}
            onClick={() => write(entries.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {missing.map((name) => (
        <AddRow key={name} label={name} disabled={disabled} onClick={() => write([...entries, [name, undefined]])} />
      ))}
      <AddRow
        label={entries.length === 0 ? 'Add a name' : 'Add another'}
        disabled={disabled}
        onClick={() => write([...entries, ['', undefined]])}
      />
    </fieldset>
  );
}

/** Text alone, or the handle of a secret, which only an expression gives. */
function isText(schema: Json | undefined): boolean {
  if (!isObject(schema)) return false;
  const kinds = (Array.isArray(schema.anyOf) ? schema.anyOf : [schema]).map((one) => (one as JsonObject).type);
  return kinds.includes('string') && kinds.every((kind) => kind === 'string' || kind === 'object');
}
