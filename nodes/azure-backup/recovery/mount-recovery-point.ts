// Mounts a recovery point of a VM for file recovery: Azure prepares a script that connects a machine to it as disks. The script in the
// result holds no password; "Save the password of a mount" puts that into a Key Vault. The mount ends by itself after 12 hours.
import { z } from 'zod';
import { type Done, defineNode } from '../../kit/define.ts';
import type { Json } from '../../kit/json.ts';
import { type OperationEnd, resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { object, words } from '../answer.ts';
import { itemChoices, recoveryPointChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { lastPart, pointPlace } from '../place.ts';
import { mountScripts } from './mount-script.ts';
import { pointFor } from './points.ts';
import { sourceFields } from './vm-restore.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-files-01', policy: 'daily', points: { count: 2, ids: ['4002'] } },
        { name: 'vm-new-01', policy: 'daily', points: { count: 0 } },
      ],
    },
  ],
  machines: [{ name: 'vm-files-01', os: 'Linux' as const }, { name: 'vm-new-01' }],
};

export default defineNode({
  type: 'azure-backup.mount-recovery-point',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Mount a recovery point',
  summary: 'Prepares a script that mounts a recovery point of a VM, to copy single files from it.',
  icon: 'folder',
  keywords: [
    'file recovery',
    'item-level recovery',
    'ILR',
    'az backup restore files mount-rp',
    'Get-AzRecoveryServicesBackupRPMountScript',
  ],
  connection: 'azure',
  effect: 'write',
  // A mount that is active already is renewed.
  repeatable: true,
  waits: true,
  params: z.object({ vault: sourceFields.vault, item: sourceFields.item, recoveryPoint: sourceFields.recoveryPoint }),
  ports: ['done'],
  result: z.object({
    itemId: z.string(),
    recoveryPointId: z.string(),
    mountedUntil: z.string().meta({ title: 'Ends by itself at' }),
    operation: z.string().nullable().meta({ title: 'Operation', description: 'For "Save the password of a mount".' }),
    scripts: z.array(z.object({ os: z.string(), fileName: z.string(), content: z.string().nullable(), url: z.string().nullable() })),
  }),
  line: '{item} · {recoveryPoint}',
  async run({ params, azure, key, now }) {
    const id = await itemId(azure, params.item, params.vault);
    const point = await pointFor(azure, id, params.recoveryPoint);
    const { sourceResourceId } = await azure.item(id);
    const { body } = await azure.operation({ id: 'RecoveryPoints_Get', ...pointPlace(point) });
    const renew = object(object(body).properties).isInstantIlrSessionActive === true;
    const answer = await azure.operation({
      id: 'ItemLevelRecoveryConnections_Provision',
      ...pointPlace(point),
      body: {
        properties: {
          objectType: 'IaasVMILRRegistrationRequest',
          recoveryPointId: lastPart(point),
          virtualMachineId: sourceResourceId ?? '',
          renewExistingRegistration: renew,
        },
      },
      key,
    });
    const more = { itemId: id, recoveryPointId: point, at: now, operation: answer.pending?.statusUrl ?? null };
    return settleOperation(answer, { says: 'waits until Azure has prepared the mount', more, finish: mounted });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state, mounted),
  // Whether one that is active is this step's own nobody can say; renewing it is harmless.
  recover: async () => 'unknown',
  choices: { vault: vaultChoices, item: itemChoices, recoveryPoint: recoveryPointChoices },
  examples: [
    {
      name: 'The script for a Linux machine',
      given: { estate },
      params: { item: 'vm-files-01' },
      expect: {
        port: 'done',
        data: {
          recoveryPointId: { $like: '/4002$' },
          mountedUntil: { $time: true },
          scripts: [{ os: 'Linux', content: { $like: 'UserInput012345' } }],
        },
      },
    },
    {
      name: 'There is no recovery point yet',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-new-01' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'The identity may not',
      given: {
        estate,
        faults: [{ match: { path: 'provisionInstantItemRecovery' }, answer: { status: 403, code: 'AuthorizationFailed' } }],
      },
      params: { item: 'vm-files-01', recoveryPoint: '4002' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 }, refused: true } },
    },
  ],
});

const twelveHours = 12 * 3_600_000;

function mounted({ body, more }: OperationEnd): Done {
  const { itemId: item, recoveryPointId, at, operation } = object(more);
  return {
    port: 'done',
    data: {
      itemId: words(item),
      recoveryPointId: words(recoveryPointId),
      mountedUntil: new Date(Number(at) + twelveHours).toISOString(),
      operation: (operation ?? null) as Json,
      scripts: mountScripts(body),
    },
  };
}
