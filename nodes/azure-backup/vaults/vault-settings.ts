// Changes settings of a vault in one request: only what is filled in. What protects less than today is refused unless it is
// wanted; what is already so is not sent.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice } from '../../kit/fields.ts';
import type { Json } from '../../kit/json.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { consentsFor } from './guards.ts';
import { isForever, settingDifferences } from './setting-changes.ts';
import { changeBody, settingFields } from './setting-fields.ts';
import { mustHaveVault, vaultApi } from './vault.ts';

const estate = {
  vaults: [
    { name: 'vault-weu-prod', softDeleteDays: 30, policies: [{ name: 'daily' }], items: [{ name: 'vm-sql-03', policy: 'daily' }] },
    { name: 'vault-strict', softDelete: 'AlwaysON' as const },
    { name: 'vault-guarded', resourceGuard: 'guard-weu' },
    { name: 'vault-foreign', resourceGuard: 'guard-security' },
  ],
  resourceGuards: [{ name: 'guard-weu' }, { name: 'guard-security', allows: false }],
};
const given = { estate };

export default defineNode({
  type: 'azure-backup.vault-settings',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Change vault settings',
  summary:
    'Changes redundancy, soft delete, immutability, network, alerts, identity or encryption of a vault. What weakens protection lets backups be deleted for good; locked settings can never be taken back.',
  icon: 'settings',
  keywords: [
    'soft delete',
    'immutable vault',
    'geo-redundant',
    'cross region restore',
    'customer-managed key',
    'az backup vault backup-properties set',
    'az backup vault update',
    'Set-AzRecoveryServicesVaultProperty',
    'Set-AzRecoveryServicesBackupProperty',
    'Update-AzRecoveryServicesVault',
  ],
  needs: [
    'Microsoft.RecoveryServices/Vaults/read',
    'Microsoft.RecoveryServices/Vaults/write',
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/read',
  ],
  connection: 'azure',
  effect: (params) => (params.weaker === 'allow' || isForever(params) ? 'destroy' : 'write'),
  repeatable: false,
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    ...settingFields,
    weaker: choice(['refuse', 'allow'], {
      title: 'If it protects less than today',
      ui: { labels: { refuse: 'Refuse', allow: 'Allow: backups may become deletable' } },
    }).default('refuse'),
  }),
  ports: ['done'],
  result: z.object({
    vaultId: z.string(),
    changed: z.boolean(),
    changes: z.array(z.object({ setting: z.string(), before: z.string(), after: z.string(), weaker: z.boolean(), forever: z.boolean() })),
  }),
  line: '{vault} · soft delete {softDelete} · immutability {immutability} · {redundancy}',
  async run({ params, azure, key }) {
    const body = changeBody(params);
    if (Object.keys(body).length === 0) throw fail('param_missing', 'Nothing is filled in: there is nothing to change.');
    const id = await vaultId(azure, params.vault);
    const now = await mustHaveVault(azure, id);
    const changes = settingDifferences(now, params);
    if (changes.length === 0) return { port: 'done', data: { vaultId: id, changed: false, changes } };
    const weaker = changes.filter((one) => one.weaker);
    if (weaker.length > 0 && params.weaker === 'refuse')
      throw fail('conflict', `The change would protect ${now.name} less than today.`, {
        refused: true,
        advice: weaker.map(({ setting, before, after }) => `${setting}: ${before} → ${after}`),
      });
    const consents =
      now.multiUserAuthorization && weaker.length > 0 && !params.resourceGuardRequests?.length
        ? await consentsFor(azure, id, ['disableSoftDeleteRequests', 'modifyEncryptionSettings'])
        : [];
    const whole = consents.length > 0 ? changeBody({ ...params, resourceGuardRequests: consents }) : body;
    const answer = await azure.arm({ method: 'PATCH', path: id, apiVersion: vaultApi, body: whole, key });
    return settleOperation(answer, { more: { vaultId: id, changed: true, changes } as unknown as Json });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state),
  async recover({ params, azure }) {
    const id = await vaultId(azure, params.vault);
    const left = settingDifferences(await mustHaveVault(azure, id), params);
    return left.length > 0 ? 'didNot' : { happened: { port: 'done', data: { vaultId: id, changed: true, changes: [] } } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'Hardens a vault',
      given,
      params: {
        vault: 'vault-weu-prod',
        softDeleteDays: 60,
        immutability: 'Unlocked',
        crossRegionRestore: 'Enabled',
        jobFailureAlerts: 'Enabled',
      },
      expect: {
        port: 'done',
        data: {
          changed: true,
          changes: [
            { setting: 'Immutability', before: 'Disabled', after: 'Unlocked', weaker: false, forever: false },
            { setting: 'Soft delete retention (days)', before: '30', after: '60' },
            { setting: 'Cross Region Restore', before: 'Disabled', after: 'Enabled' },
          ],
        },
      },
    },
    {
      name: 'Always-on soft delete, for ever',
      given,
      params: { vault: 'vault-weu-prod', softDelete: 'AlwaysON' },
      expect: { port: 'done', data: { changes: [{ setting: 'Soft delete', after: 'AlwaysON', forever: true }] } },
    },
    {
      name: 'A key of one’s own, before the vault protects anything',
      given: { estate: { vaults: [{ name: 'vault-weu-new' }] } },
      params: {
        vault: 'vault-weu-new',
        identity: 'SystemAssigned',
        encryptionKey: 'https://kv-backup.vault.azure.net/keys/vault-key',
        encryptionIdentity: 'system',
      },
      expect: {
        port: 'done',
        data: {
          changes: [
            { setting: 'Managed identity', after: 'SystemAssigned' },
            { setting: 'Encryption key', before: 'platform-managed', forever: true },
            { setting: 'Identity for the key', after: 'system' },
          ],
        },
      },
    },
    {
      name: 'It is so already',
      given,
      params: { vault: 'vault-weu-prod', softDelete: 'Enabled', redundancy: 'GeoRedundant' },
      expect: { port: 'done', data: { changed: false, changes: [] } },
    },
    {
      name: 'Weakening is refused',
      given,
      params: { vault: 'vault-weu-prod', softDelete: 'Disabled', softDeleteDays: 14 },
      expect: {
        failed: { code: 'conflict', refused: true, advice: ['Soft delete: Enabled → Disabled', 'Soft delete retention (days): 30 → 14'] },
      },
    },
    {
      name: 'Weakening, allowed',
      given,
      params: { vault: 'vault-weu-prod', softDelete: 'Disabled', weaker: 'allow' },
      expect: { port: 'done', data: { changes: [{ setting: 'Soft delete', before: 'Enabled', after: 'Disabled', weaker: true }] } },
    },
    {
      name: 'Azure keeps what is always on',
      given,
      params: { vault: 'vault-strict', softDelete: 'Disabled', weaker: 'allow' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorDisablingSoftDeleteStateNotAllowed', status: 400 } } },
    },
    {
      name: 'With the consent of its Resource Guard',
      given,
      params: { vault: 'vault-guarded', softDelete: 'Disabled', weaker: 'allow' },
      expect: { port: 'done', data: { changed: true, changes: [{ setting: 'Soft delete', after: 'Disabled' }] } },
    },
    {
      name: 'The Resource Guard belongs to others',
      given,
      params: { vault: 'vault-foreign', softDelete: 'Disabled', weaker: 'allow' },
      expect: { failed: { code: 'azure_error', azure: { code: 'LinkedAuthorizationFailed', status: 403 } } },
    },
    { name: 'Nothing is filled in', given, params: { vault: 'vault-weu-prod' }, expect: { failed: { code: 'param_missing' } } },
  ],
});
