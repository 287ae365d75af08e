// Connections with their secrets, bindings, secrets of runs, the audit.
import { expect } from 'vitest';
import { newSecretHandle } from '../run-secrets.ts';
import { atOnce, flowNamed, me, type Scenario } from './conformance.ts';

const SECRET = 'correct horse battery staple';
const smtp = { host: 'mail.example.com', port: 587, user: 'robot', password: SECRET, from: 'robot@example.com' };
const mailSlot = { connections: [{ name: 'mail', kind: 'smtp' }] };

export const connectionScenarios: readonly Scenario[] = [
  {
    name: 'secrets of a connection are sealed at rest, come back where they are wanted, and survive a change of something else',
    async run({ one, other, rawText }) {
      const made = await one.stores.connections.create(me, { kind: 'smtp', name: 'Mail', fields: smtp });
      expect(JSON.stringify(made)).not.toContain(SECRET);
      expect(made.secretsSet).toEqual(['password']);
      const raw = await rawText('connections');
      expect(raw).toContain('mail.example.com');
      for (const form of [SECRET, Buffer.from(SECRET).toString('hex'), Buffer.from(SECRET).toString('base64')])
        expect(raw).not.toContain(form);
      const { password: _, ...settings } = smtp;
      const saved = await other.stores.connections.save(me, made.id, { name: 'Post', fields: { ...settings, from: 'other@example.com' } });
      expect(saved).toMatchObject({ name: 'Post', revision: 2, fields: { from: 'other@example.com' }, secretsSet: ['password'] });
      expect((await one.stores.connections.open(me, made.id)).values).toMatchObject({ ...smtp, from: 'other@example.com' });
      await one.stores.connections.keepTest(me, made.id, true, 'fine');
      expect((await other.stores.connections.get(me, made.id)).tested).toMatchObject({ ok: true, says: 'fine' });
    },
  },
  {
    name: 'there is one default of a kind, whoever makes one at once',
    async run({ one, other }) {
      for (let round = 0; round < 5; round++) {
        const { done } = await atOnce(
          () => one.stores.connections.create(me, { kind: 'smtp', name: `A ${round}`, fields: smtp, isDefault: true }),
          () => other.stores.connections.create(me, { kind: 'smtp', name: `B ${round}`, fields: smtp, isDefault: true }),
        );
        expect(done).toHaveLength(2);
      }
      const defaults = (await one.stores.connections.list(me)).filter(({ kind, isDefault }) => kind === 'smtp' && isDefault);
      expect(defaults).toHaveLength(1);
      expect(await other.stores.connections.defaultOf(me, 'smtp')).toEqual(defaults[0]);
    },
  },
  {
    name: 'a connection that a flow uses is not deleted, and one that is chosen while it is deleted is never left behind',
    async run({ one, other }) {
      const mail = flowNamed('Mails', mailSlot);
      const flow = await one.stores.flows.create(me, mail);
      const first = await one.stores.connections.create(me, { kind: 'smtp', name: 'First', fields: smtp });
      expect(await other.stores.connections.usedBy(me, first.id)).toBe(1);
      await expect(other.stores.connections.remove(me, first.id)).rejects.toMatchObject({ failure: { code: 'conflict' } });
      const second = await one.stores.connections.create(me, { kind: 'smtp', name: 'Second', fields: smtp });
      const { codes } = await atOnce(
        () => one.stores.bindings.choose(me, flow.id, mail, { mail: second.id }),
        () => other.stores.connections.remove(me, second.id),
      );
      expect(codes).toHaveLength(1);
      const [bound] = await one.stores.bindings.resolve(me, flow.id, mail);
      const left = await one.stores.connections.list(me);
      expect(left.map(({ id }) => id)).toContain(bound?.connection?.id);
      // A slot that the draft no longer has uses nothing.
      await one.stores.flows.save(me, flow.id, '*', flowNamed('Mails no more'));
      expect(await other.stores.connections.usedBy(me, first.id)).toBe(0);
      await other.stores.connections.remove(me, first.id);
    },
  },
  {
    name: 'a run keeps what it was accepted with, and handles that were handed on',
    async run({ one, other, rawText }) {
      const mail = flowNamed('Mails', mailSlot);
      const flow = await one.stores.flows.create(me, mail);
      const made = await one.stores.connections.create(me, { kind: 'smtp', name: 'Mail', fields: smtp });
      await one.stores.bindings.keepFor('run', await one.stores.bindings.resolve(me, flow.id, mail));
      await other.stores.bindings.keepFor('run', []);
      const slot = { name: 'mail', kind: 'smtp' };
      expect((await other.stores.bindings.connectionFor(me, { flowId: flow.id, runId: 'run', world: 'real' }, slot))?.id).toBe(made.id);
      const handle = newSecretHandle('token');
      await one.stores.runSecrets.keepFor(me, 'run', [{ handle, from: { value: SECRET } }]);
      await other.stores.runSecrets.keepFor(me, 'child', [{ handle, from: { runId: 'run' } }]);
      await other.stores.runSecrets.copy(me, 'run', 'retry');
      expect(await rawText('run_secrets')).not.toContain(SECRET);
      await one.stores.runSecrets.forgetFor('run', 'unknown');
      await one.stores.bindings.forgetFor('run');
      expect(await one.stores.runSecrets.open(me, 'child', handle)).toBe(SECRET);
      expect(await one.stores.runSecrets.open(me, 'retry', handle)).toBe(SECRET);
      expect(await one.stores.runSecrets.hasAny(me, 'run')).toBe(false);
    },
  },
  {
    name: 'what has to be there before a run is there when the run begins or with it, and a start that fails is heard of',
    async run({ one: { stores, database } }) {
      const handle = newSecretHandle('token');
      const keep = () => stores.runSecrets.keepFor(me, 'run', [{ handle, from: { value: SECRET } }]);
      const begun = await stores.before(keep, async () =>
        database.sharesCommits ? 'with it' : String(await stores.runSecrets.has(me, 'run', handle)),
      );
      expect(begun).toBe(database.sharesCommits ? 'with it' : 'true');
      expect(await stores.runSecrets.has(me, 'run', handle)).toBe(true);
      await expect(stores.before(keep, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
      await expect(
        stores.before(
          () => Promise.reject(new Error('no disk')),
          async () => 1,
        ),
      ).rejects.toThrow('no disk');
    },
  },
  {
    name: 'the audit tells who did what, newest first, and the database lets nobody change or cut it',
    async run({ one, other }) {
      await one.stores.audit.record(me, 'run.cancel', 'a', { why: 'late' });
      await other.stores.audit.record(me, 'run.retry', 'b');
      const [second, first] = await one.stores.audit.lines(me, 2);
      expect(second).toMatchObject({ action: 'run.retry', resource: 'b', details: null, actor: { id: 'owner' } });
      expect(first).toMatchObject({ action: 'run.cancel', details: { why: 'late' } });
      expect(await other.stores.audit.lines(me, 1, second?.seq)).toEqual([first]);
      expect(await one.stores.audit.forget(100)).toBe(0);
      for (const sql of ["UPDATE audit SET action = 'x'", 'DELETE FROM audit'])
        await expect(one.database.transaction((tx) => tx.change(sql))).rejects.toThrow(/append-only|keeps a year/);
      expect(await one.stores.audit.lines(me, 2)).toEqual([second, first]);
    },
  },
];
