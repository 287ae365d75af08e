// The key is changed while everything goes on: nothing is lost, nothing stays under the old one, and nobody takes a key away that is needed.
import { createCipheriv } from 'node:crypto';
import { expect } from 'vitest';
import { givenMasters, localMaster } from '../../security/masters.ts';
import { headOf } from '../../security/sealing.ts';
import { newSecretHandle } from '../run-secrets.ts';
import { sealedColumns } from '../sealed-places.ts';
import { type Desk, flowNamed, key, me, type Scenario, type Subject } from './conformance.ts';

const newKey = new Uint8Array(32).fill(2);
const both = () => givenMasters(newKey, key);

/** One secret of every kind; answers a question that reads them all back. */
async function plant({ stores }: Desk) {
  const fields = { host: 'mail.example.com', port: 587, from: 'a@example.com', user: 'u', password: 'a-mail-password' };
  const connection = await stores.connections.create(me, { kind: 'smtp', name: 'Mail', fields });
  const flow = await stores.flows.create(me, flowNamed('Hooked'));
  const first = await stores.hooks.renewSecret(me, flow.id, 'hook', { oldUntil: Date.now() + 60_000 });
  const second = await stores.hooks.renewSecret(me, flow.id, 'hook', { oldUntil: Date.now() + 60_000 });
  const person = await stores.credentials.first(me, { login: 'ada', name: 'Ada' }, 'hash');
  await stores.credentials.beginTotp(person, 'totp-secret');
  const handle = newSecretHandle('pass');
  await stores.runSecrets.keepFor(me, 'run-1', [{ handle, from: { value: 'an-input' } }]);
  return async (desk: Desk) => {
    expect((await desk.stores.connections.open(me, connection.id)).values).toMatchObject({ password: 'a-mail-password' });
    expect(await desk.stores.hooks.secretsOf(me, second.hook.id)).toMatchObject({
      current: second.secret,
      old: { secret: first.secret },
    });
    expect((await desk.stores.credentials.byId(person)).totp?.secret).toBe('totp-secret');
    expect(await desk.stores.runSecrets.open(me, 'run-1', handle)).toBe('an-input');
  };
}

const toTheEnd = async ({ stores }: Desk) => {
  for (let n = 0; (await stores.keys.slice(2)) && n < 100; n++);
  return stores.keys.dropOld(me);
};

/** Every column of every table with bytes that begin as sealed ones do, by the head. */
async function headsIn({ database }: Desk): Promise<string[]> {
  const found: string[] = [];
  for (const { table, column } of sealedColumns)
    for (const row of await database.read.all<{ head: Uint8Array }>(
      `SELECT DISTINCT substr(${column}, 1, 5) AS head FROM ${table} WHERE ${column} IS NOT NULL`,
    ))
      found.push(Buffer.from(row.head).toString('hex'));
  return [...new Set(found)];
}

export const keyScenarios: readonly Scenario[] = [
  {
    name: 'a new key: everything reads on, everything is sealed anew, and the old one goes',
    async run({ one, later }: Subject) {
      const readBack = await plant(one);
      const changing = await later(both());
      await changing.stores.keys.rotate(me);
      await readBack(changing);
      expect(await changing.stores.keys.state()).toMatchObject({ left: 5, broken: 0, keys: [{ active: false }, { active: true }] });
      // In the middle of it some are sealed with the one, some with the other.
      await changing.stores.keys.slice(1);
      await readBack(changing);
      expect(await toTheEnd(changing)).toBe(true);
      await readBack(changing);
      const state = await changing.stores.keys.state();
      expect(state).toMatchObject({ left: 0, keys: [{ number: 4, active: true }] });
      expect(state.masters.map(({ needed }) => needed)).toEqual([true, false]);
      expect(await headsIn(changing)).toEqual([headOf(4).toString('hex')]);
      // From now on the new master is enough, and the old one is not.
      await readBack(await later(newKey));
      await expect(later(key)).rejects.toThrow('is not the one this installation was made with');
      expect(await changing.stores.audit.verify([])).toMatchObject({ ok: true });
      expect((await changing.stores.audit.lines(me, 2)).map(({ action }) => action)).toEqual(['key.removed', 'key.rotate']);
    },
  },
  {
    name: 'what another process writes meanwhile is sealed with the new key, and what it began with the old one keeps that',
    async run({ later }: Subject) {
      const [one, other] = [await later(both()), await later(both())];
      const readBack = await plant(one);
      await one.stores.keys.rotate(me);
      const written = await other.stores.connections.create(me, {
        kind: 'http',
        name: 'New',
        fields: { baseUrl: 'https://a.example', headers: { k: 'v' } },
      });
      expect(await one.stores.keys.state()).toMatchObject({ left: 5 });
      const [, dropped] = await Promise.all([
        Promise.all(
          Array.from({ length: 8 }, (_, n) =>
            other.stores.runSecrets.keepFor(me, `run-${n + 2}`, [{ handle: newSecretHandle('pass'), from: { value: `v${n}` } }]),
          ),
        ),
        toTheEnd(one),
      ]);
      expect(dropped).toBe(true);
      await readBack(other);
      expect((await one.stores.connections.open(me, written.id)).values).toMatchObject({ headers: { k: 'v' } });
      expect(await headsIn(one)).toEqual([headOf(4).toString('hex')]);
    },
  },
  {
    name: 'two who change the key at once make one new key; while a change is under way there is no other',
    async run({ later }: Subject) {
      const [one, other] = [await later(both()), await later(both())];
      const answers = await Promise.allSettled([one.stores.keys.rotate(me), other.stores.keys.rotate(me)]);
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(other.stores.keys.rotate(me)).rejects.toThrow('is being changed already');
      expect((await one.stores.keys.state()).keys).toHaveLength(2);
    },
  },
  {
    name: 'no master is used that another living process was not given',
    async run({ one, later }: Subject) {
      const changing = await later(both());
      await one.stores.keys.tellMasters('old process');
      await changing.stores.keys.tellMasters('new process');
      await expect(changing.stores.keys.rotate(me)).rejects.toThrow('One process has not been given the given key yet');
      expect(await changing.stores.keys.changing()).toBe(false);
      await one.stores.keys.forgetHolder('old process');
      await changing.stores.keys.rotate(me);
      expect(await changing.stores.keys.changing()).toBe(true);
    },
  },
  {
    name: 'a key stays as long as something is sealed with it, and what nobody can open is told and left alone',
    async run({ later }: Subject) {
      const desk = await later(both());
      const readBack = await plant(desk);
      await desk.stores.keys.rotate(me);
      expect(await desk.stores.keys.dropOld(me)).toBe(false);
      await desk.database.transaction(async (tx) => {
        const torn = Buffer.concat([headOf(1), Buffer.alloc(40, 7)]);
        await tx.change('INSERT INTO run_secrets VALUES (?, ?, ?, ?)', 'run-x', 'ref-x', me.projectId, torn);
      });
      expect(await toTheEnd(desk)).toBe(false);
      expect(await desk.stores.keys.state()).toMatchObject({ left: 1, broken: 1, keys: [{ number: 1 }, { number: 4 }] });
      await readBack(desk);
      await desk.stores.runSecrets.forgetFor('run-x');
      expect(await toTheEnd(desk)).toBe(true);
      expect((await desk.stores.keys.state()).keys).toHaveLength(1);
    },
  },
  {
    name: 'an installation from before the ring goes on with its key, and can change it',
    async run({ one, later }: Subject) {
      const readBack = await plant(one);
      const { before } = localMaster(key, 'it');
      const own = before?.derived('secrets') as Buffer;
      const connection = (await one.stores.connections.list(me)).find(({ kind }) => kind === 'smtp');
      const iv = Buffer.alloc(12, 3);
      const cipher = createCipheriv('aes-256-gcm', own, iv, { authTagLength: 16 });
      cipher.setAAD(Buffer.from(`vf1|connection/${connection?.id}`));
      const inner = Buffer.concat([cipher.update(JSON.stringify({ password: 'from long ago' }), 'utf8'), cipher.final()]);
      await one.database.transaction(async (tx) => {
        await tx.change('DELETE FROM key_ring');
        await tx.change('UPDATE projects SET key_check = ?', before?.check ?? '');
        await tx.change('DELETE FROM audit_head');
        await tx.change(
          'UPDATE connections SET secrets = ? WHERE id = ?',
          Buffer.concat([Buffer.from([1]), iv, cipher.getAuthTag(), inner]),
          connection?.id ?? '',
        );
      });
      await expect(later(newKey)).rejects.toThrow('is not the one this installation was made with');
      const desk = await later(both());
      const password = async () => (await desk.stores.connections.open(me, connection?.id ?? '')).values.password;
      expect(await password()).toBe('from long ago');
      // What the planted rows were sealed with is gone here; only the one from long ago is looked at.
      await desk.database.transaction(async (tx) => {
        for (const { table, column } of sealedColumns)
          if (table === 'hooks' || table === 'people') await tx.change(`UPDATE ${table} SET ${column} = NULL`);
        await tx.change('DELETE FROM run_secrets');
      });
      await desk.stores.keys.rotate(me);
      expect(await toTheEnd(desk)).toBe(true);
      expect(await password()).toBe('from long ago');
      await expect(readBack(desk)).rejects.toThrow();
    },
  },
];
