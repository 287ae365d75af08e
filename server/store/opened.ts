// A connection with its secrets, in the form that server/services takes. The only way from the store to services.
import type { ProjectActor } from '../security/actor.ts';
import type { OpenConnection } from '../services/contract.ts';
import type { Stores } from './stores.ts';

export async function opened({ connections }: Pick<Stores, 'connections'>, actor: ProjectActor, id: string): Promise<OpenConnection> {
  const { id: same, kind, name, revision, values } = await connections.open(actor, id);
  return { id: same, kind, name, revision: String(revision), values };
}
