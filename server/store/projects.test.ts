// Every stored thing belongs to a project: an actor of another one gets the answer of a thing that never was.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFlow } from '../../nodes/kit/flow.ts';
import { type Database, openDatabase } from '../journal/database.ts';
import { type ProjectActor, systemActor } from '../security/actor.ts';
import { newSecretHandle } from './run-secrets.ts';
import { sqliteStore } from './sqlite.ts';
import { openStores, type Stores } from './stores.ts';

const owner: ProjectActor = { ...systemActor(), kind: 'user', id: 'owner', name: 'Owner' };
const stranger: ProjectActor = { ...owner, projectId: 'other' };
const key = new Uint8Array(32).fill(1);
const templateFolder = 'templates';

let database: Database;
let stores: Stores;
let flowId: string;
let connectionId: string;
let templateId: string;
const parsed = parseFlow({ format: 1, name: 'Mine', connections: [{ name: 'azure', kind: 'azure' }] });
if (!('flow' in parsed)) throw new Error('the flow of this test cannot be read');
const { flow } = parsed;

beforeAll(async () => {
  database = openDatabase(':memory:');
  stores = await openStores({ database: sqliteStore(database), key, templateFolder });
  const made = await stores.flows.create(owner, flow);
  flowId = made.id;
  await stores.versions.publish(owner, made, {});
  connectionId = (await stores.connections.list(owner))[0]?.id ?? '';
  const template = { format: 1, name: 'mine', title: 'Mine', flow: { format: 1, name: 'x' } };
  templateId = (await stores.templates.create(owner, template)).id;
});
afterAll(() => database.close());

describe('an actor of another project', () => {
  test.each<[string, () => unknown]>([
    ['reads no flow', () => stores.flows.get(stranger, flowId)],
    ['reads no head of a flow', () => stores.flows.head(stranger, flowId)],
    ['saves no flow', () => stores.flows.save(stranger, flowId, '*', flow)],
    ['enables no flow', () => stores.flows.setEnabled(stranger, flowId, true)],
    ['deletes no flow', () => stores.flows.remove(stranger, flowId)],
    ['moves no flow', () => stores.library.move(stranger, flowId, 'Theirs')],
    ['tags no flow', () => stores.library.tag(stranger, flowId, { add: ['theirs'], remove: [] })],
    ['archives no flow', () => stores.library.archive(stranger, flowId)],
    ['restores no flow', () => stores.library.restore(stranger, flowId)],
    ['likes no flow', () => stores.library.favour(stranger, flowId, true)],
    ['lists no versions', () => stores.versions.list(stranger, flowId, { limit: 10 })],
    ['reads no document of a version', () => stores.versions.flowOf(stranger, flowId, 1)],
    ['reads no version', () => stores.versions.get(stranger, flowId, 1)],
    ['chooses no connection', () => stores.bindings.choose(stranger, flowId, flow, { azure: connectionId })],
    ['reads no samples', () => stores.samples.get(stranger, flowId)],
    ['saves no samples', () => stores.samples.save(stranger, flowId, {})],
    ['reads no connection', () => stores.connections.get(stranger, connectionId)],
    ['opens no connection', () => stores.connections.open(stranger, connectionId)],
    ['changes no connection', () => stores.connections.save(stranger, connectionId, { name: 'Taken' })],
    ['deletes no connection', () => stores.connections.remove(stranger, connectionId)],
    ['reads no template', () => stores.templates.get(stranger, templateId)],
    ['changes no template', () => stores.templates.save(stranger, templateId, {})],
    ['deletes no template', () => stores.templates.remove(stranger, templateId)],
  ])('%s', async (_name, call) => {
    await expect(async () => call()).rejects.toMatchObject({ failure: { code: 'not_found' } });
  });

  test('lists nothing', async () => {
    expect((await stores.flows.list(stranger, { limit: 10 })).items).toEqual([]);
    expect(await stores.library.find(stranger, { archived: false })).toEqual([]);
    expect(await stores.library.listed(stranger, [flowId])).toEqual([]);
    expect(await stores.library.documents(stranger, [flowId])).toEqual(new Map());
    expect(await stores.library.shelves(stranger)).toMatchObject({ all: 0, folders: [], tags: [], archived: 0 });
    expect(await stores.library.renameFolder(stranger, 'Mine', 'Theirs')).toBe(0);
    expect(await stores.connections.list(stranger)).toEqual([]);
    expect(await stores.connections.defaultOf(stranger, 'azure')).toBeNull();
    expect((await stores.templates.list(stranger)).filter(({ shipped }) => !shipped)).toEqual([]);
    expect(await stores.audit.lines(stranger, 10)).toEqual([]);
    expect((await stores.inbox.list(stranger, { limit: 10 })).items).toEqual([]);
  });

  test('finds no hook, no schedule and no secret of a run by their ids', async () => {
    const hook = await stores.hooks.ensure(owner, flowId, 'alert');
    await stores.hooks.renewSecret(owner, flowId, 'alert');
    expect((await stores.hooks.at(owner, flowId, 'alert'))?.id).toBe(hook.id);
    expect(await stores.hooks.secretOf(owner, hook.id)).not.toBeNull();
    expect(await stores.hooks.at(stranger, flowId, 'alert')).toBeNull();
    expect(await stores.hooks.secretOf(stranger, hook.id)).toBeNull();
    const rules = { startAt: null, stopAt: null, catchUp: 'last', windowMs: 0 } as const;
    await stores.schedules.arm(owner, flowId, [{ nodeId: 'nightly', pattern: '0 2 * * *', timeZone: 'UTC', nextAt: 1, ...rules }]);
    await stores.schedules.disarm(stranger, flowId);
    const nightly = { flowId, nodeId: 'nightly' };
    const late = { plannedAt: 1, lastAt: 1, count: 1, more: false, reason: 'late', says: 'too late', runId: null, at: 1 } as const;
    expect(await stores.schedules.moveOn(stranger, nightly, 1, { nextAt: null, trouble: null, miss: late })).toBe(false);
    expect(await stores.schedules.of(stranger, flowId)).toEqual([]);
    expect(await stores.schedules.of(owner, flowId)).toMatchObject([{ nextAt: 1 }]);
    expect(await stores.missedTimes.of(owner, flowId, 'nightly', 9)).toEqual([]);
    expect(await stores.schedules.moveOn(owner, nightly, 1, { nextAt: 2, trouble: null, miss: late })).toBe(true);
    expect(await stores.missedTimes.of(owner, flowId, 'nightly', 9)).toEqual([late]);
    expect(await stores.missedTimes.of(stranger, flowId, 'nightly', 9)).toEqual([]);
    expect(await stores.missedTimes.since(stranger, 0)).toEqual([]);
    const handle = newSecretHandle('token');
    await stores.runSecrets.keepFor(owner, 'run-of-mine', [{ handle, from: { value: 'a secret' } }]);
    expect(await stores.runSecrets.open(owner, 'run-of-mine', handle)).toBe('a secret');
    expect(await stores.runSecrets.open(stranger, 'run-of-mine', handle)).toBeNull();
    expect(await stores.runSecrets.open(owner, 'another-run', handle)).toBeNull();
    await stores.runSecrets.copy(stranger, 'run-of-mine', 'theirs');
    await stores.runSecrets.copy(owner, 'run-of-mine', 'retry');
    expect(await stores.runSecrets.open(owner, 'theirs', handle)).toBeNull();
    expect(await stores.runSecrets.open(owner, 'retry', handle)).toBe('a secret');
    await stores.runSecrets.forgetFor('run-of-mine');
    expect(await stores.runSecrets.open(owner, 'run-of-mine', handle)).toBeNull();
    expect(await stores.runSecrets.open(owner, 'retry', handle)).toBe('a secret');
  });

  test('has its own default connection when it binds', async () => {
    expect((await stores.bindings.resolve(stranger, flowId, flow))[0]?.connection).toBeNull();
  });
});

describe('the store', () => {
  test('keeps an audit that cannot be changed or cut', async () => {
    expect((await stores.audit.lines(owner, 100)).map(({ action }) => action)).toContain('flow.publish');
    expect(() => database.read.exec("UPDATE audit SET action = 'x'")).toThrow('append-only');
    expect(() => database.read.exec('DELETE FROM audit')).toThrow('keeps a year');
  });

  test('does not open with another key than the one its secrets are sealed with', async () => {
    await expect(openStores({ database: sqliteStore(database), key: new Uint8Array(32).fill(2), templateFolder })).rejects.toThrow(
      'is not the one',
    );
  });

  test('opens again as it is, with one practice connection', async () => {
    const again = await openStores({ database: sqliteStore(database), key, templateFolder });
    expect((await again.connections.list(owner)).map(({ name }) => name)).toEqual(['Practice subscription']);
  });
});

describe('a run under way', () => {
  const slot = { name: 'azure', kind: 'azure' };
  const run = (runId: string, world: 'practice' | 'real') => ({ flowId, runId, world });
  const bind = async (name: string, fields: { credential: string }) => {
    const made = await stores.connections.create(owner, { kind: 'azure', name, fields });
    await stores.bindings.choose(owner, flowId, flow, { azure: made.id });
    return made;
  };

  test('keeps the connection it was accepted with when its flow is bound anew, and when its flow is deleted', async () => {
    const first = await bind('First', { credential: 'managedIdentity' });
    await stores.bindings.keepFor('run-1', await stores.bindings.resolve(owner, flowId, flow));
    await bind('Second', { credential: 'azureCli' });
    expect((await stores.bindings.connectionFor(owner, run('run-1', 'real'), slot))?.id).toBe(first.id);
    expect((await stores.bindings.connectionFor(owner, run('run-2', 'real'), slot))?.name).toBe('Second');
    await stores.flows.remove(owner, flowId);
    expect((await stores.bindings.connectionFor(owner, run('run-1', 'real'), slot))?.id).toBe(first.id);
    expect((await stores.bindings.connectionFor(owner, run('run-2', 'real'), slot))?.name).toBe('Second');
  });

  test('never crosses from practice to real Azure or back', async () => {
    await expect(stores.bindings.connectionFor(owner, run('run-3', 'practice'), slot)).rejects.toThrow('this run was started as practice');
    const turned = await stores.connections.create(owner, { kind: 'azure', name: 'Turned', fields: { credential: 'practice' } });
    await stores.bindings.keepFor('run-4', [{ slot: 'azure', kind: 'azure', connection: turned, byDefault: false }]);
    expect((await stores.bindings.connectionFor(owner, run('run-4', 'practice'), slot))?.practice).toBe(true);
    await stores.connections.save(owner, turned.id, { fields: { credential: 'managedIdentity' } });
    await expect(stores.bindings.connectionFor(owner, run('run-4', 'practice'), slot)).rejects.toThrow('is bound to real Azure now');
  });

  test('has none when its connection was deleted', async () => {
    const gone = await stores.connections.create(owner, { kind: 'azure', name: 'Gone', fields: { credential: 'azureCli' } });
    await stores.bindings.keepFor('run-5', [{ slot: 'azure', kind: 'azure', connection: gone, byDefault: false }]);
    await stores.connections.remove(owner, gone.id);
    expect(await stores.bindings.connectionFor(owner, run('run-5', 'real'), slot)).toBeNull();
  });
});
