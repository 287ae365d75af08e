// What a flow asks for at each run: name, kind, whether it is required, a default. Renaming an input here does not rewrite
// expressions; the problems list says which ones name what is gone.
import { useId } from 'react';
import type { FlowInput } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { AddRow, RemoveRow } from './fields/RowButtons.tsx';
import { jsonOfText, textOfJson } from './schema.ts';
import './InputsEditor.css';

interface InputsEditorProps {
  readonly inputs: readonly FlowInput[];
  readonly readOnly: boolean;
  readonly onChange: (inputs: readonly FlowInput[]) => void;
}

const kinds: { readonly [kind: string]: { readonly label: string; readonly schema: JsonObject } } = {
  text: { label: 'Text', schema: { type: 'string' } },
  long: { label: 'Long text', schema: { type: 'string', ui: { widget: 'multiline' } } },
  number: { label: 'Number', schema: { type: 'number' } },
  flag: { label: 'Yes or no', schema: { type: 'boolean' } },
  date: { label: 'Date', schema: { type: 'string', ui: { widget: 'date' } } },
  choice: { label: 'One of …', schema: { type: 'string', enum: ['first', 'second'] } },
  list: { label: 'List', schema: { type: 'array' } },
  any: { label: 'Anything', schema: {} },
};

/** The kind that an input's schema amounts to. */
function kindOf(schema: JsonObject): string {
  const widget = (schema.ui as { readonly widget?: string } | undefined)?.widget;
  if (Array.isArray(schema.enum)) return 'choice';
  if (widget === 'multiline') return 'long';
  if (widget === 'date') return 'date';
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'flag';
    case 'array':
      return 'list';
    default:
      return 'any';
  }
}

export function InputsEditor({ inputs, readOnly, onChange }: InputsEditorProps) {
  const set = (index: number, patch: { readonly [K in keyof FlowInput]?: FlowInput[K] | undefined }) => {
    const merged = Object.entries({ ...inputs[index], ...patch }).filter(([, value]) => value !== undefined);
    onChange(inputs.with(index, Object.fromEntries(merged) as FlowInput));
  };
  const free = () => {
    const taken = new Set(inputs.map(({ name }) => name));
    let number = inputs.length + 1;
    while (taken.has(`input${number}`)) number += 1;
    return `input${number}`;
  };
  return (
    <div className="rows">
      {inputs.map((input, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div className="rows-row" key={index} data-testid={`input-${input.name}`}>
          <InputRow input={input} readOnly={readOnly} onChange={(patch) => set(index, patch)} />
          <RemoveRow
            label={`Remove the input ${input.title ?? input.name}`}
            disabled={readOnly}
            onClick={() => onChange(inputs.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <AddRow
        label={inputs.length === 0 ? 'Ask for something at each run' : 'Add an input'}
        disabled={readOnly}
        onClick={() => onChange([...inputs, { name: free(), schema: { type: 'string' }, required: true }])}
      />
    </div>
  );
}

interface InputRowProps {
  readonly input: FlowInput;
  readonly readOnly: boolean;
  readonly onChange: (patch: { readonly [K in keyof FlowInput]?: FlowInput[K] | undefined }) => void;
}

function InputRow({ input, readOnly, onChange }: InputRowProps) {
  const id = useId();
  const schema = input.schema as JsonObject;
  const kind = kindOf(schema);
  const options = Array.isArray(schema.enum) ? (schema.enum as readonly Json[]).map(String) : [];
  const field = (name: string, label: string, control: React.ReactNode) => (
    <div className="rows-pair">
      <label className="rows-label" htmlFor={`${id}-${name}`}>
        {label}
      </label>
      {control}
    </div>
  );
  return (
    <div className="rows-parts">
      {field(
        'name',
        'Name',
        <input
          id={`${id}-name`}
          className="field-input mono"
          value={input.name}
          disabled={readOnly}
          onChange={(event) => onChange({ name: event.target.value.replace(/[^A-Za-z0-9]/g, '') })}
        />,
      )}
      {field(
        'title',
        'Asked as',
        <input
          id={`${id}-title`}
          className="field-input"
          value={input.title ?? ''}
          placeholder={input.name}
          disabled={readOnly}
          onChange={(event) => onChange({ title: event.target.value === '' ? undefined : event.target.value })}
        />,
      )}
      {field(
        'kind',
        'Kind',
        <select
          id={`${id}-kind`}
          className="field-input"
          value={kind}
          disabled={readOnly}
          onChange={(event) => onChange({ schema: { ...kinds[event.target.value]?.schema }, default: undefined })}
        >
          {Object.entries(kinds).map(([key, { label }]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>,
      )}
      {kind === 'choice'
        ? field(
            'options',
            'Choices',
            <input
              id={`${id}-options`}
              className="field-input"
              value={options.join(', ')}
              disabled={readOnly}
              onChange={(event) => onChange({ schema: { ...schema, enum: event.target.value.split(',').map((part) => part.trimStart()) } })}
            />,
          )
        : null}
      {field(
        'default',
        'Default',
        <input
          id={`${id}-default`}
          className="field-input"
          value={textOfJson(input.default)}
          placeholder="none"
          disabled={readOnly || input.secret === true}
          onChange={(event) => {
            const text = event.target.value;
            onChange({
              default:
                text === ''
                  ? undefined
                  : kind === 'text' || kind === 'long' || kind === 'date' || kind === 'choice'
                    ? text
                    : jsonOfText(text),
            });
          }}
        />,
      )}
      <div className="inputs-flags">
        <label>
          <input
            type="checkbox"
            checked={input.required === true}
            disabled={readOnly}
            onChange={(event) => onChange({ required: event.target.checked || undefined })}
          />
          required
        </label>
        <label title="Never shown or logged; a step that needs it gets it, expressions cannot read it">
          <input
            type="checkbox"
            checked={input.secret === true}
            disabled={readOnly}
            onChange={(event) =>
              onChange({
                secret: event.target.checked || undefined,
                // A secret is a text, and none of it stands in the flow.
                ...(event.target.checked ? { default: undefined, ...(kind === 'long' ? {} : { schema: { type: 'string' } }) } : {}),
              })
            }
          />
          secret
        </label>
      </div>
    </div>
  );
}
