// The value of one version of a Key Vault's secret: read when it is needed, never kept. Deleted, disabled and forbidden ones fail
// with Azure's own words.
import type { AzureBackup } from '../../nodes/kit/capabilities-azure.ts';
import { fail } from '../../nodes/kit/errors.ts';

const API_VERSION = '7.4';

export async function readVault(azure: Pick<AzureBackup, 'data'>, versionUrl: string): Promise<string> {
  const { body } = await azure.data({ service: 'keyVault', method: 'GET', url: `${versionUrl}?api-version=${API_VERSION}` });
  const value = typeof body === 'object' && body !== null && 'value' in body ? body.value : null;
  if (typeof value === 'string') return value;
  throw fail('secret_unavailable', 'The Key Vault answered without the value of the secret.', { refused: true });
}
