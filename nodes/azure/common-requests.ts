// Requests to Resource Manager that people make most, ready to pick: the method, and what comes behind the id of the resource.
import type { Effect } from '../kit/define.ts';

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];

export interface CommonRequest {
  readonly title: string;
  readonly method: Method;
  readonly suffix: string;
  readonly apiVersion?: string;
  readonly effect?: Effect;
}

export const commonRequests = {
  custom: { title: 'Another request', method: 'GET', suffix: '' },
  get: { title: 'Read a resource', method: 'GET', suffix: '' },
  resources: { title: 'List the resources of a resource group', method: 'GET', suffix: '/resources' },
  vmInstanceView: { title: 'VM: status (instance view)', method: 'GET', suffix: '/instanceView', apiVersion: '2024-03-01' },
  vmStart: { title: 'VM: start', method: 'POST', suffix: '/start', apiVersion: '2024-03-01' },
  vmDeallocate: { title: 'VM: stop (deallocate)', method: 'POST', suffix: '/deallocate', apiVersion: '2024-03-01' },
  vmRestart: { title: 'VM: restart', method: 'POST', suffix: '/restart', apiVersion: '2024-03-01' },
  vaultUsages: { title: 'Vault: usages', method: 'GET', suffix: '/usages' },
  vaultPrivateEndpoints: { title: 'Vault: private link resources', method: 'GET', suffix: '/privateLinkResources' },
  backupVaultInstances: { title: 'Backup vault: backup instances', method: 'GET', suffix: '/backupInstances', apiVersion: '2024-04-01' },
  backupVaultPolicies: { title: 'Backup vault: policies', method: 'GET', suffix: '/backupPolicies', apiVersion: '2024-04-01' },
  backupVaultJobs: { title: 'Backup vault: jobs', method: 'GET', suffix: '/backupJobs', apiVersion: '2024-04-01' },
  diagnosticSettings: {
    title: 'Diagnostic settings of a resource',
    method: 'GET',
    suffix: '/providers/Microsoft.Insights/diagnosticSettings',
    apiVersion: '2021-05-01-preview',
  },
  roleAssignments: {
    title: 'Role assignments on a scope',
    method: 'GET',
    suffix: '/providers/Microsoft.Authorization/roleAssignments',
    apiVersion: '2022-04-01',
  },
  policyStates: {
    title: 'Azure Policy: compliance of a scope',
    method: 'POST',
    suffix: '/providers/Microsoft.PolicyInsights/policyStates/latest/queryResults',
    apiVersion: '2019-10-01',
  },
} as const satisfies { readonly [name: string]: CommonRequest };

export type CommonName = keyof typeof commonRequests;
export const commonNames = Object.keys(commonRequests) as [CommonName, ...CommonName[]];

const effects: { readonly [method in Method]: Effect } = { GET: 'read', POST: 'write', PUT: 'write', PATCH: 'write', DELETE: 'destroy' };
export const methodEffect = (method: Method): Effect => effects[method];
