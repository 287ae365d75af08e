import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import type { FlowResource } from '../../nodes/kit/wire/flows.ts';
import { ApiError } from '../api.ts';
import { keepMine, type SaveApi, startAutosave, takeKept, takeTheirs } from './autosave.ts';
import { setFlow } from './edits.ts';
import { resourceOf } from './resource.test-support.ts';
import { useDocument } from './store.ts';

const flow: Flow = flowSchema.parse({ format: 1, name: 'Start' });

/** A store with ETags as the server keeps them: a stale save is refused, the network may be gone. */
function keeper() {
  let resource: FlowResource = resourceOf(flow, '"1"');
  let version = 1;
  const state = { offline: false, saves: 0 };
  const put = (document: Flow, name = 'Owner') => {
    version += 1;
    resource = { ...resourceOf(document, `"${version}"`), updatedBy: { kind: 'user', id: 'u', name } };
    return resource;
  };
  const api: SaveApi = {
    save: async (_, document, etag) => {
      if (state.offline) throw new ApiError({ code: 'offline', status: 0, detail: 'The server does not answer.' });
      if (etag !== resource.etag) throw new ApiError({ code: 'stale', status: 412, detail: 'It was saved by somebody else.' });
      state.saves += 1;
      return put(document);
    },
    load: async () => resource,
  };
  return { api, state, put, now: () => resource };
}

const rename = (name: string) => useDocument.getState().edit('Rename', (now) => setFlow(now, { name }));
const settle = (ms = 1_000) => vi.advanceTimersByTimeAsync(ms);

let store: ReturnType<typeof keeper>;
let saving: ReturnType<typeof startAutosave>;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  store = keeper();
  useDocument.getState().open(store.now());
  saving = startAutosave(store.api);
});
afterEach(() => {
  saving.stop();
  vi.useRealTimers();
});

describe('autosave', () => {
  test('edits are on the server within a second, a burst of them in one request', async () => {
    rename('One');
    rename('Two');
    expect(useDocument.getState().save).toBe('unsaved');
    await settle();
    expect(useDocument.getState()).toMatchObject({ save: 'saved', etag: '"2"' });
    expect(store.now().document.name).toBe('Two');
    expect(store.state.saves).toBe(1);
  });

  test('an edit made while a save is under way is saved after it', async () => {
    rename('One');
    await settle(500);
    rename('Two');
    await settle();
    expect(store.now().document.name).toBe('Two');
    expect(useDocument.getState().save).toBe('saved');
  });

  test('“save now” waits for nothing', async () => {
    rename('Now');
    await saving.flush();
    expect(store.now().document.name).toBe('Now');
  });

  test('without a server the edits are kept in the browser and sent when it is back', async () => {
    store.state.offline = true;
    rename('Kept');
    await settle();
    expect(useDocument.getState()).toMatchObject({ save: 'offline', saveSays: 'The server does not answer.' });
    expect(localStorage.getItem('vaultflow.draft.flow1')).toContain('Kept');
    store.state.offline = false;
    await settle(20_000);
    expect(useDocument.getState().save).toBe('saved');
    expect(store.now().document.name).toBe('Kept');
    expect(await takeKept('flow1')).toBeNull();
  });

  test('what was typed just before leaving is sent, and no copy stays behind', async () => {
    rename('Last word');
    saving.stop();
    await settle(0);
    expect(store.now().document.name).toBe('Last word');
    expect(await takeKept('flow1')).toBeNull();
  });

  test('edits of a window that was closed offline come back', async () => {
    store.state.offline = true;
    rename('Left behind');
    saving.stop();
    expect(await takeKept('flow1')).toMatchObject({ etag: '"1"', flow: { name: 'Left behind' } });
    expect(await takeKept('flow1')).toBeNull();
  });
});

describe('a conflict', () => {
  beforeEach(async () => {
    store.put({ ...flow, name: 'Theirs' }, 'Mia');
    rename('Mine');
    await settle();
  });

  test('overwrites nothing and says who', () => {
    expect(useDocument.getState()).toMatchObject({ save: 'conflict', saveSays: 'Saved by Mia meanwhile.' });
    expect(store.now().document.name).toBe('Theirs');
    expect(useDocument.getState().flow.name).toBe('Mine');
  });

  test('stays while people go on editing', async () => {
    rename('Mine again');
    await settle(5_000);
    expect(useDocument.getState().save).toBe('conflict');
    expect(store.now().document.name).toBe('Theirs');
  });

  test('“keep mine” saves on top of theirs', async () => {
    keepMine();
    await settle();
    expect(store.now().document.name).toBe('Mine');
    expect(useDocument.getState().save).toBe('saved');
  });

  test('“take theirs” shows theirs, one undo away from mine', async () => {
    takeTheirs();
    await settle();
    expect(useDocument.getState()).toMatchObject({ save: 'saved', flow: { name: 'Theirs' } });
    useDocument.getState().undo();
    await settle();
    expect(store.now().document.name).toBe('Mine');
  });
});
