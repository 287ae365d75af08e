// The short form of a template: one field per parameter, drawn by the inspector's own fields. Choices that only Azure knows are
// asked with the connection chosen below.
import type { Json } from '../../nodes/kit/json.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { call } from '../api.ts';
import { type FormContext, FormProvider, problemLookup } from '../inspector/form-context.ts';
import { SchemaForm } from '../inspector/SchemaForm.tsx';
import { fieldSchema, type Parameter, uiOf, type Values } from './template-form.ts';
import './ParameterForm.css';

interface ParameterFormProps {
  readonly parameters: readonly Parameter[];
  readonly values: Values;
  readonly onChange: (name: string, value: Json | undefined) => void;
  readonly problems: readonly ProblemItem[];
  readonly readOnly?: boolean;
  /** Whom to ask for choices. */
  readonly connectionId: string | null;
}

export function ParameterForm({ parameters, values, onChange, problems, readOnly = false, connectionId }: ParameterFormProps) {
  const context = (parameter: Parameter): FormContext => {
    const { node, choices } = uiOf(parameter);
    return {
      problemsAt: problemLookup(problems, '/parameters'),
      readOnly,
      nodeId: null,
      focusPath: problems[0]?.path.slice('/parameters'.length) ?? null,
      choices:
        node === undefined || choices === undefined
          ? null
          : {
              key: ['template', node, connectionId, values.vault ?? null],
              ask: async (name, search) => {
                const params = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as {
                  [name: string]: Json;
                };
                const body = { params: params as never, search, ...(connectionId === null ? {} : { connectionId }) };
                return (await call('nodeChoices', { params: { type: node, name }, body })).items;
              },
            },
    };
  };
  return (
    <div className="parameter-form">
      {parameters.map((parameter) => (
        <div
          key={parameter.name}
          className={isWide(parameter) ? 'parameter-form-wide' : undefined}
          data-testid={`template-parameter-${parameter.name}`}
        >
          <FormProvider value={context(parameter)}>
            <SchemaForm schema={fieldSchema(parameter)} values={values} onChange={(_, value) => onChange(parameter.name, value)} />
          </FormProvider>
        </div>
      ))}
    </div>
  );
}

/** Addresses and long texts need the room. */
const isWide = ({ schema }: Parameter): boolean => schema.format === 'uri' || schema.type === 'array' || schema.type === 'object';
