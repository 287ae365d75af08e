// Asks Azure whether the connection's identity may do certain things on a scope, before a flow tries: what is allowed, what is
// missing, and the smallest built-in role that would do.
import { z } from 'zod';
import { allows, type Permission, type Role, smallestRole } from '../kit/azure-permissions.ts';
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { azureId, choice } from '../kit/fields.ts';
import { isArmId, list, object, scopeChoices, text } from './find.ts';

const apiVersion = '2022-04-01';
const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups';
const vault = `${home}/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod`;
const estate = { vaults: [{ name: 'vault-weu-prod' }] };

const V = 'Microsoft.RecoveryServices/vaults';
const tasks = {
  custom: { title: 'Name the actions', actions: [] },
  look: { title: 'Look at backups', actions: [`${V}/read`, `${V}/backupProtectedItems/read`, `${V}/backupJobs/read`] },
  backUp: {
    title: 'Back up now',
    actions: [`${V}/backupProtectedItems/read`, `${V}/backupFabrics/protectionContainers/protectedItems/backup/action`],
  },
  protect: {
    title: 'Protect and change policy',
    actions: [`${V}/backupPolicies/read`, `${V}/backupFabrics/protectionContainers/protectedItems/write`],
  },
  restore: { title: 'Restore', actions: [`${V}/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action`] },
  deleteBackups: {
    title: 'Stop protection and delete backups',
    actions: [`${V}/backupFabrics/protectionContainers/protectedItems/delete`],
  },
  runVms: {
    title: 'Start and stop VMs',
    actions: ['Microsoft.Compute/virtualMachines/start/action', 'Microsoft.Compute/virtualMachines/deallocate/action'],
  },
  lock: { title: 'Set locks', actions: ['Microsoft.Authorization/locks/write', 'Microsoft.Authorization/locks/delete'] },
} as const;
type Task = keyof typeof tasks;
const taskNames = Object.keys(tasks) as [Task, ...Task[]];

export default defineNode({
  type: 'azure.check-permissions',
  version: 1,
  group: 'azure',
  section: 'Resources',
  title: 'May I do that?',
  summary: 'Asks Azure what the connection may do on a scope, and which role is missing.',
  icon: 'shield-checkmark',
  keywords: ['role', 'rbac', 'access', 'permission', 'authorization', 'az role assignment list', 'Get-AzRoleAssignment'],
  needs: ['Microsoft.Authorization/permissions/read', 'Microsoft.Authorization/roleDefinitions/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    scope: azureId('scope', { title: 'Scope' }),
    task: choice(taskNames, {
      title: 'What',
      ui: { labels: Object.fromEntries(taskNames.map((name) => [name, tasks[name].title])) },
    }).default('look'),
    actions: z
      .array(z.string().regex(/^[\w.*]+(\/[\w.*]+)+$/, 'must look like Microsoft.Compute/virtualMachines/start/action'))
      .default([])
      .meta({ title: 'Actions', ui: { widget: 'list', when: { param: 'task', in: ['custom'] } } }),
    plane: choice(['control', 'data'], {
      title: 'Of',
      ui: {
        labels: { control: 'Resources', data: 'Their data (blobs, secrets)' },
        advanced: true,
        when: { param: 'task', in: ['custom'] },
      },
    }).default('control'),
  }),
  ports: ['allowed', 'missing'],
  result: z.object({
    allowed: z.array(z.string()),
    missing: z.array(z.string()),
    role: z
      .string()
      .nullable()
      .meta({ title: 'Role that is missing', description: 'The smallest built-in one; null when nothing is missing or none fits.' }),
    scope: z.string(),
  }),
  line: '{task} · {scope}',
  async run({ params, azure }) {
    const scope = params.scope.replace(/\/+$/, '');
    if (!isArmId(scope)) throw fail('param_invalid', `${scope.slice(0, 200)} is not the id of a subscription, resource group or resource.`);
    const actions = params.task === 'custom' ? params.actions : tasks[params.task].actions;
    if (actions.length === 0) throw fail('param_missing', 'There are no actions to ask about.');
    const given = await permissionsOn(azure, scope);
    const allowed = actions.filter((action) => allows(given, action, params.plane));
    const missing = actions.filter((action) => !allowed.includes(action));
    const role = missing.length === 0 ? null : (smallestRole(await builtInRoles(azure, scope), missing, params.plane)?.name ?? null);
    return { port: missing.length === 0 ? 'allowed' : 'missing', data: { allowed, missing, role, scope } };
  },
  choices: { scope: scopeChoices },
  examples: [
    {
      name: 'An owner may',
      given: { estate },
      params: { scope: vault, task: 'deleteBackups' },
      expect: { port: 'allowed', data: { missing: [], role: null, scope: vault } },
    },
    {
      name: 'A reader may look, but not back up',
      given: { estate: { ...estate, roles: [{ role: 'Backup Reader', scope: `${home}/rg-backup` }] } },
      params: { scope: vault, task: 'backUp' },
      expect: {
        port: 'missing',
        data: {
          allowed: [`${V}/backupProtectedItems/read`],
          missing: [`${V}/backupFabrics/protectionContainers/protectedItems/backup/action`],
          role: 'Backup Operator',
        },
      },
    },
    {
      name: 'Secrets need a role on data',
      given: { estate: { ...estate, roles: [{ role: 'Contributor' }] } },
      params: {
        scope: `${home}/rg-backup`,
        task: 'custom',
        actions: ['Microsoft.KeyVault/vaults/secrets/getSecret/action'],
        plane: 'data',
      },
      expect: { port: 'missing', data: { role: 'Key Vault Secrets User', allowed: [] } },
    },
    {
      name: 'A scope that does not exist',
      given: { estate },
      params: { scope: `${home}/rg-gone` },
      expect: { failed: { code: 'azure_error', azure: { code: 'ResourceGroupNotFound', status: 404 } } },
    },
  ],
});

const texts = (value: unknown): string[] => list(value).map(text);

const permission = (raw: unknown): Permission => {
  const { actions, notActions, dataActions, notDataActions } = object(raw);
  return { actions: texts(actions), notActions: texts(notActions), dataActions: texts(dataActions), notDataActions: texts(notDataActions) };
};

async function permissionsOn(azure: AzureBackup, scope: string): Promise<Permission[]> {
  const { body } = await azure.arm({ method: 'GET', path: `${scope}/providers/Microsoft.Authorization/permissions`, apiVersion });
  return list(object(body).value).map(permission);
}

async function builtInRoles(azure: AzureBackup, scope: string): Promise<Role[]> {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? scope;
  const filter = encodeURIComponent("type eq 'BuiltInRole'");
  const { body } = await azure.arm({
    method: 'GET',
    path: `${subscription}/providers/Microsoft.Authorization/roleDefinitions?$filter=${filter}`,
    apiVersion,
  });
  return list(object(body).value).map((raw) => {
    const { roleName, permissions } = object(object(raw).properties);
    return { name: text(roleName), permissions: list(permissions).map(permission) };
  });
}
