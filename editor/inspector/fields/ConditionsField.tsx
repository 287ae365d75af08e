// Conditions as sentences: "Last backup status · is · Failed". Of two values (if), or of a field of each item (filter).
import { conditionOperatorNames, conditionOperators } from '../../../nodes/kit/condition.ts';
import type { Json, JsonObject } from '../../../nodes/kit/json.ts';
import { useForm, type WidgetProps } from '../form-context.ts';
import { type FieldSpec, itemsOf } from '../schema.ts';
import { useItemFields } from '../use-item-fields.ts';
import { Cell } from './Cell.tsx';
import { AddRow, RemoveRow } from './RowButtons.tsx';

type Row = { readonly [key: string]: Json };

export function ConditionsField({ field, id, value, onChange, path, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const rows = (Array.isArray(value) ? value : []) as readonly Row[];
  const { nodeId } = useForm();
  const ofItems = 'field' in ((itemsOf(field.schema).properties ?? {}) as JsonObject);
  const fields = useItemFields(ofItems ? nodeId : null);
  const left = ofItems ? 'field' : 'left';
  const right = ofItems ? 'value' : 'right';
  const set = (index: number, key: string, next: Json | undefined) => {
    const { [key]: _, ...rest } = rows[index] as Row;
    onChange(rows.with(index, next === undefined ? rest : { ...rest, [key]: next }) as Json);
  };
  return (
    <fieldset className="rows" id={id} aria-labelledby={`${id}-label`}>
      {ofItems && fields.length > 0 ? (
        <datalist id={`${id}-fields`}>
          {fields.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      ) : null}
      {rows.map((row, index) => {
        const op =
          typeof row.op === 'string' && Object.hasOwn(conditionOperators, row.op) ? (row.op as keyof typeof conditionOperators) : 'is';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          <div className="rows-row" key={index}>
            <div className="rows-parts">
              <Cell
                label={`Condition ${index + 1}: ${ofItems ? 'field' : 'value'}`}
                value={row[left]}
                onChange={(next) => set(index, left, next)}
                path={[...path, index, left]}
                placeholder={ofItems ? 'lastBackupStatus' : '{{ item.lastBackupStatus }}'}
                literal={ofItems}
                untyped={!ofItems}
                list={ofItems ? `${id}-fields` : undefined}
              />
              <select
                className="field-input"
                aria-label={`Condition ${index + 1}: comparison`}
                value={op}
                disabled={disabled}
                onChange={(event) => set(index, 'op', event.target.value)}
              >
                {conditionOperatorNames.map((name) => (
                  <option key={name} value={name}>
                    {conditionOperators[name].label}
                  </option>
                ))}
              </select>
              {conditionOperators[op].right ? (
                <Cell
                  label={`Condition ${index + 1}: compared with`}
                  value={row[right]}
                  onChange={(next) => set(index, right, next)}
                  path={[...path, index, right]}
                  placeholder="Failed"
                  untyped
                />
              ) : null}
            </div>
            <RemoveRow
              label={`Remove condition ${index + 1}`}
              disabled={disabled}
              onClick={() => onChange(rows.filter((_, at) => at !== index) as Json)}
            />
          </div>
        );
      })}
      <AddRow
        label={rows.length === 0 ? 'Add a condition' : 'Add another condition'}
        disabled={disabled}
        onClick={() => onChange([...rows, ofItems ? { field: '', op: 'is' } : { op: 'is' }] as Json)}
      />
    </fieldset>
  );
}
