// The encryption configuration of a vault: keys of Microsoft, or a key of the customer in a key vault that the vault's
// identity may use. A vault that has a customer's key keeps one; infrastructure encryption is decided before the first item.
import { checkBody } from '../requests/check.ts';
import { encryptionRequest } from '../requests/encryption.ts';
import { keyOfVault, vaultId } from '../state/keys.ts';
import type { Json, Vault } from '../state/model.ts';
import { type Answer, invalidInput, ok, serviceRefusal } from '../wire/answer.ts';
import { asJson, type Call } from '../wire/call.ts';
import type { Route } from '../wire/router.ts';
import { V, vaultRoute } from './lookups.ts';

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** What the vault's own properties say about encryption, in the words of the backup configuration. */
function encryptionView(vault: Vault): Json {
  const { keyVaultProperties, kekIdentity, infrastructureEncryption } = asJson(vault.extra.encryption);
  const keyUri = text(asJson(keyVaultProperties).keyUri);
  const own = asJson(kekIdentity);
  const user = text(own.userAssignedIdentity);
  return {
    id: `${vaultId(vault)}/backupEncryptionConfigs/backupResourceEncryptionConfig`,
    name: 'backupResourceEncryptionConfig',
    type: 'Microsoft.RecoveryServices/vaults/backupEncryptionConfigs',
    properties: {
      encryptionAtRestType: keyUri ? 'CustomerManaged' : 'MicrosoftManaged',
      ...(keyUri ? { keyUri, subscriptionId: vault.subscription } : {}),
      ...(user ? { userAssignedIdentity: user } : {}),
      useSystemAssignedIdentity: own.useSystemAssignedIdentity === true,
      lastUpdateStatus: keyUri ? 'Succeeded' : 'NotEnabled',
      infrastructureEncryptionState: infrastructureEncryption === 'Enabled' ? 'Enabled' : 'Disabled',
    },
  };
}

const keyUriForm = /^https:\/\/[^/]+\/keys\/[A-Za-z0-9-]+(\/[0-9a-f]+)?$/i;

/** What stands against this encryption of a vault; null when nothing does. */
export function encryptionProblem(call: Call, vault: Vault, wanted: Json): Answer | null {
  const keyUri = text(asJson(wanted.keyVaultProperties).keyUri);
  const before = asJson(vault.extra.encryption);
  const had = text(asJson(before.keyVaultProperties).keyUri);
  if (had && !keyUri) {
    const message = 'The vault is encrypted with a customer-managed key and cannot go back to platform-managed keys.';
    return serviceRefusal(400, 'UserErrorCMKCannotBeDisabled', message, 'encryption');
  }
  if (keyUri && !keyUriForm.test(keyUri)) return invalidInput('encryption.keyVaultProperties.keyUri');
  if (keyUri && !had && call.store.count('item', keyOfVault(vault)) > 0) {
    const message = 'Encryption with customer-managed keys can be set only on a vault that has protected nothing yet.';
    return serviceRefusal(400, 'UserErrorCMKNotAllowedOnVaultWithItems', message, 'encryption');
  }
  if (keyUri && !vault.identity) {
    const message = 'The vault needs a managed identity that may use the key. Give the vault an identity first.';
    return serviceRefusal(400, 'UserErrorCMKMissingManagedIdentity', message, 'identity');
  }
  const infrastructure = wanted.infrastructureEncryption;
  if (infrastructure !== undefined && infrastructure !== (before.infrastructureEncryption ?? infrastructure)) {
    const message = 'Infrastructure encryption cannot change once it has been set.';
    return serviceRefusal(400, 'UserErrorInfrastructureEncryptionCannotChange', message, 'encryption.infrastructureEncryption');
  }
  return null;
}

const put = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(encryptionRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const wanted = checked.value.properties;
  const infrastructure = /^(true|enabled)$/i.test(wanted.infrastructureEncryptionState ?? '') ? 'Enabled' : undefined;
  const identities = Object.keys(asJson(asJson(vault.identity).userAssignedIdentities));
  const [user] = identities;
  const encryption: Json = {
    ...(wanted.encryptionAtRestType === 'CustomerManaged' ? { keyVaultProperties: { keyUri: wanted.keyUri ?? '' } } : {}),
    kekIdentity: user ? { userAssignedIdentity: user } : { useSystemAssignedIdentity: true },
    ...(infrastructure ? { infrastructureEncryption: infrastructure } : {}),
  };
  const problem = encryptionProblem(call, vault, encryption);
  if (problem) return problem;
  call.store.put('vault', keyOfVault(vault), { ...vault, extra: { ...vault.extra, encryption } });
  return { status: 200 };
};

const config = `${V}/backupEncryptionConfigs/backupResourceEncryptionConfig`;

export const encryptionRoutes: Route[] = [
  vaultRoute('GET', config, (_call, vault) => ok(encryptionView(vault))),
  vaultRoute('PUT', config, put),
];
