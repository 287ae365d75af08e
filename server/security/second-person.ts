// Who may be the second person: somebody with an account of their own, signed in themselves, who has neither started the run nor made
// what runs. A token and a session of one person are one person; what came in by the machine's own access could be any administrator.
import type { Actor } from '../../nodes/kit/records.ts';
import type { Role } from '../../nodes/kit/wire/route.ts';
import { MACHINE, mayAct, type ProjectActor, personOf } from './actor.ts';

/** Those who had a hand in it, and with which hand. */
export interface Involved {
  readonly actor: Actor;
  readonly did: string;
}

/** A sentence on why this actor is none, or null. */
export function whyNotSecond(actor: ProjectActor, involved: readonly Involved[], least: Role): string | null {
  if (!mayAct(actor.role, least)) return `Only somebody with the role ${least} may answer.`;
  const person = personOf(actor);
  if (actor.kind === 'user' && person === MACHINE) {
    const own = involved.find((one) => personOf(one.actor) === MACHINE);
    return own
      ? `You ${own.did}: somebody else has to answer.`
      : 'Sign in with an account of your own: the link of the machine does not say who you are.';
  }
  if (actor.kind !== 'user')
    return involved.some((one) => person !== null && personOf(one.actor) === person)
      ? `You ${involved.find((one) => personOf(one.actor) === person)?.did}: somebody else has to answer.`
      : 'A token cannot answer this: sign in yourself.';
  for (const { actor: other, did } of involved) {
    if (personOf(other) === person) return `You ${did}: somebody else has to answer.`;
    if (personOf(other) === MACHINE && actor.admin === true)
      return `Somebody with access to the machine ${did}, which you have as well: somebody who is no administrator has to answer.`;
  }
  return null;
}
