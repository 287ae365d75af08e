// Makes a connection without leaving the flow: name, the form of its kind, and a test that says who you are there.
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { type ApiError, call, keys, queryClient, useConnectionKinds } from '../api.ts';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Field } from './Field.tsx';
import { FormProvider, noProblems, problemLookup } from './form-context.ts';
import { SchemaForm } from './SchemaForm.tsx';

interface NewConnectionProps {
  readonly kind: string;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}

const nameField = {
  name: 'name',
  title: 'Name',
  description: null,
  schema: { type: 'string' },
  ui: { placeholder: 'Contoso production' },
  handling: null,
  required: true,
  default: undefined,
} as const;

export default function NewConnection({ kind, onClose, onSaved }: NewConnectionProps) {
  const kinds = useConnectionKinds();
  const form = kinds.data?.find((each) => each.kind === kind);
  const [name, setName] = useState('');
  const [values, setValues] = useState<{ readonly [name: string]: Json }>(kind === 'azure' ? { credential: 'clientSecret' } : {});
  const save = useMutation({
    mutationFn: () => call('createConnection', { body: { kind, name, fields: values as never } }),
    onSuccess: async (connection) => {
      await queryClient.invalidateQueries({ queryKey: keys.connections });
      onSaved(connection.id);
    },
  });
  const error = save.error as ApiError | null;
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== '') save.mutate();
          }}
        >
          <DialogBody>
            <DialogTitle>New connection: {form?.title ?? kind}</DialogTitle>
            <DialogContent>
              <FormProvider
                value={{
                  problemsAt: error
                    ? problemLookup(error.problems, error.problems.some(({ path }) => path.startsWith('/fields')) ? '/fields' : '')
                    : noProblems,
                  readOnly: save.isPending,
                  nodeId: null,
                  choices: null,
                  focusPath: null,
                }}
              >
                <div className="schema-form">
                  <Field
                    field={nameField}
                    path={['#name']}
                    value={name}
                    onChange={(next) => setName(typeof next === 'string' ? next : '')}
                  />
                  {form ? (
                    <SchemaForm
                      schema={form.fields as JsonObject}
                      values={values}
                      onChange={(path, value) =>
                        setValues((now) => {
                          const { [String(path[0])]: _, ...rest } = now;
                          return value === undefined ? rest : { ...rest, [String(path[0])]: value };
                        })
                      }
                    />
                  ) : (
                    <Skeleton label="Reading the form" />
                  )}
                  {error ? <ErrorCard title="The connection was not saved" failure={{ message: error.message }} /> : null}
                </div>
              </FormProvider>
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" appearance="primary" disabled={name.trim() === '' || save.isPending}>
                {save.isPending ? 'Saving …' : 'Save and use'}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
