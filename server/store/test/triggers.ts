// Hooks, schedules and what they missed, callbacks, the practice inbox.

import { expect } from 'vitest';
import { fail } from '../../../nodes/kit/errors.ts';
import { flowNamed, me, type Scenario, type Subject } from './conformance.ts';

const flowIn = async ({ one }: Subject) => (await one.stores.flows.create(me, flowNamed('Triggered'))).id;
const nightly = {
  nodeId: 'nightly',
  pattern: '0 2 * * *',
  timeZone: 'UTC',
  startAt: null,
  stopAt: null,
  catchUp: 'last',
  windowMs: 9,
} as const;

export const triggerScenarios: readonly Scenario[] = [
  {
    name: 'a trigger has one address, whoever asks for it first',
    async run(subject) {
      const { one, other } = subject;
      const flowId = await flowIn(subject);
      const made = await Promise.all([one, other, one, other].map(({ stores }) => stores.hooks.ensure(me, flowId, 'hook')));
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      expect((await other.stores.hooks.byId(made[0]?.id ?? ''))?.flowId).toBe(flowId);
    },
  },
  {
    name: 'a renewed secret leaves the one before it for a while, sealed',
    async run(subject) {
      const { one, other, rawText } = subject;
      const flowId = await flowIn(subject);
      const first = await one.stores.hooks.renewSecret(me, flowId, 'hook');
      expect(await one.stores.hooks.secretsOf(me, first.hook.id)).toEqual({ current: first.secret, old: null });
      const second = await other.stores.hooks.renewSecret(me, flowId, 'hook', { oldUntil: 5_000, standard: true });
      expect(second.hook).toMatchObject({ id: first.hook.id, hasSecret: true, oldUntil: 5_000 });
      expect(await one.stores.hooks.secretsOf(me, first.hook.id)).toEqual({
        current: second.secret,
        old: { secret: first.secret, until: 5_000 },
      });
      expect(await rawText('hooks')).not.toContain(second.secret);
    },
  },
  {
    name: 'of two calls that come while somebody listens one is caught, and is the sample',
    async run(subject) {
      const { one, other } = subject;
      const flowId = await flowIn(subject);
      const { id } = await one.stores.hooks.ensure(me, flowId, 'hook');
      await one.stores.hooks.listen(me, flowId, 'hook', 10_000, false);
      await one.stores.hooks.noteRefused(id, 'no secret', 7);
      expect((await other.stores.hooks.at(me, flowId, 'hook'))?.refused).toEqual({ at: 7, says: 'no secret' });
      const call = (body: string) => ({ type: 'core.webhook', nodeId: 'hook', at: '2026-01-01T00:00:00.000Z', body, headers: {} });
      const caught = await Promise.all([one.stores.hooks.caught(id, call('a'), 8), other.stores.hooks.caught(id, call('b'), 8)]);
      expect(caught.toSorted()).toEqual([false, true]);
      expect((await other.stores.samples.get(me, flowId)).hook).toMatchObject({ body: caught[0] ? 'a' : 'b' });
      await other.stores.hooks.setDisabled(me, flowId, 'hook', 9);
      expect((await one.stores.hooks.byId(id))?.disabledAt).toBe(9);
    },
  },
  {
    name: 'a planned time is moved past once, whoever fires it, and what did not run is told once',
    async run(subject) {
      const { one, other } = subject;
      const flowId = await flowIn(subject);
      await one.stores.schedules.arm(me, flowId, [{ ...nightly, nextAt: 100 }]);
      expect(await other.stores.schedules.nextAt()).toBe(100);
      expect(await other.stores.schedules.due(99)).toEqual([]);
      const [due] = await other.stores.schedules.due(100);
      const miss = { plannedAt: 100, lastAt: 100, count: 1, more: false, reason: 'late', says: 'too late', runId: null, at: 1 } as const;
      const move = { nextAt: 200, trouble: null, miss };
      const moved = await Promise.all(
        [one, other].map(({ stores }) => stores.schedules.moveOn(me, { flowId, nodeId: 'nightly' }, due?.nextAt ?? 0, move)),
      );
      expect(moved.toSorted()).toEqual([false, true]);
      expect(await one.stores.missedTimes.of(me, flowId, 'nightly', 9)).toEqual([miss]);
      expect(await other.stores.missedTimes.since(me, 0)).toEqual([{ flowId, count: 1 }]);
      // Armed again with the same times it keeps its planned time; with others it begins anew.
      await other.stores.schedules.arm(me, flowId, [{ ...nightly, nextAt: 5 }]);
      expect((await one.stores.schedules.of(me, flowId))[0]?.nextAt).toBe(200);
      await other.stores.schedules.arm(me, flowId, [{ ...nightly, pattern: '0 3 * * *', nextAt: 5 }]);
      expect((await one.stores.schedules.of(me, flowId))[0]?.nextAt).toBe(5);
      await one.stores.schedules.disarm(me, flowId);
      expect(await other.stores.schedules.nextAt()).toBeNull();
    },
  },
  {
    name: 'the first answer to a callback counts: one is delivered, whoever brings it',
    async run({ one, other }) {
      const delivered: string[] = [];
      const answer = ({ stores }: typeof one, name: string) =>
        stores.callbacks.answer('callback', 'run', async () => void delivered.push(name));
      // In one process the second is turned away at once; of two processes the database turns one away.
      const counted = await Promise.all([answer(one, 'a'), answer(one, 'b')]);
      const late = await answer(other, 'c');
      expect([...counted, late].filter(Boolean)).toHaveLength(1);
      expect(delivered).toHaveLength(1);
    },
  },
  {
    name: 'an answer that could not be delivered does not count',
    async run({ one, other }) {
      // A definite no: what became of an answer whose fate nobody knows is callbacks.test.ts.
      const refused = () => Promise.reject(fail('storage_full', 'The disk is full.'));
      await expect(one.stores.callbacks.answer('callback', 'run', refused)).rejects.toThrow('full');
      expect(await other.stores.callbacks.answer('callback', 'run', async () => undefined)).toBe(true);
    },
  },
  {
    name: 'a practice message that is sent twice is kept once, and lists go on where a page ended',
    async run({ one, other }) {
      const message = (step: string) => ({
        projectId: 'default',
        runId: step < 'c' ? 'run' : null,
        flowName: 'Flow',
        kind: 'mail',
        to: 'you',
        subject: step,
        body: { step },
        key: step,
      });
      for (const step of ['a', 'b', 'c', 'a']) await one.stores.inbox.put(message(step));
      const first = await other.stores.inbox.list(me, { limit: 2 });
      expect(first.items.map(({ subject }) => subject)).toEqual(['c', 'b']);
      const rest = await other.stores.inbox.list(me, { limit: 2, cursor: first.next ?? '' });
      expect(rest).toMatchObject({ items: [{ subject: 'a', body: { step: 'a' } }], next: null });
      expect((await one.stores.inbox.list(me, { limit: 9, run: 'run' })).items).toHaveLength(2);
      expect(await one.stores.inbox.forget(Date.now() + 1, 2)).toBe(2);
    },
  },
];
