// All stores over one database, and what a new database holds: the keys, the project and its first connection.
import { DEFAULT_PROJECT, systemActor } from '../security/actor.ts';
import { givenMasters, type Masters } from '../security/masters.ts';
import { createTokenStore } from './api-tokens.ts';
import { createAuditStore } from './audit.ts';
import { sealedAudit } from './audit-chain.ts';
import { createBindingStore } from './bindings.ts';
import { createBulkStore } from './bulk-actions.ts';
import { createCallbackStore } from './callbacks.ts';
import { type ConnectionStore, createConnectionStore } from './connections.ts';
import { createCredentialStore } from './credentials.ts';
import { createEstateStore } from './estate.ts';
import { createFlowStore } from './flows.ts';
import { createGroupStore } from './grants.ts';
import { createHookStore } from './hooks.ts';
import { createInboxStore } from './inbox.ts';
import { createKeyStore } from './key-changes.ts';
import { openKeyRing } from './key-ring.ts';
import { createLibraryStore } from './library.ts';
import { createMissedTimeStore } from './missed-times.ts';
import { createPeopleStore } from './people.ts';
import { createProjectStore } from './project-list.ts';
import { rooms } from './rooms.ts';
import { createRunListenerStore } from './run-listeners.ts';
import { createRunPauseStore } from './run-pauses.ts';
import { createRunSecretStore } from './run-secrets.ts';
import { createSampleStore } from './samples.ts';
import { createScheduleStore } from './schedules.ts';
import { createSecondLookStore } from './second-looks.ts';
import { createSignInStore } from './sign-ins.ts';
import type { StoreDatabase } from './sql.ts';
import { createTemplateStore } from './templates.ts';
import { createTestStore } from './tests.ts';
import { createVersionStore } from './versions.ts';

export interface StoreOptions {
  readonly database: StoreDatabase;
  /** What the keys in the database are wrapped by; a single one as 32 bytes. */
  readonly key: Uint8Array | Masters;
  readonly templateFolder: string;
  readonly now?: () => number;
}

export async function openStores({ database: plain, key, templateFolder, now = Date.now }: StoreOptions) {
  for (const [room, steps] of Object.entries(rooms)) await plain.migrate(room, steps);
  const masters = key instanceof Uint8Array ? givenMasters(key) : key;
  const ring = await openKeyRing(plain, masters, now);
  const { sealing } = ring;
  const database = sealedAudit(plain, ring.auditKey);
  const connections = createConnectionStore(database, sealing, now);
  await firstTime(database, connections, now());
  return {
    flows: createFlowStore(database, now),
    library: createLibraryStore(database, now),
    versions: createVersionStore(database, now),
    bindings: createBindingStore(database, now),
    samples: createSampleStore(database),
    tests: createTestStore(database, now),
    runPauses: createRunPauseStore(database, now),
    templates: createTemplateStore(database, templateFolder, now),
    connections,
    secondLooks: createSecondLookStore(database, now),
    signIns: createSignInStore(database, now),
    people: createPeopleStore(database, now),
    credentials: createCredentialStore(database, sealing, now),
    tokens: createTokenStore(database, now),
    groups: createGroupStore(database, now),
    projects: createProjectStore(database, now),
    hooks: createHookStore(database, sealing, now),
    schedules: createScheduleStore(database),
    missedTimes: createMissedTimeStore(database),
    runSecrets: createRunSecretStore(database, sealing),
    callbacks: createCallbackStore(database, now),
    bulkActions: createBulkStore(database, now),
    estate: createEstateStore(database),
    runListeners: createRunListenerStore(database),
    keys: createKeyStore(database, ring, masters, now),
    /** For what is sealed and kept elsewhere, for a short time. */
    sealing: {
      seal: (place: string, text: string) => sealing.seal(database.read, place, text),
      open: (place: string, sealed: Uint8Array) => sealing.open(database.read, place, sealed),
    },
    proof: ring.prove,
    inbox: createInboxStore(database, now),
    audit: createAuditStore(database, ring.auditKey, now),
    /** See StoreDatabase: for what another room has to find. */
    before: database.before,
    /** For the few who ask without a store of their own: what somebody may do. */
    read: database.read,
  };
}

export type Stores = Awaited<ReturnType<typeof openStores>>;

/** The project and its first connection. Of several processes that start on an empty database one does it. */
function firstTime(database: StoreDatabase, connections: ConnectionStore, at: number): Promise<void> {
  return database.transaction(async (tx) => {
    if (!(await tx.one('SELECT id FROM projects LIMIT 1')))
      await tx.change("INSERT INTO projects (id, name, created_at, key_check) VALUES (?, ?, ?, '')", DEFAULT_PROJECT, 'Default', at);
    // The very first line of the audit tells of this connection, and the audit is never without lines again.
    if (await tx.one('SELECT 1 FROM audit LIMIT 1')) return;
    const fields = { credential: 'practice' };
    await connections.createIn(tx, systemActor(), { kind: 'azure', name: 'Practice subscription', fields, isDefault: true });
  });
}
