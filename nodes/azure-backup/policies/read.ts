// One policy of a vault, found by name or id and read: its sentence, its shape where ours can say it, and Azure's own properties.
import { z } from 'zod';
import { policySentence } from '../../kit/backup-policy/sentence.ts';
import { type BackupPolicyPlan, backupPolicySchema } from '../../kit/backup-policy/shape.ts';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { FailureError, fail } from '../../kit/errors.ts';
import type { Json } from '../../kit/json.ts';
import { isArmId, vaultId, vaultIdOf } from '../find.ts';
import { readPolicy } from './from-wire.ts';

export const policyDetails = z.object({
  id: z.string().meta({ title: 'Azure resource id' }),
  name: z.string(),
  vaultId: z.string(),
  managementType: z.string(),
  workloadType: z.string().nullable(),
  itemCount: z.int().meta({ title: 'Items that use it' }),
  summary: z.string().meta({ title: 'In one sentence' }),
  policy: backupPolicySchema.nullable().meta({ title: 'The policy', description: 'As “Create or change policy” takes it.' }),
  unread: z.string().nullable().meta({ title: 'Why there is no readable policy' }),
  properties: z.json().meta({ title: 'As Azure has it' }),
});

export type PolicyDetails = z.output<typeof policyDetails>;

export interface PolicyRef {
  readonly vault: string;
  readonly name: string;
  readonly id: string;
}

/** Where a policy of that name lives, or would live. */
export async function policyRef(azure: AzureBackup, vault: string, policy: string): Promise<PolicyRef> {
  const owner = (isArmId(policy) ? vaultIdOf(policy) : null) ?? (await vaultId(azure, vault));
  const name = isArmId(policy) ? decodeURIComponent(policy.split('/').at(-1) ?? '') : policy;
  return { vault: owner, name, id: `${owner}/backupPolicies/${name}` };
}

/** Null: the vault has no such policy. */
export async function existingPolicy(azure: AzureBackup, { vault, name }: PolicyRef): Promise<PolicyDetails | null> {
  try {
    const { body } = await azure.operation({ id: 'ProtectionPolicies_Get', scope: vault, path: { policyName: name } });
    return detailsOf(body, vault);
  } catch (error) {
    if (error instanceof FailureError && error.failure.azure?.status === 404) return null;
    throw error;
  }
}

export async function mustExist(azure: AzureBackup, ref: PolicyRef): Promise<PolicyDetails> {
  const found = await existingPolicy(azure, ref);
  if (found) return found;
  const names: string[] = [];
  for await (const { name } of azure.policies(ref.vault)) names.push(name);
  throw fail('not_found', `The vault ${ref.vault.split('/').at(-1)} has no policy called ${ref.name}.`, {
    ...(names.length > 0 ? { advice: [`It has: ${names.slice(0, 10).join(', ')}.`] } : {}),
  });
}

/** The policy in our words, or the reason why there is none as a failure. */
export function readable({ policy, unread, name }: PolicyDetails): BackupPolicyPlan {
  if (policy) return policy;
  throw fail('param_invalid', `The policy ${name} cannot be read here. ${unread}`, { refused: true });
}

function detailsOf(body: Json, vault: string): PolicyDetails {
  const { id, name, properties } = body as {
    readonly id: string;
    readonly name: string;
    readonly properties: { readonly [name: string]: Json };
  };
  const read = readPolicy(properties);
  const policy = 'policy' in read ? read.policy : null;
  return {
    id,
    name,
    vaultId: vault,
    managementType: String(properties.backupManagementType ?? ''),
    workloadType: typeof properties.workLoadType === 'string' ? properties.workLoadType : null,
    itemCount: Number(properties.protectedItemsCount ?? 0),
    summary: policySentence(policy),
    policy,
    unread: 'not' in read ? read.not : null,
    properties: properties as PolicyDetails['properties'],
  };
}

/** Names of the items that use a policy, soft-deleted ones not among them. */
export async function itemsOf(
  azure: AzureBackup,
  { vault, name }: PolicyRef,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const found: { readonly id: string; readonly name: string }[] = [];
  for await (const item of azure.items(vault))
    if (!item.softDeleted && item.policyName?.toLowerCase() === name.toLowerCase()) found.push({ id: item.id, name: item.friendlyName });
  return found;
}
