// A form drawn from a JSON Schema, in the order of its author; advanced fields are folded under "More". It holds no values of its own.
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Field } from './Field.tsx';
import { type FieldPath, useForm } from './form-context.ts';
import { formQuery } from './node-forms.ts';
import { type FieldSpec, fieldsOf, isShown } from './schema.ts';
import './SchemaForm.css';

type Values = { readonly [name: string]: Json | undefined };

interface SchemaFormProps {
  readonly schema: JsonObject;
  readonly values: Values;
  readonly onChange: (path: FieldPath, value: Json | undefined) => void;
  /** Drawn between the required fields and the rest. */
  readonly children?: React.ReactNode;
  readonly at?: FieldPath;
}

export function SchemaForm({ schema, values, onChange, children, at = [] }: SchemaFormProps) {
  const all = fieldsOf(schema);
  const { formBy } = useForm();
  const { data: form } = useQuery(formQuery(formBy?.type ?? '', formBy?.value ?? null));
  const parts = form?.params.properties as JsonObject | undefined;
  // The parts of an operation's request have no shape until the operation is chosen, and those that it does not have are not asked for.
  const pending = (field: FieldSpec) =>
    field.ui.widget === 'operation' && values[field.name] === undefined && (!formBy || (parts !== undefined && !(field.name in parts)));
  const shown = all.filter((field) => isShown(field, values, all) && !pending(field));
  const plain = shown.filter(({ ui }) => ui.advanced !== true);
  const advanced = shown.filter(({ ui }) => ui.advanced === true);
  const draw = (field: FieldSpec) => (
    <Field
      key={field.name}
      field={field}
      path={[...at, field.name]}
      value={values[field.name]}
      onChange={(value) => onChange([...at, field.name], value)}
    />
  );
  return (
    <div className="schema-form">
      {plain.map(draw)}
      {children}
      {advanced.length > 0 ? <More fields={advanced} values={values} at={at} draw={draw} /> : null}
    </div>
  );
}

interface MoreProps {
  readonly fields: readonly FieldSpec[];
  readonly values: Values;
  readonly at: FieldPath;
  readonly draw: (field: FieldSpec) => React.ReactNode;
}

/** Opens by itself when something inside is wrong or has to be focused; says what is set inside while it is closed. */
function More({ fields, values, at, draw }: MoreProps) {
  const { problemsAt, focusPath } = useForm();
  const id = useId();
  const wanted = fields.some(({ name }) => problemsAt([...at, name]).length > 0 || focusPath?.startsWith(`/${[...at, name].join('/')}`));
  const [chosen, choose] = useState<boolean | null>(null);
  const open = chosen ?? wanted;
  const set = fields.filter(({ name }) => values[name] !== undefined).map(({ title }) => title);
  return (
    <>
      <button type="button" className="schema-form-more" aria-expanded={open} aria-controls={id} onClick={() => choose(!open)}>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} size={16} />
        More
        <span className="schema-form-more-says">{set.length > 0 ? `${set.join(', ')} set` : count(fields.length, 'setting')}</span>
      </button>
      <div id={id} className="schema-form" hidden={!open}>
        {open ? fields.map(draw) : null}
      </div>
    </>
  );
}
