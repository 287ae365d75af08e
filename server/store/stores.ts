// All stores over one database, and what a new database holds: the project, and the key check that keeps a wrong key from
// being used over old secrets.
import { fail } from '../../nodes/kit/errors.ts';
import { type Database, migrate } from '../journal/database.ts';
import { DEFAULT_PROJECT, systemActor } from '../security/actor.ts';
import { createSealing, keyCheck } from '../security/sealing.ts';
import { createAuditStore } from './audit.ts';
import { createBindingStore } from './bindings.ts';
import { createCallbackStore } from './callbacks.ts';
import { createConnectionStore } from './connections.ts';
import { createFlowStore } from './flows.ts';
import { createHookStore } from './hooks.ts';
import { createInboxStore } from './inbox.ts';
import { createMissedTimeStore } from './missed-times.ts';
import { createRunListenerStore } from './run-listeners.ts';
import { createRunSecretStore } from './run-secrets.ts';
import { createSampleStore } from './samples.ts';
import { createScheduleStore } from './schedules.ts';
import { storeSteps } from './schema.ts';
import { createSessionStore } from './sessions.ts';
import { all, change, one } from './statements.ts';
import { createTemplateStore } from './templates.ts';
import { createVersionStore } from './versions.ts';

export interface StoreOptions {
  readonly database: Database;
  /** 32 bytes, for secrets at rest. */
  readonly key: Uint8Array;
  readonly templateFolder: string;
  readonly now?: () => number;
}

export async function openStores({ database, key, templateFolder, now = Date.now }: StoreOptions) {
  migrate(database, 'store', storeSteps);
  await firstTime(database, key, now());
  const sealing = createSealing(key);
  const stores = {
    flows: createFlowStore(database, now),
    versions: createVersionStore(database, now),
    bindings: createBindingStore(database, now),
    samples: createSampleStore(database),
    templates: createTemplateStore(database, templateFolder, now),
    connections: createConnectionStore(database, sealing, now),
    sessions: createSessionStore(database, now),
    hooks: createHookStore(database, sealing, now),
    schedules: createScheduleStore(database),
    missedTimes: createMissedTimeStore(database),
    runSecrets: createRunSecretStore(database, sealing),
    callbacks: createCallbackStore(database, now),
    runListeners: createRunListenerStore(database),
    proof: sealing.prove,
    inbox: createInboxStore(database, now),
    audit: createAuditStore(database, now),
    projectName: (id: string) => one<{ name: string }>(database.read, 'SELECT name FROM projects WHERE id = ?', id)?.name ?? id,
  };
  // The very first line of the audit tells of this connection; the line may be gone, its number stays given out.
  const begun = one(database.read, "SELECT 1 FROM sqlite_sequence WHERE name = 'audit' AND seq > 0");
  if (!begun)
    await stores.connections.create(systemActor(), {
      kind: 'azure',
      name: 'Practice subscription',
      fields: { credential: 'practice' },
      isDefault: true,
    });
  return stores;
}

export type Stores = Awaited<ReturnType<typeof openStores>>;

async function firstTime(database: Database, key: Uint8Array, at: number): Promise<void> {
  const db = database.read;
  const projects = all<{ id: string; key_check: string }>(db, 'SELECT id, key_check FROM projects');
  if (projects.length === 0) {
    await database.enqueue((db) => change(db, 'INSERT INTO projects VALUES (?, ?, ?, ?)', DEFAULT_PROJECT, 'Default', at, keyCheck(key)));
    return;
  }
  if (projects.some((project) => project.key_check !== keyCheck(key)))
    throw fail('conflict', 'The key for stored secrets is not the one this data folder was made with. Put the right key back.');
}
