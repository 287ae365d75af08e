// A security PIN of a Recovery Services vault: created when it is needed, valid for five minutes, never kept. Where a Resource Guard
// watches over PINs its consent is named; whether it is given is Azure's decision.
import type { AzureBackup } from '../../nodes/kit/capabilities-azure.ts';
import { fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';

type Raw = { readonly [name: string]: Json };
const raw = (value: Json | undefined): Raw => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {});
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

export async function createPin(azure: Pick<AzureBackup, 'operation'>, vaultId: string): Promise<string> {
  const guards = await azure.operation({ id: 'ResourceGuardProxies_Get', scope: vaultId });
  const consents = list(raw(guards.body).value)
    .flatMap((one) => list(raw(raw(one).properties).resourceGuardOperationDetails))
    .map((one) => raw(one).defaultResourceRequest)
    .filter((request): request is string => typeof request === 'string' && /\/getBackupSecurityPINRequests\//i.test(request));
  const { body } = await azure.operation({
    id: 'SecurityPINs_Get',
    scope: vaultId,
    body: consents.length > 0 ? { resourceGuardOperationRequests: consents } : {},
  });
  const { securityPIN } = raw(body);
  if (typeof securityPIN === 'string' && securityPIN !== '') return securityPIN;
  throw fail('secret_unavailable', 'The vault answered without a security PIN.', { refused: true });
}
