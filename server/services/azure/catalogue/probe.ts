// Asks the Azure SDK what it can do, without calling anything: every method of its client is called once with a client that
// stops before it sends, and so shows the specification it would have sent by. Only for generate.ts; nothing here runs in the product.
import { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';

/** What the SDK knows of one operation: path, parameters, mappers of bodies. */
export type OperationSpec = Parameters<RecoveryServicesBackupClient['sendOperationRequest']>[1];

export interface ProbedOperation {
  /** As the published specification calls it: `ProtectionPolicies_CreateOrUpdate`. */
  readonly id: string;
  /** Property of the client; empty for its own methods. */
  readonly group: string;
  readonly method: string;
  /** Names of the arguments, in order, without `options`. */
  readonly args: readonly string[];
  /** Answers page by page. */
  readonly paged: boolean;
  readonly spec: OperationSpec;
}

type Method = (...args: unknown[]) => unknown;

/** Variants of the same operation that the SDK offers for convenience. */
const variant = /AndWait$|PagingPage$|PagingAll$|Next$|^_|^constructor$|^addCustomApiVersionPolicy$/;

/** Where the SDK's name is not the specification's. */
const renamed: { readonly [group: string]: string } = {
  privateEndpointConnectionOperations: 'PrivateEndpointConnection',
  privateEndpointOperations: 'PrivateEndpoint',
  protectionIntentOperations: 'ProtectionIntent',
};
const renamedOperation: { readonly [id: string]: string } = {
  ResourceGuardProxies_List: 'ResourceGuardProxies_Get',
  BackupResourceStorageConfigsNonCRR_Patch: 'BackupResourceStorageConfigsNonCRR_patch',
};

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function idOf(group: string, method: string): string {
  const last = capital(method.replace(/^begin(?=[A-Z])/, ''));
  const id = group === '' ? last : `${renamed[group] ?? capital(group)}_${last}`;
  return renamedOperation[id] ?? id;
}

export async function probeSdk(): Promise<readonly ProbedOperation[]> {
  const credential = { getToken: () => Promise.reject(new Error('nothing is sent')) };
  const client = new RecoveryServicesBackupClient(credential, 'subscription', { endpoint: 'https://localhost' });
  const stopped = new Error('stopped before sending');
  let seen: OperationSpec | null = null;
  client.sendOperationRequest = (_args: unknown, spec: OperationSpec) => {
    seen = spec;
    return Promise.reject(stopped);
  };
  const found: ProbedOperation[] = [];
  const groups = Object.entries(client).filter(([, value]) => /Impl$/.test(Object.getPrototypeOf(Object(value))?.constructor?.name ?? ''));
  for (const [group, owner] of [['', client] as const, ...groups]) {
    const methods = owner as { readonly [name: string]: Method };
    for (const method of Object.getOwnPropertyNames(Object.getPrototypeOf(owner)).filter((name) => !variant.test(name))) {
      const call = methods[method] as Method;
      const names = (/\(([^)]*)\)/.exec(call.toString())?.[1] ?? '').split(',').flatMap((name) => name.trim() || []);
      seen = null;
      const sent = call.apply(
        owner,
        names.map((name) => (name === 'options' ? {} : name)),
      );
      const pages = (sent as { byPage?(): AsyncIterator<unknown> }).byPage?.();
      await (pages ? pages.next() : (sent as Promise<unknown>)).catch((error: unknown) => {
        if (error !== stopped) throw error;
      });
      if (!seen) throw new Error(`${group}.${method} sends nothing`);
      const args = names.filter((name) => name !== 'options');
      found.push({ id: idOf(group, method), group, method, args, paged: pages !== undefined, spec: seen });
    }
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}
