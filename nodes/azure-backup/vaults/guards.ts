// Resource Guards: which one watches over a vault (its mapping, "VaultProxy"), and which there are to choose from.
import { z } from 'zod';
import type { Capabilities } from '../../kit/capabilities.ts';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import type { Choice } from '../../kit/define.ts';
import type { Json } from '../../kit/json.ts';
import { list, raw, text } from './vault.ts';

const guardApi = '2024-04-01';
/** The service takes no other name for the mapping of a vault. */
export const mappingName = 'VaultProxy';

export const guardMapping = z.object({
  name: z.string(),
  id: z.string(),
  resourceGuardId: z.string(),
  operations: z.array(z.object({ operation: z.string(), request: z.string() })).meta({ title: 'What it watches over' }),
});

export const mappingOf = (body: Json): z.output<typeof guardMapping> => {
  const { id, name, properties } = raw(body);
  return {
    name: text(name),
    id: text(id),
    resourceGuardId: text(raw(properties).resourceGuardResourceId),
    operations: list(raw(properties).resourceGuardOperationDetails).map((one) => ({
      operation: text(raw(one).vaultCriticalOperation),
      request: text(raw(one).defaultResourceRequest),
    })),
  };
};

export async function guardMappings(azure: AzureBackup, vault: string): Promise<z.output<typeof guardMapping>[]> {
  const { body } = await azure.operation({ id: 'ResourceGuardProxies_Get', scope: vault });
  return list(raw(body).value).map(mappingOf);
}

/** Kinds of consent of a guard, as its request objects are called. */
export type Consent =
  | 'deleteResourceGuardProxyRequests'
  | 'disableSoftDeleteRequests'
  | 'deleteProtectedItemRequests'
  | 'updateProtectionPolicyRequests'
  | 'modifyEncryptionSettings';

/**
 * The request objects by which a guard's consent is named, for a change that needs it. Empty when no guard watches over the vault
 * or over this. Whether the consent is given is Azure's decision: it looks at the rights on the guard.
 */
export async function consentsFor(azure: AzureBackup, vault: string, wanted: readonly Consent[]): Promise<string[]> {
  const mappings = await guardMappings(azure, vault);
  return mappings.flatMap(({ operations }) =>
    operations
      .map(({ request }) => request)
      .filter((request) => wanted.some((kind) => request.toLowerCase().includes(`/${kind.toLowerCase()}/`))),
  );
}

export interface Guard {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly operations: readonly string[];
}

/** The mapping of a vault; null when no guard watches over it. */
export const mappingOfVault = async (azure: AzureBackup, vault: string) => (await guardMappings(azure, vault))[0] ?? null;

/** The guards of every subscription that has a vault. Guards elsewhere can be named by id. */
export async function guards(azure: AzureBackup): Promise<Guard[]> {
  const subscriptions = new Set<string>();
  for await (const { subscriptionId } of azure.vaults()) subscriptions.add(subscriptionId);
  const found: Guard[] = [];
  for (const subscriptionId of subscriptions) {
    const path = `/subscriptions/${subscriptionId}/providers/Microsoft.DataProtection/resourceGuards`;
    const { body } = await azure.arm({ method: 'GET', path, apiVersion: guardApi });
    for (const one of list(raw(body).value)) {
      const { id, name, location, properties } = raw(one);
      found.push({
        id: text(id),
        name: text(name),
        resourceGroup: /\/resourceGroups\/([^/]+)/i.exec(text(id))?.[1] ?? '',
        location: text(location),
        subscriptionId,
        operations: list(raw(properties).resourceGuardOperations).map((operation) => text(raw(operation).vaultCriticalOperation)),
      });
    }
  }
  return found.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

export const guardChoices = async ({ azure, search }: Capabilities & { readonly search: string }): Promise<Choice[]> =>
  (await guards(azure))
    .filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
    .map(({ id, name, resourceGroup, location }) => ({ value: id, label: name, detail: `${resourceGroup} · ${location}` }));
