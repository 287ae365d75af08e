// Signing in against the real store: what is refused although the person is known, and that no try comes by uncounted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../journal/database.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { openStores, type Stores } from '../store/stores.ts';
import { type ProjectActor, systemActor } from './actor.ts';
import { createIdentity } from './identity.ts';
import { createSignIn, type SignIn, secretHash } from './sign-in.ts';
import { newTokenText } from './token-text.ts';

const password = 'correct horse battery staple';
const system = systemActor();
let folder: string;
let database: Database;
let stores: Stores;
let signIn: SignIn;
let clock: number;

beforeEach(async () => {
  clock = Date.UTC(2026, 0, 1);
  folder = mkdtempSync(join(tmpdir(), 'vaultflow-sign-in-'));
  database = openDatabase(join(folder, 'vaultflow.sqlite'));
  const now = () => clock;
  stores = await openStores({ database: sqliteStore(database), key: new Uint8Array(32).fill(7), templateFolder: 'templates', now });
  signIn = createSignIn({ stores, now });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const as = (id: string): ProjectActor => ({ ...system, kind: 'user', id, name: id });
const fromProvider = (login: string) =>
  stores.credentials.fromProvider(system, { issuer: 'https://id.example.com', subject: `s-${login}`, login, name: login, groups: [] });
const triesOf = (login: string) => stores.credentials.tries(login);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'in',
    (error: { failure: { code: string } }) => error.failure.code,
  );

test('who signs in through the organisation cannot give themselves a password here', async () => {
  const { id } = await fromProvider('olga@example.com');
  expect(await codeOf(signIn.changePassword(as(id), '', password, null))).toBe('forbidden');
  expect((await stores.people.get(id)).hasPassword).toBe(false);
});

test('of twenty wrong passwords at the same moment five are looked at, and the door is shut for the others', async () => {
  await signIn.first(system, { login: 'ada', name: 'Ada', password });
  const codes = await Promise.all(
    Array.from({ length: 20 }, (_, n) => codeOf(signIn.withPassword({ login: 'ada', password: `wrong ${n}` }, undefined))),
  );
  expect(codes.filter((code) => code === 'unauthenticated')).toHaveLength(5);
  expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(15);
  expect(await triesOf('ada')).toMatchObject({ failures: 5 });
  clock += 15_000;
  expect(await codeOf(signIn.withPassword({ login: 'ada', password }, undefined))).toBe('in');
  expect(await triesOf('ada')).toBeNull();
});

test('a right password whose code is still missing is no wrong try, and does not take back those before it', async () => {
  const id = await signIn.first(system, { login: 'ada', name: 'Ada', password });
  await stores.credentials.beginTotp(id, 'JBSWY3DPEHPK3PXP');
  await stores.credentials.confirmTotp(as(id), id, 1, []);
  const tried = (code?: string) => codeOf(signIn.withPassword({ login: 'ada', password, ...(code ? { code } : {}) }, undefined));
  expect(await tried()).toBe('second_step_needed');
  expect(await triesOf('ada')).toBeNull();
  for (let n = 0; n < 4; n++) expect([await tried('000'), await tried()]).toEqual(['unauthenticated', 'second_step_needed']);
  expect(await tried('000')).toBe('unauthenticated');
  expect(await tried()).toBe('too_many_requests');
  clock += 15_000;
  expect(await tried()).toBe('second_step_needed');
  expect(await triesOf('ada')).toEqual({ failures: 5, lastAt: clock - 15_000 });
});

test('what the organisation has said of somebody holds half a day in browsers and thirty days for tokens', async () => {
  const group = 'backup-operators';
  await stores.groups.save(system, [{ group, admin: false, grants: [{ projectId: 'default', role: 'operator' }] }]);
  const vouch = () =>
    stores.credentials.fromProvider(system, {
      issuer: 'https://id.example.com',
      subject: 's-1',
      login: 'olga',
      name: 'Olga',
      groups: [group],
    });
  const { id } = await vouch();
  await stores.signIns.create(as(id), id, secretHash('session'), {}, 'provider');
  const identity = createIdentity({ stores, tokens: [], cookieName: 'vf', secureCookie: false });
  const text = newTokenText();
  await stores.tokens.create(as(id), { text, name: 'script', personId: id, role: 'operator', days: 300 });
  const inBrowser = async () => (await identity.who({ headers: { cookie: 'vf=session' } }))?.role ?? null;
  const byToken = async () => {
    const actor = await identity.who({ headers: { authorization: `Bearer ${text}` } });
    return actor && (actor.outside ? 'outside' : actor.role);
  };
  expect([await inBrowser(), await byToken()]).toEqual(['operator', 'operator']);
  clock += 12 * 3_600_000 - 1;
  expect(await inBrowser()).toBe('operator');
  clock += 1;
  // Kept busy until now: it is not that nobody used it.
  expect([await inBrowser(), await byToken()]).toEqual([null, 'operator']);
  await vouch();
  await stores.signIns.create(as(id), id, secretHash('session 2'), {}, 'provider');
  clock += 30 * 86_400_000;
  expect(await byToken()).toBe('outside');
  expect((await stores.people.get(id)).fromGroups).toEqual([]);
  await vouch();
  expect(await byToken()).toBe('operator');
});

test('the last administrator stays, and whoever is none may go although no other administrator is left', async () => {
  const { id: member } = await fromProvider('mia@example.com');
  const { id: other } = await fromProvider('tom@example.com');
  const invited = await stores.credentials.invite(
    system,
    { login: 'new', name: 'New', admin: true, grants: [] },
    secretHash('an invitation'),
  );
  // Administrators come from a group of the provider here: no account is one by itself.
  expect((await stores.people.save(system, member, { disabled: true })).disabled).toBe(true);
  expect((await stores.people.save(system, other, { admin: false })).admin).toBe(false);
  await stores.people.remove(system, other);
  await stores.people.remove(system, invited.id);
  await stores.people.save(system, member, { disabled: false, admin: true });
  expect(await codeOf(stores.people.save(system, member, { disabled: true }))).toBe('conflict');
  expect(await codeOf(stores.people.remove(system, member))).toBe('conflict');
});
