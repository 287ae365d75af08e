// Who acts: a person, a token, a trigger, a flow. Every store function takes one, never ids alone, so that nothing can be
// read or changed without saying for whom. It decides nothing but the order of roles, and who is the same person.

import type { Actor } from '../../nodes/kit/records.ts';
import { type Access, type Role, roleOrder } from '../../nodes/kit/wire/route.ts';

/** An actor together with the project it acts in and what it may do there. */
export interface ProjectActor extends Actor {
  readonly projectId: string;
  readonly role: Role;
  /** Looks after the whole installation: people, projects, keys. Owner of every project. */
  readonly admin?: boolean;
  /** Has no role in this project: may look after its own account, and nothing else. */
  readonly outside?: boolean;
  /** Address that the request came from. */
  readonly from?: string;
}

export const DEFAULT_PROJECT = 'default';

export const mayAct = (role: Role, needed: Role): boolean => roleOrder.indexOf(role) >= roleOrder.indexOf(needed);

/** May this actor use a door with that sign on it? The one place where it is decided. */
export function mayEnter(actor: Pick<ProjectActor, 'role' | 'admin' | 'outside'>, access: Access): boolean {
  if (access === 'public' || access === 'self') return true;
  if (access === 'admin') return actor.admin === true;
  return actor.outside !== true && mayAct(actor.role, access);
}

/** Whoever holds the machine: the link that the server prints, VAULTFLOW_TOKEN, the command line. */
export const MACHINE = 'owner';

/**
 * The human behind an actor, so that a token and a session of one person are one person. {@link MACHINE}: somebody with access to the
 * server itself, nobody knows who. Null: no human at all.
 */
export function personOf(actor: Actor): string | null {
  if (actor.kind === 'user') return actor.id;
  if (actor.kind === 'token') return actor.person ?? MACHINE;
  return null;
}

/** What is written into records: who, not what they may do. */
export const recorded = ({ kind, id, name, person }: Actor): Actor => ({ kind, id, name, ...(person === undefined ? {} : { person }) });

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
