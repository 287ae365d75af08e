// Flows, their versions and samples, templates.
import { expect } from 'vitest';
import { atOnce, flowNamed, me, type Scenario } from './conformance.ts';

export const documentScenarios: readonly Scenario[] = [
  {
    name: 'a flow is made, read, changed, listed and deleted, from whichever desk',
    async run({ one, other }) {
      const made = await one.stores.flows.create(me, flowNamed('First', { description: 'what it does' }));
      expect(await other.stores.flows.get(me, made.id)).toEqual(made);
      const saved = await other.stores.flows.save(me, made.id, made.etag, flowNamed('Second'));
      expect(saved).toMatchObject({ name: 'Second', description: null, enabled: false, publishedVersion: null });
      expect(await one.stores.flows.head(me, made.id)).toMatchObject({ name: 'Second', etag: saved.etag });
      await one.stores.flows.remove(me, made.id);
      await expect(other.stores.flows.head(me, made.id)).rejects.toMatchObject({ failure: { code: 'not_found' } });
      expect((await other.stores.flows.list(me, { limit: 10 })).items).toEqual([]);
      expect(await other.stores.flows.projectOf(made.id)).toBe('default');
    },
  },
  {
    name: 'of two who save the same draft at once one is told that the other was first',
    async run({ one, other }) {
      let { id, etag } = await one.stores.flows.create(me, flowNamed('Draft'));
      for (let round = 0; round < 10; round++) {
        const { done, codes } = await atOnce(
          () => one.stores.flows.save(me, id, etag, flowNamed(`From one, ${round}`)),
          () => other.stores.flows.save(me, id, etag, flowNamed(`From the other, ${round}`)),
        );
        expect(codes).toEqual(['stale']);
        expect(await other.stores.flows.get(me, id)).toEqual(done[0]);
        ({ id, etag } = await one.stores.flows.get(me, id));
      }
      expect((await one.stores.audit.lines(me, 100)).filter(({ action }) => action === 'flow.save')).toHaveLength(10);
    },
  },
  {
    name: 'the same content saved again changes nothing, and a stale save hears the present ETag',
    async run({ one }) {
      const { flows } = one.stores;
      const made = await flows.create(me, flowNamed('Same'));
      expect(await flows.save(me, made.id, made.etag, flowNamed('Same'))).toEqual(made);
      const next = await flows.save(me, made.id, '*', flowNamed('Other'));
      await expect(flows.save(me, made.id, made.etag, flowNamed('Third'))).rejects.toMatchObject({
        failure: { code: 'stale' },
        headers: { ETag: `"${next.etag}"` },
      });
    },
  },
  {
    name: 'a list goes on where its page ended, and finds names as they are written',
    async run({ one: { stores } }) {
      const names = ['Nightly 100% report', 'nightly_report', 'NIGHTLY report', 'Weekly \\ report', 'Other'];
      for (const name of names) await stores.flows.create(me, flowNamed(name));
      const all: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await stores.flows.list(me, { limit: 2, cursor });
        all.push(...page.items.map(({ name }) => name));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(all.toSorted()).toEqual(names.toSorted());
      const found = async (q: string) => (await stores.flows.list(me, { limit: 10, q })).items.map(({ name }) => name).toSorted();
      expect(await found('nightly')).toEqual(['NIGHTLY report', 'Nightly 100% report', 'nightly_report']);
      expect(await found('0% r')).toEqual(['Nightly 100% report']);
      expect(await found('y_r')).toEqual(['nightly_report']);
      expect(await found('\\')).toEqual(['Weekly \\ report']);
    },
  },
  {
    name: 'versions are numbered without a gap, and the same content is one version, whoever asks at once',
    async run({ one, other }) {
      const flow = await one.stores.flows.create(me, flowNamed('Versions'));
      expect(await one.stores.versions.ofContent(flow)).toBeNull();
      const frozen = await Promise.all([one, other, one, other].map(({ stores }) => stores.versions.freeze(me, flow)));
      expect(frozen).toEqual([1, 1, 1, 1]);
      expect(await other.stores.versions.ofContent(flow)).toEqual({ number: 1, published: false });
      const drafts = await Promise.all(
        Array.from({ length: 4 }, (_, n) => ({ ...flow, text: JSON.stringify(flowNamed(`Draft ${n}`)), etag: `etag${n}` })),
      );
      const numbers = await Promise.all(
        drafts.map((draft, n) => (n % 2 ? one : other).stores.versions.publish(me, draft, { message: `No. ${n}`, enable: true })),
      );
      expect(numbers.toSorted()).toEqual([2, 3, 4, 5]);
      const listed = await other.stores.versions.list(me, flow.id, { limit: 10 });
      expect(listed.map(({ number, published, current }) => [number, published, current])).toEqual([
        ...[5, 4, 3, 2].map((n) => [n, true, n === (listed.find(({ current }) => current)?.number ?? 0)]),
        [1, false, false],
      ]);
      expect(await one.stores.flows.get(me, flow.id)).toMatchObject({ enabled: true });
      expect((await other.stores.versions.list(me, flow.id, { limit: 2, before: 4 })).map(({ number }) => number)).toEqual([3, 2]);
      const document = await one.stores.versions.flowOf(me, flow.id, 1);
      expect(document.name).toBe('Versions');
      const [again, same] = await Promise.all([one.stores.versions.flowOf(me, flow.id, 1), one.stores.versions.flowOf(me, flow.id, 1)]);
      expect(again).toBe(same);
    },
  },
  {
    name: 'what another process has switched off or published is known to the next who asks',
    async run({ one, other }) {
      const flow = await one.stores.flows.create(me, flowNamed('Switched'));
      await expect(other.stores.flows.setEnabled(me, flow.id, true)).rejects.toMatchObject({ failure: { code: 'conflict' } });
      expect((await other.stores.flows.head(me, flow.id)).publishedVersion).toBeNull();
      const before = await other.stores.flows.triggerChanges();
      await one.stores.versions.publish(me, flow, { enable: true });
      const published = await other.stores.flows.triggerChanges();
      expect(published).not.toBe(before);
      expect(await other.stores.flows.head(me, flow.id)).toMatchObject({ publishedVersion: 1, enabled: true });
      expect((await other.stores.flows.armed()).map(({ id }) => id)).toEqual([flow.id]);
      await other.stores.flows.setEnabled(me, flow.id, false);
      expect(await one.stores.flows.triggerChanges()).not.toBe(published);
      expect((await one.stores.flows.head(me, flow.id)).enabled).toBe(false);
      expect(await one.stores.flows.armed()).toEqual([]);
    },
  },
  {
    name: 'which flows want to hear of ended runs stands in their published documents',
    async run({ one: { stores } }) {
      const trigger = { id: 'ended', type: 'core.run-ended', version: 1, position: { x: 0, y: 0 }, params: {} };
      const hears = await stores.flows.create(me, flowNamed('Hears', { nodes: [trigger] }));
      const deaf = await stores.flows.create(me, flowNamed('Deaf'));
      for (const flow of [hears, deaf]) await stores.versions.publish(me, flow, {});
      expect(await stores.runListeners.listening()).toEqual([{ flowId: hears.id, projectId: 'default', version: 1, enabled: false }]);
      expect(await stores.runListeners.projects()).toEqual(['default']);
    },
  },
  {
    name: 'samples are replaced as a whole',
    async run({ one, other }) {
      const { id } = await one.stores.flows.create(me, flowNamed('Samples'));
      await one.stores.samples.save(me, id, { b: { n: 1 }, a: ['x'] });
      await other.stores.samples.save(me, id, { c: null });
      expect(await one.stores.samples.get(me, id)).toEqual({ c: null });
    },
  },
  {
    name: 'of two templates with one name that are made at once there is one',
    async run({ one, other }) {
      const template = { format: 1, name: 'mine', title: 'Mine', flow: { format: 1, name: 'x' } };
      const { done, codes } = await atOnce(
        () => one.stores.templates.create(me, template),
        () => other.stores.templates.create(me, template),
      );
      expect(codes).toEqual(['conflict']);
      const [made] = done;
      if (!made) throw new Error('none was made');
      await other.stores.templates.save(me, made.id, { ...template, title: 'Yours' });
      expect((await one.stores.templates.get(me, made.id)).template.title).toBe('Yours');
      expect((await one.stores.templates.list(me, 'yours')).map(({ id }) => id)).toEqual([made.id]);
      await one.stores.templates.remove(me, made.id);
      await expect(other.stores.templates.get(me, made.id)).rejects.toMatchObject({ failure: { code: 'not_found' } });
    },
  },
];
