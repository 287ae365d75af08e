// Finds a storage account by its ARM id or its name, in the subscriptions that hold vaults.
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import { fail } from '../kit/errors.ts';
import { entries, words } from './answer.ts';
import { isArmId } from './find.ts';
import { lastPart, subscriptionOf } from './place.ts';

const apiVersion = '2023-01-01';

/** `near`: an id in the subscription to look in first. */
export async function storageAccountId(azure: AzureBackup, account: string, near?: string): Promise<string> {
  if (isArmId(account)) return account;
  const subscriptions = new Set(near ? [subscriptionOf(near)] : []);
  for await (const { subscriptionId } of azure.vaults()) subscriptions.add(`/subscriptions/${subscriptionId}`);
  for (const subscription of subscriptions) {
    const { body } = await azure.arm({
      method: 'GET',
      path: `${subscription}/providers/Microsoft.Storage/storageAccounts`,
      apiVersion,
    });
    // Names of storage accounts are unique in the world.
    const found = entries(body).find(({ id }) => lastPart(words(id)).toLowerCase() === account.toLowerCase());
    if (found) return words(found.id);
  }
  throw fail('not_found', `There is no storage account called ${account}.`);
}
