// All stores over one database, and what a new database holds: the project, and the key check that keeps a wrong key from
// being used over old secrets.
import { fail } from '../../nodes/kit/errors.ts';
import { DEFAULT_PROJECT, systemActor } from '../security/actor.ts';
import { auditKey, createSealing, keyCheck } from '../security/sealing.ts';
import { createTokenStore } from './api-tokens.ts';
import { createAuditStore } from './audit.ts';
import { sealedAudit } from './audit-chain.ts';
import { createBindingStore } from './bindings.ts';
import { bulkSteps, createBulkStore } from './bulk-actions.ts';
import { createCallbackStore } from './callbacks.ts';
import { type ConnectionStore, createConnectionStore } from './connections.ts';
import { createCredentialStore } from './credentials.ts';
import { createEstateStore } from './estate.ts';
import { estateSteps } from './estate-schema.ts';
import { createFlowStore } from './flows.ts';
import { createGroupStore } from './grants.ts';
import { createHookStore } from './hooks.ts';
import { identitySteps } from './identity-schema.ts';
import { createInboxStore } from './inbox.ts';
import { createLibraryStore } from './library.ts';
import { librarySteps } from './library-schema.ts';
import { createMissedTimeStore } from './missed-times.ts';
import { createPeopleStore } from './people.ts';
import { createProjectStore } from './project-list.ts';
import { createRunListenerStore } from './run-listeners.ts';
import { createRunSecretStore } from './run-secrets.ts';
import { createSampleStore } from './samples.ts';
import { createScheduleStore } from './schedules.ts';
import { storeSteps } from './schema.ts';
import { createSecondLookStore } from './second-looks.ts';
import { createSignInStore } from './sign-ins.ts';
import type { StoreDatabase } from './sql.ts';
import { createTemplateStore } from './templates.ts';
import { createTestStore, testSteps } from './tests.ts';
import { createVersionStore } from './versions.ts';

export interface StoreOptions {
  readonly database: StoreDatabase;
  /** 32 bytes, for secrets at rest. */
  readonly key: Uint8Array;
  readonly templateFolder: string;
  readonly now?: () => number;
}

export async function openStores({ database: plain, key, templateFolder, now = Date.now }: StoreOptions) {
  const database = sealedAudit(plain, auditKey(key));
  await database.migrate('store', storeSteps);
  await database.migrate('identity', identitySteps);
  await database.migrate('bulk', bulkSteps);
  await database.migrate('library', librarySteps);
  await database.migrate('estate', estateSteps);
  await database.migrate('tests', testSteps);
  const sealing = createSealing(key);
  const connections = createConnectionStore(database, sealing, now);
  await firstTime(database, key, connections, now());
  return {
    flows: createFlowStore(database, now),
    library: createLibraryStore(database, now),
    versions: createVersionStore(database, now),
    bindings: createBindingStore(database, now),
    samples: createSampleStore(database),
    tests: createTestStore(database, now),
    templates: createTemplateStore(database, templateFolder, now),
    connections,
    secondLooks: createSecondLookStore(database, now),
    signIns: createSignInStore(database, now),
    people: createPeopleStore(database, now),
    credentials: createCredentialStore(database, sealing, now),
    tokens: createTokenStore(database, now),
    groups: createGroupStore(database, now),
    projects: createProjectStore(database, now, () => keyCheck(key)),
    hooks: createHookStore(database, sealing, now),
    schedules: createScheduleStore(database),
    missedTimes: createMissedTimeStore(database),
    runSecrets: createRunSecretStore(database, sealing),
    callbacks: createCallbackStore(database, now),
    bulkActions: createBulkStore(database, now),
    estate: createEstateStore(database),
    runListeners: createRunListenerStore(database),
    sealing,
    proof: sealing.prove,
    inbox: createInboxStore(database, now),
    audit: createAuditStore(database, auditKey(key), now),
    /** See StoreDatabase: for what another room has to find. */
    before: database.before,
    /** For the few who ask without a store of their own: what somebody may do. */
    read: database.read,
  };
}

export type Stores = Awaited<ReturnType<typeof openStores>>;

/** The project, its key check and its first connection. Of several processes that start on an empty database one does it. */
function firstTime(database: StoreDatabase, key: Uint8Array, connections: ConnectionStore, at: number): Promise<void> {
  return database.transaction(async (tx) => {
    const projects = await tx.all<{ id: string; key_check: string }>('SELECT id, key_check FROM projects');
    if (projects.some((project) => project.key_check !== keyCheck(key)))
      throw fail(
        'conflict',
        'The key for stored secrets is not the one this installation was made with. Put the right key back; of many machines each needs the same.',
      );
    if (projects.length === 0)
      await tx.change(
        'INSERT INTO projects (id, name, created_at, key_check) VALUES (?, ?, ?, ?)',
        DEFAULT_PROJECT,
        'Default',
        at,
        keyCheck(key),
      );
    // The very first line of the audit tells of this connection, and the audit is never without lines again.
    if (await tx.one('SELECT 1 FROM audit LIMIT 1')) return;
    const fields = { credential: 'practice' };
    await connections.createIn(tx, systemActor(), { kind: 'azure', name: 'Practice subscription', fields, isDefault: true });
  });
}
