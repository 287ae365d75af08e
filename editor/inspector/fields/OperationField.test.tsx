// The form of "Azure Backup operation", drawn from the shapes that the node itself gives.
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { operationForm } from '../../../nodes/azure-backup/operations/form.ts';
import operationNode from '../../../nodes/azure-backup/operations/operation.ts';
import type { Json } from '../../../nodes/kit/json.ts';
import { describeNodeType } from '../../../nodes/kit/node-type-json.ts';
import { keys, queryClient } from '../../api.ts';
import '../../ui/no-motion.test-support.ts';
import { FormProvider, noProblems } from '../form-context.ts';
import { formQuery } from '../node-forms.ts';
import { SchemaForm } from '../SchemaForm.tsx';

afterEach(cleanup);

const type = describeNodeType(operationNode);

async function draw(operation: string | null, values: { readonly [name: string]: Json } = {}) {
  queryClient.clear();
  queryClient.setQueryData(keys.nodeTypes, []);
  if (operation) queryClient.setQueryData(formQuery(type.type, operation).queryKey, await operationForm(operation));
  let now: { readonly [name: string]: Json | undefined } = values;
  const Form = () => {
    const [state, setState] = useState(now);
    now = state;
    return (
      <SchemaForm
        schema={type.params}
        values={state}
        onChange={(path, value) => setState((old) => ({ ...old, [String(path[0])]: value }))}
      />
    );
  };
  const formBy = operation ? { type: type.type, value: operation } : null;
  render(
    <QueryClientProvider client={queryClient}>
      <FormProvider value={{ problemsAt: noProblems, readOnly: false, nodeId: null, choices: null, formBy, focusPath: null }}>
        <Form />
      </FormProvider>
    </QueryClientProvider>,
  );
  await screen.findByTestId('field-operation');
  await waitFor(() => expect(screen.queryByText('Reading …')).toBeNull());
  return { value: (name: string) => now[name] };
}

const fill = async (label: string | RegExp, text: string) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value: text } });

test('without an operation the form asks for one, and for nothing whose shape depends on it', async () => {
  await draw(null);
  expect(screen.getByTestId('field-vault')).toBeTruthy();
  for (const part of ['path', 'query', 'body']) expect(screen.queryByTestId(`field-${part}`)).toBeNull();
});

test('a list has a filter, and asks for no body and no path', async () => {
  const { value } = await draw('BackupJobs_List');
  await fill(/^Filter/, "status eq 'Failed'");
  expect(value('query')).toEqual({ $filter: "status eq 'Failed'" });
  for (const part of ['path', 'body']) expect(screen.queryByTestId(`field-${part}`)).toBeNull();
  await fill(/^Filter/, '');
  expect(value('query')).toBeUndefined();
});

test('what another operation has left behind stays to be seen and says that it is not taken', async () => {
  await draw('BackupJobs_List', { body: { left: 'over' } });
  expect(await screen.findByText('This operation takes none.')).toBeTruthy();
});

test('a body is filled in by its kind, and another kind starts afresh', async () => {
  const { value } = await draw('Backups_Trigger');
  await fill('Object type', 'AzureWorkloadBackupRequest');
  await fill(/^Backup type/, 'Full');
  expect(value('body')).toEqual({ properties: { objectType: 'AzureWorkloadBackupRequest', backupType: 'Full' } });
  await fill('Object type', 'IaasVMBackupRequest');
  expect(value('body')).toEqual({ properties: { objectType: 'IaasVMBackupRequest' } });
});

test('what Azure writes itself is not asked for', async () => {
  await draw('ProtectionPolicies_CreateOrUpdate');
  expect(screen.queryByLabelText(/^Id$/)).toBeNull();
  expect(screen.queryByLabelText(/^Type$/)).toBeNull();
});

test('an inner object is opened when it is wanted, and goes away again', async () => {
  const { value } = await draw('ProtectionPolicies_CreateOrUpdate', {
    body: { properties: { backupManagementType: 'AzureIaasVM' } },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Schedule policy' }));
  await fill('Schedule policy type', 'SimpleSchedulePolicy');
  expect(value('body')).toEqual({
    properties: { backupManagementType: 'AzureIaasVM', schedulePolicy: { schedulePolicyType: 'SimpleSchedulePolicy' } },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Remove Schedule policy' }));
  expect(value('body')).toEqual({ properties: { backupManagementType: 'AzureIaasVM' } });
});
