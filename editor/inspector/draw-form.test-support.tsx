// For tests: draws a form that keeps its values, and gives them out.
import { QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render } from '@testing-library/react';
import { useState } from 'react';
import type { z } from 'zod';
import type { Json } from '../../nodes/kit/json.ts';
import { formSchema } from '../../nodes/kit/node-type-json.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { keys, queryClient } from '../api.ts';
import '../ui/no-motion.test-support.ts';
import { type Choice, type FormContext, FormProvider, problemLookup } from './form-context.ts';
import { SchemaForm } from './SchemaForm.tsx';

interface Options {
  readonly values?: { readonly [name: string]: Json };
  readonly problems?: readonly ProblemItem[];
  readonly nodeId?: string | null;
  readonly choices?: readonly Choice[];
  readonly focus?: string;
}

/** Draws a form that keeps its values; gives what they are now. */
export function draw(schema: z.ZodObject, { values = {}, problems = [], nodeId = null, choices, focus }: Options = {}) {
  queryClient.clear();
  queryClient.setQueryData(keys.nodeTypes, []);
  let now: { readonly [name: string]: Json } = values;
  const asked: string[] = [];
  const context: FormContext = {
    problemsAt: problemLookup(problems, '/nodes/0/params'),
    readOnly: false,
    nodeId,
    choices: choices
      ? {
          key: ['test'],
          ask: async (name, search) => {
            asked.push(`${name}:${search}`);
            return choices.filter(({ label }) => label.includes(search));
          },
        }
      : null,
    focusPath: focus ?? null,
  };
  const Form = () => {
    const [state, setState] = useState(values);
    return (
      <SchemaForm
        schema={formSchema(schema)}
        values={state}
        onChange={(path, value) =>
          setState((before) => {
            const { [String(path[0])]: _, ...rest } = before;
            now = value === undefined ? rest : { ...rest, [String(path[0])]: value };
            return now;
          })
        }
      />
    );
  };
  render(
    <QueryClientProvider client={queryClient}>
      <FormProvider value={context}>
        <Form />
      </FormProvider>
    </QueryClientProvider>,
  );
  return { value: () => now, asked };
}

export const type = (element: Element, text: string) => fireEvent.change(element, { target: { value: text } });
