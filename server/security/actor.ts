// Who acts: a person, a token, a trigger, a flow. Every store function takes one, never ids alone, so that nothing can be
// read or changed without saying for whom. It decides nothing but the order of roles.

import type { Actor } from '../../nodes/kit/records.ts';
import { type Role, roleOrder } from '../../nodes/kit/wire/route.ts';

/** An actor together with the project it acts in and what it may do there. */
export interface ProjectActor extends Actor {
  readonly projectId: string;
  readonly role: Role;
}

export const DEFAULT_PROJECT = 'default';

export const mayAct = (role: Role, needed: Role): boolean => roleOrder.indexOf(role) >= roleOrder.indexOf(needed);

/** What is written into records: who, not what they may do. */
export const recorded = (actor: Actor): Actor => ({ kind: actor.kind, id: actor.id, name: actor.name });

/** A trigger that fires acts in its flow's project with the rights of whoever published it: to start runs. */
export const triggerActor = (projectId: string, id: string, name: string): ProjectActor => ({
  kind: 'trigger',
  id,
  name,
  projectId,
  role: 'operator',
});

export const systemActor = (projectId: string = DEFAULT_PROJECT): ProjectActor => ({
  kind: 'system',
  id: 'vaultflow',
  name: 'Vaultflow',
  projectId,
  role: 'owner',
});
