// The rules of signing in with a password: how often one may try, that an unknown name takes as long as a known one, the second step,
// and what a new password must be. It answers who somebody is; cookies and sessions are identity.ts.
import { createHash } from 'node:crypto';
import type { Attempt } from '../store/credentials.ts';
import { unguessable } from '../store/ids.ts';
import { refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';
import { MACHINE, type ProjectActor, personOf } from './actor.ts';
import type { AuditTally } from './audit-tally.ts';
import { shutFor } from './lockout.ts';
import { looksLikeRecovery, newRecoveryCodes, newTotp, recoveryHash, totpStep } from './one-time-codes.ts';
import { hashPassword, isOutdated, isPassword, passwordProblem } from './passwords.ts';

type Credentials = Awaited<ReturnType<Stores['credentials']['byId']>>;
type Deps = {
  readonly stores: Pick<Stores, 'credentials' | 'people' | 'audit'>;
  readonly now: () => number;
  readonly noted?: AuditTally['note'];
};

/** One answer for everything that can be wrong: it tells nobody which names there are. */
const wrong = () => refuse('unauthenticated', 'Name, password or code is not right.');

const stranger = (from: string | undefined, name: string): ProjectActor => ({
  kind: 'user',
  id: 'stranger',
  name: name.slice(0, 60),
  projectId: '',
  role: 'viewer',
  ...(from === undefined ? {} : { from }),
});

export const secretHash = (text: string): Buffer => createHash('sha256').update(text).digest();

export function createSignIn({ stores, now, noted = stores.audit.record }: Deps) {
  const { credentials, people } = stores;

  /** Counts this try as a wrong one until it is known to be none. Throws while the door is shut. */
  async function demandOpen(door: string): Promise<Attempt> {
    const attempt = await credentials.attempt(door);
    const { shut } = attempt;
    if (shut > 0)
      throw refuse('too_many_requests', `Too many wrong tries. Try again in ${saysWait(shut)}.`, {
        headers: { 'Retry-After': String(Math.ceil(shut / 1_000)) },
      });
    return attempt;
  }

  async function failedAt(door: string, { failures }: Attempt, from: string | undefined): Promise<never> {
    await noted(stranger(from, door), 'session.refused', door, { failures });
    throw wrong();
  }

  /** One use of a code: the app's, or one of those on paper. */
  async function codeIsGood(person: Credentials, code: string): Promise<boolean> {
    if (looksLikeRecovery(code)) return credentials.spendRecovery(person.id, recoveryHash(code));
    const step = person.totp && totpStep(person.totp.secret, code.replace(/\s/g, ''), now(), person.totp.lastStep);
    return step !== null && credentials.spendStep(person.id, step);
  }

  /** Asked again before something that a stolen session must not be able to do. */
  async function demandPassword(person: Credentials, password: string, from: string | undefined): Promise<void> {
    const attempt = await demandOpen(person.login);
    if (await isPassword(password, person.password)) return credentials.unattempt(person.login, attempt);
    await noted(stranger(from, person.login), 'session.refused', person.login, { at: 'account' });
    throw refuse('forbidden', 'The password is not right.');
  }

  async function checkedHash(password: string, login: string): Promise<string> {
    const problem = passwordProblem(password, login);
    if (problem) throw refuse('invalid_request', problem, { problems: [{ code: 'invalid_request', path: '/password', message: problem }] });
    return hashPassword(password);
  }

  return {
    demandPassword,

    /** The person, or a refusal. */
    async withPassword(given: { login: string; password: string; code?: string | undefined }, from: string | undefined): Promise<string> {
      const door = given.login.trim().normalize('NFKC').toLowerCase();
      const attempt = await demandOpen(door);
      const person = await credentials.byLogin(door);
      const right = await isPassword(given.password, person?.disabled ? null : (person?.password ?? null));
      if (!person || !right) return failedAt(door, attempt, from);
      if (person.totp?.on) {
        if (given.code === undefined || given.code.trim() === '') {
          // Not all is forgotten for a right password: the tries at the code count on.
          await credentials.unattempt(door, attempt);
          throw refuse('second_step_needed', 'Type the code of your authenticator app, or one of your recovery codes.');
        }
        if (!(await codeIsGood(person, given.code))) return failedAt(door, attempt, from);
      }
      if (person.password && isOutdated(person.password)) await credentials.rehash(person.id, await hashPassword(given.password));
      await credentials.cameIn(person.id, door);
      return person.id;
    },

    async first(actor: ProjectActor, given: { login: string; name: string; password: string }): Promise<string> {
      if (actor.kind !== 'system' && personOf(actor) !== MACHINE)
        throw refuse('conflict', 'There are accounts already. Invite people instead.');
      return credentials.first(actor, given, await checkedHash(given.password, given.login));
    },

    invitation: (token: string) => credentials.invitation(secretHash(token)),
    async accept(token: string, password: string, name: string | undefined, from: string | undefined): Promise<string> {
      const { login } = await credentials.invitation(secretHash(token));
      const id = await credentials.accept(secretHash(token), await checkedHash(password, login), name, stranger(from, login));
      await credentials.cameIn(id, login);
      return id;
    },
    newInvitation(): { readonly token: string; readonly hash: Buffer } {
      const token = unguessable();
      return { token, hash: secretHash(token) };
    },

    async changePassword(actor: ProjectActor, present: string, password: string, keep: Uint8Array | null): Promise<void> {
      const person = await credentials.byId(actor.id);
      // Who signs in through the organisation does not get a second way in by themselves, which would outlive the first.
      if (person.password === null)
        throw refuse('forbidden', 'You sign in through your organisation: there is no password here to change.');
      await demandPassword(person, present, actor.from);
      await credentials.setPassword(actor, person.id, await checkedHash(password, person.login), keep);
    },

    async beginTotp(actor: ProjectActor, password: string) {
      const person = await credentials.byId(actor.id);
      await demandPassword(person, password, actor.from);
      if (person.totp?.on) throw refuse('conflict', 'The second step is on already. Switch it off first to use another phone.');
      const made = newTotp(person.login);
      await credentials.beginTotp(person.id, made.secret);
      return made;
    },
    async confirmTotp(actor: ProjectActor, code: string): Promise<readonly string[]> {
      const person = await credentials.byId(actor.id);
      if (!person.totp || person.totp.on) throw refuse('conflict', 'Begin with a new secret for the app.');
      const attempt = await demandOpen(person.login);
      const step = totpStep(person.totp.secret, code.replace(/\s/g, ''), now(), person.totp.lastStep);
      if (step === null) throw refuse('forbidden', 'The code is not right. Is the clock of the phone right?');
      await credentials.unattempt(person.login, attempt);
      const codes = newRecoveryCodes();
      await credentials.confirmTotp(actor, person.id, step, codes.map(recoveryHash));
      return codes;
    },
    async endTotp(actor: ProjectActor, password: string): Promise<void> {
      const person = await credentials.byId(actor.id);
      await demandPassword(person, password, actor.from);
      await credentials.endTotp(actor, person.id);
    },

    shutDoors: credentials.shutDoors,
    shutUntil: async (login: string): Promise<number | null> => {
      const shut = shutFor(await credentials.tries(login), now());
      return shut > 0 ? now() + shut : null;
    },
    anybody: () => people.any(),
  };
}

const saysWait = (ms: number): string => (ms < 60_000 ? `${Math.ceil(ms / 1_000)} seconds` : `${Math.ceil(ms / 60_000)} minutes`);

export type SignIn = ReturnType<typeof createSignIn>;
