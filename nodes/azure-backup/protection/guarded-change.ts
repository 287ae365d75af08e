// Sends a change of a protected item. Where a Resource Guard watches over the vault and Azure therefore refuses, it is sent once more
// naming the guard's consent; whether that is given is decided by the rights on the guard. A refused request has changed nothing.
import type { AzureAnswer, AzureBackup } from '../../kit/capabilities-azure.ts';
import type { Outcome } from '../../kit/define.ts';
import { FailureError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { protectedItemType } from '../item-type.ts';
import { itemPlace } from '../place.ts';
import { started } from '../start.ts';
import { guardMappings } from '../vaults/guards.ts';

export async function changeItem(azure: AzureBackup, itemId: string, key: string, change: JsonObject): Promise<Outcome> {
  const now = await azure.item(itemId);
  const properties = {
    protectedItemType: protectedItemType(now),
    ...(now.sourceResourceId ? { sourceResourceId: now.sourceResourceId } : {}),
    ...change,
  };
  const send = (more: JsonObject = {}): Promise<AzureAnswer> =>
    azure.operation({
      id: 'ProtectedItems_CreateOrUpdate',
      ...itemPlace(itemId),
      body: { properties: { ...properties, ...more } },
      key,
    });
  const about = { vaultId: now.vaultId, itemId };
  try {
    return await started(await send(), about);
  } catch (error) {
    if (!wantsConsent(error)) throw error;
    const operations = (await guardMappings(azure, now.vaultId)).flatMap((mapping) => mapping.operations);
    const consents = operations.map(({ request }) => request).filter((request) => /\/updateProtectedItemRequests\//i.test(request));
    if (consents.length === 0) throw error;
    return started(await send({ resourceGuardOperationRequests: consents }), about);
  }
}

const wantsConsent = (error: unknown): boolean =>
  error instanceof FailureError &&
  error.failure.refused === true &&
  /resource ?guard/i.test(`${error.failure.azure?.target ?? ''} ${error.failure.cause ?? ''}`);
