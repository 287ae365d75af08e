// What nodes change in Azure Backup, through the official SDK. Each call is sent once, with the step's key as client request
// id, and answers with the job that Azure started.
import type {
  BackupRequestUnion,
  BackupsTriggerOptionalParams as CallOptions,
  ProtectedItemUnion,
  RecoveryServicesBackupClient,
} from '@azure/arm-recoveryservicesbackup';
import type { AcceptedJob, AzureBackup, ProtectedItem } from '../../../nodes/kit/capabilities-azure.ts';
import type { Effect } from '../../../nodes/kit/define.ts';
import { fail } from '../../../nodes/kit/errors.ts';
import { accepted, type First } from './accept.ts';
import { type ItemRef, itemOf, partsOf, type VaultRef, vaultOf } from './ids.ts';
import { effectHeader } from './policies.ts';
import type { AzureSession } from './session.ts';

type Changes = Pick<AzureBackup, 'backUpNow' | 'protectVm' | 'deleteBackupData' | 'resumeProtection' | 'undelete' | 'cancelJob'>;
type Call = (client: RecoveryServicesBackupClient, options: CallOptions) => Promise<unknown>;

interface Deps {
  readonly session: AzureSession;
  readonly effect: Effect;
  readonly signal: AbortSignal;
  item(itemId: string): Promise<ProtectedItem>;
}

export function changes({ session, effect, signal, item }: Deps): Changes {
  /** Makes the call, keeps its first answer (the SDK gives none), and follows it to the job. */
  async function start(vault: VaultRef, key: string | null, call: Call): Promise<AcceptedJob> {
    let first: First | null = null;
    const options: CallOptions = {
      abortSignal: signal,
      requestOptions: { customHeaders: { [effectHeader]: effect, ...(key ? { 'x-ms-client-request-id': key } : {}) } },
      onResponse: (raw) => {
        first ??= { status: raw.status, header: (name) => raw.headers.get(name) };
      },
    };
    try {
      await call(await session.sdk(vault.subscription), options);
    } catch (error) {
      // The long-running helpers of the SDK ask once about the operation; only the first answer tells whether it was accepted.
      if (first === null || (first as First).status >= 300) throw session.failure(error, true);
    }
    if (first === null) throw fail('unanswered', 'Azure did not answer.', { unanswered: true });
    return accepted(session, { vaultId: vault.id, key, first, signal });
  }

  const put = (ref: ItemRef, key: string, properties: ProtectedItemUnion) =>
    start(ref, key, (client, options) =>
      client.protectedItems.createOrUpdate(ref.name, ref.group, ref.fabric, ref.container, ref.item, { properties }, options),
    );

  /** The body of a change to an item: its kind decides the type, its source must be named again. */
  const changed = async (itemId: string, more: { readonly [name: string]: unknown }): Promise<ProtectedItemUnion> => {
    const now = await item(itemId);
    return {
      protectedItemType: itemType(now),
      ...(now.sourceResourceId ? { sourceResourceId: now.sourceResourceId } : {}),
      ...more,
    } as ProtectedItemUnion;
  };

  return {
    async backUpNow(itemId, { key, retainUntil, backupType }) {
      const ref = itemOf(itemId);
      const properties = backupRequest(ref, retainUntil, backupType);
      return start(ref, key, (client, options) =>
        client.backups.trigger(ref.name, ref.group, ref.fabric, ref.container, ref.item, { properties }, options),
      );
    },
    async protectVm({ key, vmId, vaultId, policyId }) {
      const { resourcegroups = '', virtualmachines = '' } = partsOf(vmId);
      if (!virtualmachines) throw fail('param_invalid', `${vmId} is not the id of a VM.`, { refused: true });
      const name = `iaasvmcontainerv2;${resourcegroups.toLowerCase()};${virtualmachines.toLowerCase()}`;
      const itemId = `${vaultOf(vaultId).id}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${name}/protectedItems/VM;${name}`;
      return put(itemOf(itemId), key, { protectedItemType: 'Microsoft.Compute/virtualMachines', sourceResourceId: vmId, policyId });
    },
    resumeProtection: async (itemId, { key, policyId }) => put(itemOf(itemId), key, await changed(itemId, { policyId })),
    undelete: async (itemId, { key }) =>
      put(itemOf(itemId), key, await changed(itemId, { protectionState: 'ProtectionStopped', policyId: '', isRehydrate: true })),
    async deleteBackupData(itemId, { key }) {
      const ref = itemOf(itemId);
      return start(ref, key, (client, options) =>
        client.protectedItems.delete(ref.name, ref.group, ref.fabric, ref.container, ref.item, options),
      );
    },
    async cancelJob(vaultId, jobId) {
      const vault = vaultOf(vaultId);
      await start(vault, null, (client, options) => client.jobCancellations.trigger(vault.name, vault.group, jobId, options));
    },
  };
}

/** The word for an item's kind in requests. */
function itemType({ managementType, workloadType }: ProtectedItem): string {
  switch (managementType) {
    case 'AzureIaasVM':
      return 'Microsoft.Compute/virtualMachines';
    case 'AzureStorage':
      return 'AzureFileShareProtectedItem';
    case 'AzureWorkload':
      return (
        { SAPHanaDatabase: 'AzureVmWorkloadSAPHanaDatabase', SAPAseDatabase: 'AzureVmWorkloadSAPAseDatabase' }[workloadType] ??
        'AzureVmWorkloadSQLDatabase'
      );
    default:
      throw fail('param_invalid', `Items of the kind ${workloadType} are managed on their own machine, not in Azure.`, { refused: true });
  }
}

const thirtyDays = 30 * 86_400_000;

function backupRequest(ref: ItemRef, retainUntil: string | undefined, backupType: string | undefined): BackupRequestUnion {
  const until = { recoveryPointExpiryTimeInUTC: new Date(retainUntil ?? Date.now() + thirtyDays) };
  if (/^VMAppContainer|^SQLAGWorkLoadContainer|^HanaHSRContainer/i.test(ref.container))
    return { objectType: 'AzureWorkloadBackupRequest', backupType: backupType ?? 'Full', enableCompression: false, ...until };
  if (/^StorageContainer/i.test(ref.container)) return { objectType: 'AzureFileShareBackupRequest', ...until };
  return { objectType: 'IaasVMBackupRequest', ...until };
}
