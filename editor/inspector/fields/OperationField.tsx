// A part of an operation's request (its path, its query, its body), drawn from the shape that belongs to the chosen operation. Without
// one it says what is missing; an operation without that part says so.
import { useQuery } from '@tanstack/react-query';
import type { Json, JsonObject } from '../../../nodes/kit/json.ts';
import { Field } from '../Field.tsx';
import { useForm, type WidgetProps } from '../form-context.ts';
import { formQuery } from '../node-forms.ts';
import { type FieldSpec, fieldsOf } from '../schema.ts';
import { ModelFields } from './ModelFields.tsx';
import { isObject } from './model.ts';
import './operation.css';

export default function OperationField({ field, id, value, onChange, path, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const { formBy } = useForm();
  const { data, error, isFetching } = useQuery(formQuery(formBy?.type ?? '', formBy?.value ?? null));
  const part = ((data?.params.properties ?? {}) as { readonly [name: string]: JsonObject })[field.name];
  if (!part)
    return (
      <p className="operation-none" id={id}>
        {isFetching ? 'Reading …' : error ? error.message : data ? 'This operation takes none.' : 'Choose an operation first.'}
      </p>
    );
  if (part.$ref !== undefined)
    return (
      <div id={id}>
        <ModelFields schema={part} root={part} value={value} onChange={onChange} path={path} disabled={disabled} />
      </div>
    );
  const now = isObject(value) ? value : {};
  const set = (name: string, next: Json | undefined) => {
    const { [name]: _, ...rest } = now;
    const all = next === undefined ? rest : { ...rest, [name]: next };
    onChange(Object.keys(all).length > 0 ? all : undefined);
  };
  return (
    <div className="schema-form" id={id}>
      {fieldsOf(part).map((one) => (
        <Field
          key={one.name}
          field={one}
          path={[...path, one.name]}
          value={now[one.name] ?? one.default}
          onChange={(next) => set(one.name, next)}
        />
      ))}
    </div>
  );
}
