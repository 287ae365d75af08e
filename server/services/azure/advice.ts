// What to try next, for the errors that operators meet most. Azure's own recommendations come first; these fill the gaps.

/** By Azure's code in lower case. What is said twice by Azure itself is said once more here only where it says too little. */
const table: { readonly [code: string]: readonly string[] } = {
  // who may do what
  authorizationfailed: [
    'Give the identity of this connection the role Backup Operator (to change things) or Backup Reader (to look) on the vault or its resource group. New roles take a few minutes.',
  ],
  linkedauthorizationfailed: [
    'The identity also needs rights on the other resource that the message names, for example Virtual Machine Contributor on the VM.',
  ],
  forbidden: [
    'The identity of this connection may not read this data. In a key vault or a storage account it needs a role for data, not only one to manage.',
  ],
  invalidauthenticationtokentenant: ['The connection signs in to another directory than the subscription belongs to. Check the tenant ID.'],
  scopelocked: ['A lock forbids it. Somebody with the right to do so has to remove the lock first.'],
  requestdisallowedbypolicy: ['An Azure Policy assignment forbids it; the message names it.'],
  // what is not there
  subscriptionnotfound: ['Check the subscription, and that the identity of the connection may see it.'],
  resourcenotfound: ['It may have been deleted or moved. Choose it again from the list.'],
  resourcegroupnotfound: ['The resource group may have been deleted or renamed.'],
  missingsubscriptionregistration: ['Register the resource provider Microsoft.RecoveryServices in the subscription.'],
  bmsusererrorobjectnotfound: [
    'It is not in this vault, or no longer. List the items, recovery points or jobs of the vault and choose again.',
  ],
  bmsusererrorcontainerobjectnotfound: ['The server or storage account is not registered with this vault. Register it first.'],
  bmsusererrorpolicynotfound: ['The policy must be one of the same vault. List the policies of the vault and choose again.'],
  usererrororiginalvirtualmachinenotfound: ['The VM is gone, so its disks cannot be replaced. Restore it as a new VM or to new disks.'],
  operationnotfound: ['Azure has forgotten this operation. Look at the jobs of the vault to see what became of it.'],
  // what is wrong with the request
  bmsusererrorinvalidinput: [
    'Azure names the wrong value in "target", if it does at all. Check that vault, item and policy belong together.',
  ],
  bmsusererrorinvalidpolicyinput: [
    'Check the policy: times on the full or half hour, retention times equal to backup times, counts above zero.',
  ],
  bmsusererrorinvalidpolicyforgivenprovider: [
    'The policy is for another kind of item, or of the standard kind where the VM needs an enhanced one.',
  ],
  bmsusererrorregionmismatch: ['Vault and resource must be in the same region. Choose a vault in the region of the resource.'],
  usererrorinvalidrequestparameter: ['A value of the request does not fit; the message names it.'],
  // protecting
  virtualmachinealreadyprotected: [
    'Another vault may protect it. Ask for its backup status; stop that protection first if it should move.',
  ],
  bmsusererrorentityalreadyprotected: ['It is protected already. Change its policy instead.'],
  bmsusererrorcontaineralreadyregistered: [
    'Another vault has it registered. Unregister it there first, after its items have been stopped.',
  ],
  bmsusererrorcontainerhasdatasources: [
    'Something in it is still protected, or deleted and kept for a while. Stop and delete those items first.',
  ],
  bmsusererrorprotectionstopped: ['Its protection is stopped. Resume it first.'],
  usererroropeningsqlconnection: [
    'Check that the SQL instance runs and that NT Service\\AzureWLBackupPluginSvc is a sysadmin of it. Then rediscover its databases.',
  ],
  usererrorhanainternalerror: [
    'Look into backup.log of the database for the cause. Often the backup key or the free space of HANA is the matter.',
  ],
  usererrorparentfullbackupmissing: ['There is no full backup that this one could build on. Start a full backup first.'],
  // backing up
  usererrorbackupoperationinprogress: ['Wait for the running backup, or let the step join it.'],
  usererroroperationinprogress: ['Something else is being done with the item. Wait for that job, then try again.'],
  clouddostimeboudlimitreached: ['Azure allows only so many of these per day. Try again tomorrow, or with fewer items.'],
  usererrorguestagentstatusunavailable: ['Check that the VM is running and that its guest agent reports as ready.'],
  extensionsnapshotfailednonetwork: ['Check that the VM can reach Azure Storage and Azure Backup, by proxy or service tags.'],
  afsmaxsnapshotreached: ['A share may have 200 snapshots. Shorten the retention, or delete snapshots that nobody needs.'],
  usererrorstandardssdnotsupported: [
    'A disk of this kind cannot be backed up by this policy. Exclude the disk, or choose another kind of disk or policy.',
  ],
  usererrorunsupporteddisksize: ['A disk is larger than Azure Backup takes. Exclude it from the backup.'],
  cloudinternalerror: ['Azure failed inside. Try again in a few minutes; if it stays so, open a support request with the request id.'],
  // jobs
  bmsusererrorjobnotcancellable: ['Only running backups and restores can be cancelled. Look how far the job is.'],
  // stopping, deleting
  usererroriteminsoftdeletedstate: ['It has been deleted and is kept for a while. Undelete it first.'],
  usererroritemalreadyinsoftdeletedstate: ['It is deleted already and goes for good when its time is over.'],
  usererroroperationdeniedonimmutableitem: [
    'An immutable vault deletes no backup data before its time: stop and retain it instead. Retaining as per policy is possible in immutable vaults only.',
  ],
  bmsusererrorpolicyinuse: ['Items use this policy. Give them another one first.'],
  serviceresourcenotemptywithbackendmessage: [
    'Something still stands in the vault. List what it contains: protected and deleted items, registered servers, private endpoints.',
  ],
  bmsusererrordisablingsoftdeletestatenotallowed: ['Soft delete can no longer be switched off in this vault.'],
  usererrorunsupportedvaultimmutabilitystatechange: ['Locked immutability cannot be taken back.'],
  // restoring
  usererrorrestoreoperationinprogress: ['Another restore of the item is running. Wait for its job.'],
  usererrortargetvirtualmachinealreadyexists: ['Choose another name for the new VM, or another resource group.'],
  usererrortargetstorageaccountregionmismatch: ['The staging storage account must be in the region where the restore happens.'],
  usererrorincompatiblesrctargetsystemsforrestore: [
    'Source and target differ too much. Restore to a server of the same platform and version, or newer.',
  ],
  usererrorcannotrestoreexistingdbwithoutforceoverwrite: [
    'A database of that name exists. Choose another name, or say that it may be overwritten.',
  ],
  usererrorrestorepointintimeoutofrange: ['No log backup covers that moment. Show the point-in-time ranges and choose one inside.'],
  usererrorrecoverypointinarchivetier: ['The point is archived. Restore it with rehydration, or pick one from another tier.'],
  usererrorrecoverypointnotmoveready: [
    'List the points that are ready for archive. They must be old enough and be kept for six months more.',
  ],
  usererrorinstantilrsessionalreadyactive: ['The recovery point is mounted already. Unmount it first.'],
  usererrorcorecountsubscriptionquotareached: [
    'The subscription has no cores left in this region. Ask for a higher quota, or restore to disks.',
  ],
  // file shares
  filesharenotfound: [
    'Check that the share still exists in its storage account. If it was deleted, undelete it there before its retention ends.',
  ],
  usererrorfileshareendpointunreachable: [
    'Check that the storage account still exists and is of a kind that Azure Backup supports for file shares.',
  ],
  usererrorstorageaccountnotfound: ['The storage account is gone. Restore into another one, or stop the protection of its shares.'],
  parallelsnapshotrequest: ['Wait for the backup that is running. It may be one of another vault of the subscription.'],
  filesharebackupfailedwithazurerprequestthrottling: ['The storage account is busy. Start the backup again later.'],
  filesharerestorefailedwithazurerprequestthrottling: ['The storage account is busy. Start the restore again later.'],
  targetfilesharenotfound: ['Make the target share first: a restore does not make it. Check the names of account and share.'],
  usererrorstorageaccountislocked: [
    'A read-only lock on the storage account forbids it. Use a delete lock instead, or take it off for the time being.',
  ],
  datatransferservicecoflimitreached: [
    'Too many files failed; the job says where they are listed. Close the files that are in use, and restore only those again.',
  ],
  datatransferserviceallfilesfailedtorecover: [
    'No file could be restored; the job says where the reasons are listed. Files may be in use, or a folder may have the name of a file.',
  ],
  datatransferservicesourceurinotvalid: [
    'The recovery point does not hold one of these files. List the files in the backup of the share, or choose an older point.',
  ],
  usererrordtsdestlocked: ['Another restore into the same share is running. Wait for its job, which may be of another vault.'],
  usererrortargetfilesharefull: ['The target share is full. Raise its quota, then restore again.'],
  usererrortargetfilesharequotanotsufficient: [
    'The quota of the target share is too small for what is restored. Raise it, then restore again.',
  ],
  usererrorafsrecoverysomefilesnotrestored: [
    'Some files were not restored; the job says where they are listed. Close those that are in use, and restore only them again.',
  ],
  usererrorafssourcesnapshotnotfound: ['Somebody deleted the snapshot behind this recovery point. Choose another point.'],
  usererroranotherrestoreinprogressonsametarget: [
    'Another restore into the same share is running. Wait for its job, or choose another share.',
  ],
  usererrorsourceortargetaccountnotaccessible: [
    'Check the network rules of both storage accounts: Microsoft services must be let in. Keys must not be rotated during a restore.',
  ],
  bmsusererrorconflictingprotectionoperation: ['The protection of this item is being changed already. Wait for that job, then try again.'],
  bmsusererrorobjectlocked: ['Something else is being done with the item. Wait until it is over, then try again.'],
  // too much at once
  resourcerequeststhrottled: [
    'The backup service allows about 150 requests of a kind per hour. Spread the work, or let one run do it for all.',
  ],
  subscriptionrequeststhrottled: ['Too many requests in this subscription. Something else may use up its budget too.'],
};

export const adviceFor = (code: string): readonly string[] =>
  (Object.hasOwn(table, code.toLowerCase()) ? table[code.toLowerCase()] : undefined) ?? [];

/** In lower case. */
export const knownCodes: readonly string[] = Object.keys(table);

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
