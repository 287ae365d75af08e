// A list of small objects, one row each: the cases of a switch, the columns of a table, the sums of an aggregate. Drawn from the
// schema of one row.
import type { Json } from '../../../nodes/kit/json.ts';
import { useForm, type WidgetProps } from '../form-context.ts';
import { enumOf, type FieldSpec, fieldsOf, isUntyped, itemsOf } from '../schema.ts';
import { useItemFields } from '../use-item-fields.ts';
import { Cell } from './Cell.tsx';
import { AddRow, RemoveRow } from './RowButtons.tsx';
import { labelOf } from './SelectField.tsx';

type Row = { readonly [key: string]: Json };

export function RowsField({ field, id, value, onChange, path, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const { nodeId } = useForm();
  const stored = value ?? field.default;
  const rows = (Array.isArray(stored) ? stored : []) as readonly Row[];
  const columns = fieldsOf(itemsOf(field.schema));
  const itemFields = useItemFields(columns.some(({ name }) => name === 'field') ? nodeId : null);
  const noun = field.ui.widget === 'cases' ? 'case' : field.title === 'Columns' ? 'column' : 'row';
  const set = (index: number, key: string, next: Json | undefined) => {
    const { [key]: _, ...rest } = rows[index] as Row;
    onChange(rows.with(index, next === undefined ? rest : { ...rest, [key]: next }) as Json);
  };
  return (
    <fieldset className="rows" id={id} aria-labelledby={`${id}-label`}>
      <datalist id={`${id}-fields`}>
        {itemFields.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div className="rows-row" key={index}>
          <div className="rows-parts">
            {columns.map((column) => (
              <div className="rows-pair" key={column.name}>
                <span className="rows-label" aria-hidden="true">
                  {column.title}
                </span>
                {enumOf(column.schema).length > 0 ? (
                  <select
                    className="field-input"
                    aria-label={`${column.title} of ${noun} ${index + 1}`}
                    value={String(row[column.name] ?? column.default ?? '')}
                    disabled={disabled}
                    onChange={(event) => set(index, column.name, event.target.value)}
                  >
                    {column.default === undefined && row[column.name] === undefined ? <option value="">Choose …</option> : null}
                    {enumOf(column.schema).map((option) => (
                      <option key={String(option)} value={String(option)}>
                        {labelOf(column, option)}
                      </option>
                    ))}
                  </select>
                ) : (
                  <Cell
                    label={`${column.title} of ${noun} ${index + 1}`}
                    value={row[column.name]}
                    onChange={(next) => set(index, column.name, next)}
                    path={[...path, index, column.name]}
                    placeholder={column.ui.placeholder}
                    untyped={isUntyped(column.schema)}
                    literal={column.name === 'field' || column.name === 'port' || column.name === 'name'}
                    list={column.name === 'field' ? `${id}-fields` : undefined}
                  />
                )}
              </div>
            ))}
          </div>
          <RemoveRow
            label={`Remove ${noun} ${index + 1}`}
            disabled={disabled}
            onClick={() => onChange(rows.filter((_, at) => at !== index) as Json)}
          />
        </div>
      ))}
      <AddRow label={`Add a ${noun}`} disabled={disabled} onClick={() => onChange([...rows, freshRow(columns, rows.length)] as Json)} />
    </fieldset>
  );
}

/** A new row has what the schema gives by default, and a name where rows are named. */
function freshRow(columns: readonly FieldSpec[], index: number): Row {
  const entries = columns.flatMap(({ name, default: usual }): [string, Json][] => {
    if (usual !== undefined) return [[name, usual]];
    if (name === 'port') return [[name, `case${index + 1}`]];
    return [];
  });
  return Object.fromEntries(entries);
}
