// The library: folders, tags, favourites, search, what is put away.
import { expect } from 'vitest';
import type { LibraryFilter } from '../library.ts';
import type { Stores } from '../stores.ts';
import { atOnce, flowNamed, me, type Scenario } from './conformance.ts';

const somebody = () => ({ ...me, id: 'somebody', name: 'Somebody' });
const node = (type: string) => ({ id: 'one', type, version: 1, position: { x: 0, y: 0 }, params: {} });

/** Names of what is found, sorted. */
const found = async (stores: Stores, filter: Partial<LibraryFilter> = {}, who = me) =>
  (await stores.library.find(who, { archived: false, ...filter })).map(({ name }) => name).toSorted();

const words = (...all: readonly string[]): Partial<LibraryFilter> => ({ words: all.map((word) => ({ word, steps: [] })) });

export const libraryScenarios: readonly Scenario[] = [
  {
    name: 'folder and tags of a file lie beside the draft: moving a flow is no change of what it does',
    async run({ one, other: desk }) {
      const { flows, library } = one.stores;
      const plain = await flows.create(me, flowNamed('Report'));
      const made = await flows.create(me, flowNamed('Report', { folder: ' Production / Nightly ', tags: ['Nightly', 'nightly', 'SQL'] }));
      expect(made.etag).toBe(plain.etag);
      expect(made.text).not.toContain('Production');
      expect(await desk.stores.library.listed(me, [made.id])).toMatchObject([{ folder: 'Production/Nightly', tags: ['nightly', 'sql'] }]);
      expect(await library.move(me, made.id, 'Test')).toBe(true);
      expect(await library.move(me, made.id, 'Test')).toBe(false);
      expect((await flows.get(me, made.id)).etag).toBe(made.etag);
      // A save that says nothing of it leaves it where it is; one that does moves it, also when nothing else has changed.
      await flows.save(me, made.id, '*', flowNamed('Report', { description: 'Changed' }));
      expect(await library.listed(me, [made.id])).toMatchObject([{ folder: 'Test', tags: ['nightly', 'sql'] }]);
      await flows.save(me, made.id, '*', flowNamed('Report', { description: 'Changed', folder: '', tags: [] }));
      expect(await library.listed(me, [made.id])).toMatchObject([{ folder: '', tags: [] }]);
    },
  },
  {
    name: 'flows are found by words, folder, tag and step, and a folder is no prefix of a longer name',
    async run({ one: { stores } }) {
      const make = (name: string, more: object) => stores.flows.create(me, flowNamed(name, { ...more }));
      await make('Nightly report', { folder: 'Prod', tags: ['sql'], description: 'For the board', nodes: [node('core.schedule')] });
      await make('Weekly', { folder: 'Prod/Reports', nodes: [node('http.request')] });
      await make('Drill', { folder: 'Production', tags: ['drill'] });
      await make('100% Prod_x', {});
      expect(await found(stores, { folder: 'Prod' })).toEqual(['Nightly report', 'Weekly']);
      expect(await found(stores, { folder: '' })).toEqual(['100% Prod_x']);
      expect(await found(stores, { tag: 'sql' })).toEqual(['Nightly report']);
      expect(await found(stores, { step: 'http.request' })).toEqual(['Weekly']);
      expect(await found(stores, words('REPORT'))).toEqual(['Nightly report', 'Weekly']);
      expect(await found(stores, words('report', 'board'))).toEqual(['Nightly report']);
      expect(await found(stores, words('dril'))).toEqual(['Drill']);
      expect(await found(stores, words('0%'))).toEqual(['100% Prod_x']);
      expect(await found(stores, words('d_x'))).toEqual(['100% Prod_x']);
      expect(await found(stores, { words: [{ word: 'call', steps: ['http.request', 'core.code'] }] })).toEqual(['Weekly']);
      expect(await found(stores, { state: 'armed' })).toEqual([]);
      expect((await found(stores, { state: 'draft' })).length).toBe(4);
      expect(await stores.library.shelves(me)).toEqual({
        all: 4,
        favourites: 0,
        archived: 0,
        folders: ['', 'Prod', 'Prod/Reports', 'Production'].map((folder) => ({ folder, count: 1 })),
        tags: ['drill', 'sql'].map((tag) => ({ tag, count: 1 })),
      });
    },
  },
  {
    name: 'the step types of a draft follow it, and go with the flow',
    async run({ one: { stores } }) {
      const { id } = await stores.flows.create(me, flowNamed('Changing', { nodes: [node('core.set')] }));
      await stores.flows.save(me, id, '*', flowNamed('Changing', { nodes: [node('core.merge')] }));
      expect(await found(stores, { step: 'core.set' })).toEqual([]);
      expect(await found(stores, { step: 'core.merge' })).toEqual(['Changing']);
      await stores.flows.remove(me, id);
      expect(await found(stores, { step: 'core.merge' })).toEqual([]);
    },
  },
  {
    name: 'a favourite is one person’s, also when that person uses a token',
    async run({ one: { stores } }) {
      const { id } = await stores.flows.create(me, flowNamed('Liked'));
      await stores.library.favour(me, id, true);
      await stores.library.favour(me, id, true);
      expect(await found(stores, { favourite: true })).toEqual(['Liked']);
      expect(await found(stores, { favourite: true }, somebody())).toEqual([]);
      const token = { ...me, kind: 'token' as const, id: 'token_1', person: me.id };
      expect((await stores.library.listed(token, [id]))[0]?.favourite).toBe(true);
      expect((await stores.library.listed(somebody(), [id]))[0]?.favourite).toBe(false);
      expect((await stores.library.shelves(me)).favourites).toBe(1);
      await stores.library.favour(me, id, false);
      expect(await found(stores, { favourite: true })).toEqual([]);
    },
  },
  {
    name: 'an archived flow is switched off, out of the lists, and not armed or published until it is restored',
    async run({ one, other: desk }) {
      const { flows, versions, library } = one.stores;
      const made = await flows.create(me, flowNamed('Old'));
      await versions.publish(me, made, { enable: true });
      const changes = await flows.triggerChanges();
      expect(await library.archive(me, made.id)).toBe(true);
      expect(await library.archive(me, made.id)).toBe(false);
      expect(await flows.triggerChanges()).toBe(changes + 1);
      expect(await desk.stores.flows.head(me, made.id)).toMatchObject({ enabled: false, publishedVersion: 1 });
      expect(await found(one.stores)).toEqual([]);
      expect((await flows.list(me, { limit: 10 })).items).toEqual([]);
      expect(await found(one.stores, { archived: true })).toEqual(['Old']);
      const archived = { failure: { code: 'conflict', message: '“Old” is archived. Restore it first.' } };
      await expect(flows.setEnabled(me, made.id, true)).rejects.toMatchObject(archived);
      await expect(versions.publish(me, await flows.get(me, made.id), { enable: true })).rejects.toMatchObject(archived);
      expect(await library.restore(me, made.id)).toBe(true);
      expect(await flows.get(me, made.id)).toMatchObject({ enabled: false, archivedAt: null });
      expect((await flows.setEnabled(me, made.id, true)).enabled).toBe(true);
    },
  },
  {
    name: 'of two who archive and arm at once none leaves an armed flow in the archive',
    async run({ one, other: desk }) {
      for (let round = 0; round < 5; round++) {
        const made = await one.stores.flows.create(me, flowNamed(`Both ${round}`));
        await one.stores.versions.publish(me, made, {});
        await atOnce<unknown>(
          () => one.stores.library.archive(me, made.id),
          () => desk.stores.flows.setEnabled(me, made.id, true),
        );
        expect(await one.stores.flows.get(me, made.id)).toMatchObject({ enabled: false, archivedAt: expect.any(Number) });
      }
    },
  },
  {
    name: 'a renamed folder takes everything in it along, and nothing beside it',
    async run({ one: { stores } }) {
      for (const folder of ['A', 'A/B', 'A/B/C', 'AB', '']) await stores.flows.create(me, flowNamed(`in ${folder}`, { folder }));
      expect(await stores.library.renameFolder(me, 'A', 'Z/A')).toBe(3);
      const folders = async () => (await stores.library.shelves(me)).folders.map(({ folder }) => folder);
      expect(await folders()).toEqual(['', 'AB', 'Z/A', 'Z/A/B', 'Z/A/B/C']);
      expect(await stores.library.renameFolder(me, 'Z', '')).toBe(3);
      expect(await folders()).toEqual(['', 'A', 'A/B', 'A/B/C', 'AB']);
      expect(await stores.library.renameFolder(me, 'Nowhere', 'X')).toBe(0);
      await expect(stores.library.renameFolder(me, 'A', 'x/'.repeat(7).slice(0, -1))).rejects.toMatchObject({
        failure: { code: 'conflict' },
      });
      expect(await folders()).toEqual(['', 'A', 'A/B', 'A/B/C', 'AB']);
    },
  },
  {
    name: 'tags are added and taken away, at most twenty',
    async run({ one: { stores } }) {
      const { id } = await stores.flows.create(me, flowNamed('Tagged'));
      const tags = async () => (await stores.library.listed(me, [id]))[0]?.tags;
      expect(await stores.library.tag(me, id, { add: ['b', 'a'], remove: [] })).toBe(true);
      expect(await stores.library.tag(me, id, { add: ['a'], remove: ['z'] })).toBe(false);
      expect(await stores.library.tag(me, id, { add: ['c'], remove: ['b'] })).toBe(true);
      expect(await tags()).toEqual(['a', 'c']);
      const many = Array.from({ length: 19 }, (_, index) => `t${index}`);
      await expect(stores.library.tag(me, id, { add: many, remove: [] })).rejects.toMatchObject({ failure: { code: 'conflict' } });
      expect(await tags()).toEqual(['a', 'c']);
    },
  },
];
