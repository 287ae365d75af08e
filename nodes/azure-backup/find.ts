// Finds what a param names: a vault, an item, a policy, given by ARM id or by the name people use. Names are looked up, ids are
// taken as they are. Answers with a failure that says what there is instead.
import type { Capabilities } from '../kit/capabilities.ts';
import type { BackupPolicy, ProtectedItem } from '../kit/capabilities-azure.ts';
import { FailureError, fail } from '../kit/errors.ts';

type Azure = Pick<Capabilities, 'azure'>['azure'];

export const isArmId = (text: string): boolean => /^\/subscriptions\//i.test(text);

const same = (a: string, b: string): boolean => a.localeCompare(b, 'en', { sensitivity: 'accent' }) === 0;

/** It is not there, as we or Azure say; any other failure says nothing about that. */
const isMissing = (error: unknown): boolean =>
  error instanceof FailureError && (error.failure.code === 'not_found' || error.failure.azure?.status === 404);

/** The same by another way when the first one does not find it. A question that merely failed is no answer. */
export const orIfMissing = <T>(first: Promise<T>, second: () => T | Promise<T>): Promise<T> =>
  first.catch((error: unknown) => {
    if (isMissing(error)) return second();
    throw error;
  });

/** The vault part of the id of anything in it; null when it is none. */
export const vaultIdOf = (id: string): string | null =>
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.RecoveryServices\/vaults\/[^/]+/i.exec(id)?.[0] ?? null;

export async function vaultId(azure: Azure, vault: string): Promise<string> {
  if (isArmId(vault)) {
    const id = vaultIdOf(vault);
    if (id === null) throw fail('param_invalid', `${vault} is not the id of a Recovery Services vault.`);
    return id;
  }
  const found: string[] = [];
  const names: string[] = [];
  for await (const { id, name } of azure.vaults()) {
    names.push(name);
    if (same(name, vault)) found.push(id);
  }
  if (found.length > 1) throw fail('param_invalid', `There are ${found.length} vaults called ${vault}. Choose one by its id.`);
  if (found.length === 0)
    throw fail('not_found', `There is no vault called ${vault}.`, {
      advice: names.length > 0 ? [`There are: ${names.slice(0, 10).join(', ')}.`] : [],
    });
  return found[0] as string;
}

/** Empty means all vaults. */
export const vaultIdOrAll = (azure: Azure, vault: string | undefined): Promise<string | null> =>
  vault ? vaultId(azure, vault) : Promise.resolve(null);

/** Soft-deleted items are found only when asked for. */
export async function itemId(azure: Azure, item: string, vault: string | undefined, softDeleted = false): Promise<string> {
  if (isArmId(item)) return item;
  const found: ProtectedItem[] = [];
  for await (const candidate of azure.items(await vaultIdOrAll(azure, vault))) {
    if (candidate.softDeleted === softDeleted && (same(candidate.friendlyName, item) || same(candidate.name, item))) found.push(candidate);
  }
  if (found.length > 1)
    throw fail('param_invalid', `There are ${found.length} items called ${item}. Choose one by its id.`, {
      advice: [
        `They are in ${[...new Set(found.map(({ vaultName, containerName }) => `${vaultName} (${containerName})`))].slice(0, 5).join(', ')}.`,
      ],
    });
  if (found.length === 0)
    throw fail('not_found', softDeleted ? `No deleted item is called ${item}.` : `Nothing that is protected is called ${item}.`);
  return (found[0] as ProtectedItem).id;
}

export async function policyId(azure: Azure, policy: string, vault: string): Promise<string> {
  if (isArmId(policy)) return policy;
  const found: BackupPolicy[] = [];
  for await (const candidate of azure.policies(vault)) if (same(candidate.name, policy)) found.push(candidate);
  if (found.length === 0) throw fail('not_found', `The vault has no policy called ${policy}.`);
  return (found[0] as BackupPolicy).id;
}
