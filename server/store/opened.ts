// A connection with its secrets, in the form that server/services takes. The only way from the store to services.
import type { ProjectActor } from '../security/actor.ts';
import type { OpenConnection } from '../services/contract.ts';
import type { Stores } from './stores.ts';

export function opened({ connections }: Pick<Stores, 'connections'>, actor: ProjectActor, id: string): OpenConnection {
  const { id: same, kind, name, revision, values } = connections.open(actor, id);
  return { id: same, kind, name, revision: String(revision), values };
}
