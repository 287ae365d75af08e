// A connection with its secrets, in the form that server/services takes. The only way from the store to services.
import type { OpenConnection } from '../services/contract.ts';
import type { Stores } from './stores.ts';

export function opened({ connections }: Pick<Stores, 'connections'>, projectId: string, id: string): OpenConnection {
  const { id: same, kind, name, revision, values } = connections.open(projectId, id);
  return { id: same, kind, name, revision: String(revision), values };
}
