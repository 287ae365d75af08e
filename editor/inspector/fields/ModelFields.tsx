// The fields of a request body, as deep as it goes: kinds are chosen first, an inner object is opened when it is wanted.
import type { Json, JsonObject } from '../../../nodes/kit/json.ts';
import { Field } from '../Field.tsx';
import type { FieldPath } from '../form-context.ts';
import { wordsOf } from '../schema.ts';
import { isObject, kindsOf, type ModelField, modelFields, resolved } from './model.ts';
import { AddRow, RemoveRow } from './RowButtons.tsx';

interface ModelProps {
  readonly schema: JsonObject;
  readonly root: JsonObject;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly path: FieldPath;
  readonly disabled: boolean;
}

export function ModelFields({ schema, root, value, onChange, path, disabled }: ModelProps) {
  const model = resolved(schema, root);
  const now = isObject(value) ? value : {};
  const kinds = kindsOf(model, root);
  const set = (name: string, next: Json | undefined) => {
    const { [name]: _, ...rest } = now;
    onChange(next === undefined ? rest : { ...rest, [name]: next });
  };
  const kind = kinds ? String(now[kinds.property] ?? '') : '';
  const label = kinds ? wordsOf(kinds.property) : '';
  return (
    <div className="schema-form">
      {kinds ? (
        <label className="field">
          <span className="field-label">{label}</span>
          <select
            className="field-input"
            value={kind}
            disabled={disabled}
            // Another kind has other fields: what the old one had goes.
            onChange={(event) => onChange(event.target.value === '' ? undefined : { [kinds.property]: event.target.value })}
          >
            <option value="">Choose …</option>
            {kinds.values.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {modelFields(model, root, now).map((field) => (
        <Part key={`${kind}.${field.name}`} field={field} root={root} value={now[field.name]} set={set} path={path} disabled={disabled} />
      ))}
    </div>
  );
}

interface PartProps {
  readonly field: ModelField;
  readonly root: JsonObject;
  readonly value: Json | undefined;
  readonly set: (name: string, value: Json | undefined) => void;
  readonly path: FieldPath;
  readonly disabled: boolean;
}

function Part({ field, root, value, set, path, disabled }: PartProps) {
  const { name, title, model, required } = field;
  const at = [...path, name];
  const change = (next: Json | undefined) => set(name, next);
  // An expression stands for an object as a whole, too.
  if (!model || typeof value === 'string') return <Field field={field} path={at} value={value} onChange={change} />;
  if (value === undefined && !required && name !== 'properties')
    return <AddRow label={title} disabled={disabled} onClick={() => change({})} />;
  return (
    <fieldset className="rows model-part">
      <legend className="field-head">
        <span className="field-label">{title}</span>
        {required || name === 'properties' ? null : (
          <RemoveRow label={`Remove ${title}`} disabled={disabled} onClick={() => change(undefined)} />
        )}
      </legend>
      <ModelFields schema={model} root={root} value={value} onChange={change} path={at} disabled={disabled} />
    </fieldset>
  );
}
