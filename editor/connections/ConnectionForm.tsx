// The fields of one connection. Saving checks them on the server; "Save and test" also says who you are on the other side.
import { Button, DialogActions, DialogBody, DialogContent, DialogTitle } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Connection, ConnectionKind } from '../../nodes/kit/wire/system.ts';
import { ApiError, call, keys, queryClient } from '../api.ts';
import { type FieldPath, FormProvider, problemLookup } from '../inspector/form-context.ts';
import { SchemaForm } from '../inspector/SchemaForm.tsx';
import { toast } from '../ui/toast.ts';
import { firstValues, keptSecrets, sentFields, type Values, withoutFields } from './connection-form.ts';
import { KeptSecret } from './KeptSecret.tsx';
import { TestAnswer } from './TestAnswer.tsx';

interface ConnectionFormProps {
  readonly kind: ConnectionKind;
  readonly connection: Connection | null;
  readonly onClose: () => void;
  readonly onSaved: (connection: Connection) => void;
}

export function ConnectionForm({ kind, connection, onClose, onSaved }: ConnectionFormProps) {
  const schema = kind.fields as JsonObject;
  const [name, setName] = useState(connection?.name ?? '');
  const [values, setValues] = useState<Values>(connection ? (connection.fields as Values) : firstValues(kind.kind));
  const [isDefault, setDefault] = useState(connection?.isDefault ?? false);
  const [replacing, setReplacing] = useState<ReadonlySet<string>>(new Set());
  // After "Save and test" of a new one the dialog goes on with what is stored now.
  const [stored, setStored] = useState(connection);
  const kept = keptSecrets(schema, values, stored, replacing);
  const test = useMutation({
    mutationFn: (id: string) => call('testConnection', { params: { id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.connections }),
  });
  const save = useMutation({
    mutationFn: () => {
      const fields = sentFields(schema, values, stored) as never;
      const chosen = isDefault && stored?.isDefault !== true ? { isDefault: true } : {};
      return stored
        ? call('saveConnection', { params: { id: stored.id }, body: { name: name.trim(), fields, ...chosen } })
        : call('createConnection', { body: { kind: kind.kind, name: name.trim(), fields, ...chosen } });
    },
    onSuccess: (saved) => {
      setStored(saved);
      setReplacing(new Set());
      setValues(saved.fields as Values);
      setDefault(saved.isDefault);
      void queryClient.invalidateQueries({ queryKey: keys.connections });
      if (saved.isDefault) for (const queryKey of [keys.estate, keys.overview]) void queryClient.invalidateQueries({ queryKey });
    },
  });
  const finish = (saved: Connection) => {
    toast({ title: `“${saved.name}” is saved`, intent: 'success' });
    onSaved(saved);
  };
  const problems = save.error instanceof ApiError ? save.error.problems : [];
  const busy = save.isPending || test.isPending;
  const ready = name.trim() !== '' && !busy;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save.mutate(undefined, { onSuccess: finish });
      }}
    >
      <DialogBody>
        <DialogTitle>{connection ? `Change “${connection.name}”` : `New connection: ${kind.title}`}</DialogTitle>
        <DialogContent className="connection-form">
          <label className="field">
            <span className="field-label">Name</span>
            <input
              className="field-input"
              value={name}
              maxLength={100}
              required
              placeholder={kind.kind === 'azure' ? 'Contoso production' : undefined}
              onChange={(event) => setName(event.target.value)}
              data-testid="connection-name"
            />
          </label>
          <FormProvider
            value={{
              problemsAt: problemLookup(problems, '/fields'),
              readOnly: false,
              nodeId: null,
              choices: null,
              focusPath: firstPath(problems),
            }}
          >
            <SchemaForm
              schema={withoutFields(
                schema,
                kept.map((field) => field.name),
              )}
              values={values}
              onChange={(path, value) => setValues((now) => changed(now, path, value))}
            >
              {kept.map((field) => (
                <KeptSecret key={field.name} title={field.title} onReplace={() => setReplacing((now) => new Set([...now, field.name]))} />
              ))}
            </SchemaForm>
          </FormProvider>
          <label className="connection-default">
            <input
              type="checkbox"
              checked={isDefault}
              disabled={stored?.isDefault === true}
              onChange={(event) => setDefault(event.target.checked)}
            />
            Default: new flows use it without being asked
          </label>
          {save.error ? (
            <p className="connection-wrong" role="alert">
              {save.error.message}
            </p>
          ) : null}
          <TestAnswer answer={test.data} error={test.error} pending={test.isPending} />
        </DialogContent>
        <DialogActions>
          <Button onClick={() => (stored && stored !== connection ? onSaved(stored) : onClose())}>
            {stored && stored !== connection ? 'Close' : 'Cancel'}
          </Button>
          <Button
            disabled={name.trim() === ''}
            disabledFocusable={busy}
            onClick={() => save.mutate(undefined, { onSuccess: ({ id }) => test.mutate(id) })}
            data-testid="save-and-test-connection"
          >
            {test.isPending ? 'Testing …' : 'Save and test'}
          </Button>
          <Button type="submit" appearance="primary" disabled={name.trim() === ''} disabledFocusable={busy} data-testid="save-connection">
            {save.isPending ? 'Saving …' : 'Save'}
          </Button>
        </DialogActions>
      </DialogBody>
    </form>
  );
}

const firstPath = (problems: readonly { readonly path: string }[]): string | null =>
  problems.find(({ path }) => path.startsWith('/fields/'))?.path.slice('/fields'.length) ?? null;

const changed = (values: Values, path: FieldPath, value: Json | undefined): Values => ({ ...values, [String(path[0])]: value });
