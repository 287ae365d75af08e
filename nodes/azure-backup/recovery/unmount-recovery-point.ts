// Ends the mount of a recovery point. Files that were copied from it stay where they are.
import { z } from 'zod';
import { type Done, defineNode } from '../../kit/define.ts';
import { text } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { object, words } from '../answer.ts';
import { itemChoices, recoveryPointChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { pointPlace } from '../place.ts';
import { pointFor } from './points.ts';
import { sourceFields } from './vm-restore.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-files-01', policy: 'daily', points: { count: 2, ids: ['4002'] } }],
    },
  ],
  machines: [{ name: 'vm-files-01', os: 'Linux' as const }],
};
const done = (point: string): Done => ({ port: 'done', data: { recoveryPointId: point } });

export default defineNode({
  type: 'azure-backup.unmount-recovery-point',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Unmount a recovery point',
  summary: 'Ends the mount of a recovery point.',
  icon: 'folder',
  keywords: ['file recovery', 'revoke', 'az backup restore files unmount-rp', 'Disable-AzRecoveryServicesBackupRPMountScript'],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  waits: true,
  params: z.object({
    vault: sourceFields.vault,
    item: sourceFields.item,
    recoveryPoint: text({
      title: 'Recovery point',
      ui: { widget: 'choices', choices: 'recoveryPoint', placeholder: '{{ steps.mount.recoveryPointId }}' },
    }).min(1),
  }),
  ports: ['done'],
  result: z.object({ recoveryPointId: z.string() }),
  line: '{item} · {recoveryPoint}',
  async run({ params, azure, key }) {
    const id = await itemId(azure, params.item, params.vault);
    const point = await pointFor(azure, id, params.recoveryPoint);
    const answer = await azure.operation({ id: 'ItemLevelRecoveryConnections_Revoke', ...pointPlace(point), key });
    return settleOperation(answer, { says: 'waits until Azure has ended the mount', more: { point }, finish: () => done(point) });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state, ({ more }) => done(words(object(more).point))),
  async recover({ params, azure }) {
    const point = await pointFor(azure, await itemId(azure, params.item, params.vault), params.recoveryPoint);
    const { body } = await azure.operation({ id: 'RecoveryPoints_Get', ...pointPlace(point) });
    return object(object(body).properties).isInstantIlrSessionActive === true ? 'didNot' : { happened: done(point) };
  },
  choices: { vault: vaultChoices, item: itemChoices, recoveryPoint: recoveryPointChoices },
  examples: [
    {
      name: 'Ends it',
      given: { estate },
      params: { item: 'vm-files-01', recoveryPoint: '4002' },
      expect: { port: 'done', data: { recoveryPointId: { $like: '/4002$' } } },
    },
    {
      name: 'A recovery point that does not exist',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-files-01', recoveryPoint: '9999' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorObjectNotFound', status: 404 } } },
    },
    {
      name: 'What is no recovery point',
      given: { estate },
      params: { item: 'vm-files-01', recoveryPoint: 'newest' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
