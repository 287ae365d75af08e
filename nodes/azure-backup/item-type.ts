// The word for an item's kind in requests that change it.
import type { ProtectedItem } from '../kit/capabilities-azure.ts';
import { fail } from '../kit/errors.ts';

const databases: { readonly [workload: string]: string } = {
  SQLDataBase: 'AzureVmWorkloadSQLDatabase',
  SAPHanaDatabase: 'AzureVmWorkloadSAPHanaDatabase',
  SAPAseDatabase: 'AzureVmWorkloadSAPAseDatabase',
  SAPHanaDBInstance: 'AzureVmWorkloadSAPHanaDBInstance',
};

export function protectedItemType({ managementType, workloadType }: Pick<ProtectedItem, 'managementType' | 'workloadType'>): string {
  if (managementType === 'AzureIaasVM') return 'Microsoft.Compute/virtualMachines';
  if (managementType === 'AzureStorage') return 'AzureFileShareProtectedItem';
  if (managementType === 'AzureWorkload') return databases[workloadType] ?? 'AzureVmWorkloadSQLDatabase';
  throw fail('param_invalid', `Items of the kind ${workloadType} are managed on their own machine, not in Azure.`, { refused: true });
}
