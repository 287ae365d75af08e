// Deletes a snapshot of a disk, for good.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { FailureError } from '../kit/errors.ts';
import { azureId } from '../kit/fields.ts';
import { resumeOperation, settleOperation } from '../kit/long-running.ts';
import { resourceChoices, resourceId, text } from './find.ts';

const type = 'microsoft.compute/snapshots';
const apiVersion = '2023-10-02';
const snapshot =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-workloads/providers/Microsoft.Compute/snapshots/before-patching';
const estate = { machines: [{ name: 'vm-on-01' }], snapshots: [{ name: 'last-week', machine: 'vm-on-01' }] };

export default defineNode({
  type: 'azure.delete-snapshot',
  version: 1,
  group: 'azure',
  section: 'Virtual machines',
  title: 'Delete snapshot',
  summary: 'Deletes a snapshot of a disk. What it held is lost.',
  icon: 'shield-dismiss',
  keywords: ['managed disk', 'clean up', 'az snapshot delete', 'Remove-AzSnapshot'],
  needs: ['Microsoft.Compute/snapshots/read', 'Microsoft.Compute/snapshots/delete'],
  connection: 'azure',
  effect: 'destroy',
  waits: true,
  params: z.object({ snapshot: azureId('snapshot', { title: 'Snapshot' }) }),
  ports: ['done'],
  result: z.object({ id: z.string(), name: z.string(), existed: z.boolean() }),
  line: '{snapshot}',
  async run({ params, azure, key }) {
    const id = await resourceId(azure, type, params.snapshot, 'snapshot');
    const answer = await azure.arm({ method: 'DELETE', path: id, apiVersion, key });
    const data = { id, name: text(id.split('/').at(-1)), existed: answer.status !== 204 };
    return settleOperation(answer, { says: 'deleting', more: data });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state),
  /** Gone is gone: then it happened. Still there proves nothing about a deletion under way. */
  async recover({ params, azure }) {
    const id = await resourceId(azure, type, params.snapshot, 'snapshot');
    try {
      await azure.arm({ method: 'GET', path: id, apiVersion });
      return 'unknown';
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.azure?.status !== 404) throw error;
      return { happened: { port: 'done', data: { id, name: text(id.split('/').at(-1)), existed: true } } };
    }
  },
  choices: { snapshot: resourceChoices(type) },
  examples: [
    {
      name: 'Deletes it',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { snapshot: 'last-week' },
      expect: { port: 'done', data: { name: 'last-week', existed: true } },
    },
    {
      name: 'One that is gone already',
      given: { estate },
      params: { snapshot },
      expect: { port: 'done', data: { name: 'before-patching', existed: false } },
    },
    {
      name: 'A lock keeps it',
      given: {
        estate: { ...estate, locks: [{ name: 'keep', level: 'CanNotDelete' as const, scope: snapshot.replace(/\/providers.*/, '') }] },
      },
      params: { snapshot },
      expect: { failed: { code: 'azure_error', azure: { code: 'ScopeLocked', status: 409 } } },
    },
    { name: 'A name that no snapshot has', given: { estate }, params: { snapshot: 'nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});
