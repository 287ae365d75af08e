// What to try next, for the errors that operators meet most. Azure's own recommendations come first; these fill the gaps.

const table: { readonly [code: string]: readonly string[] } = {
  authorizationfailed: [
    'Give the identity of this connection the role Backup Operator (to change things) or Backup Reader (to look) on the vault or its resource group. New roles take a few minutes.',
  ],
  linkedauthorizationfailed: [
    'The identity also needs rights on the other resource that the message names, for example Virtual Machine Contributor on the VM.',
  ],
  invalidauthenticationtokentenant: ['The connection signs in to another directory than the subscription belongs to. Check the tenant ID.'],
  subscriptionnotfound: ['Check the subscription, and that the identity of the connection may see it.'],
  resourcenotfound: ['It may have been deleted or moved. Choose it again from the list.'],
  resourcegroupnotfound: ['The resource group may have been deleted or renamed.'],
  scopelocked: ['A lock forbids it. Somebody with the right to do so has to remove the lock first.'],
  requestdisallowedbypolicy: ['An Azure Policy assignment forbids it; the message names it.'],
  missingsubscriptionregistration: ['Register the resource provider Microsoft.RecoveryServices in the subscription.'],
  usererrorbackupoperationinprogress: ['Wait for the running backup, or let the step join it.'],
  clouddostimeboudlimitreached: ['Azure allows only so many of these per day. Try again tomorrow, or with fewer items.'],
  usererrorguestagentstatusunavailable: ['Check that the VM is running and that its guest agent reports as ready.'],
  extensionsnapshotfailednonetwork: ['Check that the VM can reach Azure Storage and Azure Backup, by proxy or service tags.'],
};

export const adviceFor = (code: string): readonly string[] => table[code.toLowerCase()] ?? [];

/** By AADSTS code, or by the name of the sign-in library's error. */
export const signInAdvice: { readonly [reason: string]: readonly string[] } = {
  AuthenticationRequiredError: ['Sign in again: open the connection and test it.'],
  CredentialUnavailableError: [
    'This way of signing in is not available on this machine. For Azure CLI run az login as the user of this server.',
  ],
  AADSTS7000215: ['The client secret is wrong. Copy the value of the secret, not its ID, or make a new one.'],
  AADSTS7000222: ['The client secret has expired. Make a new one in the app registration.'],
  AADSTS700016: ['The application (client) ID is not known in this directory.'],
  AADSTS90002: ['The directory (tenant) ID is wrong.'],
  AADSTS700027: ['The certificate is not the one that the app registration knows.'],
};
