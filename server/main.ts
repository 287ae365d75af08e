// The composition root: makes every part of the machine and wires them together. The only file that knows them all; it decides
// nothing that a part could decide.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { destination, pino } from 'pino';
import { nodeTypes as shippedNodeTypes } from '../nodes/index.ts';
import { azureNeeds } from '../nodes/needs.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { createApp } from './app.ts';
import { createBackups } from './backup/backups.ts';
import { createDoors } from './doors.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { createCollector } from './estate/collector.ts';
import { createEstateMetrics } from './estate/metrics.ts';
import { bothRoles } from './fleet.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createEstateView } from './http/estate.ts';
import { createEventStream } from './http/event-stream.ts';
import { createHome } from './http/home.ts';
import { createLiveProgress } from './live-progress.ts';
import { createMetrics } from './metrics.ts';
import { createNodeTypes } from './node-types.ts';
import { timedJournal } from './operations/commit-time.ts';
import { createFigures } from './operations/figures.ts';
import { createOverview } from './operations/overview.ts';
import { createReadiness } from './operations/readiness.ts';
import { createRunWatch } from './operations/run-watch.ts';
import { systemActor } from './security/actor.ts';
import { createAnchors } from './security/anchors.ts';
import { createAuditTally } from './security/audit-tally.ts';
import { demandSafe } from './security/binding.ts';
import { createFourEyes } from './security/four-eyes.ts';
import { createIdentity } from './security/identity.ts';
import { createKeyRotation } from './security/key-rotation.ts';
import { createOriginGuard } from './security/origin.ts';
import { boundPatterns } from './security/patterns.ts';
import { createProvider } from './security/provider.ts';
import { createRateLimit } from './security/rate-limit.ts';
import { createSignIn, type SignIn } from './security/sign-in.ts';
import { createServices } from './services/services.ts';
import type { Settings } from './settings.ts';
import { openStorage } from './storage.ts';
import { unguessable } from './store/ids.ts';
import { opened } from './store/opened.ts';
import { openStores, type Stores } from './store/stores.ts';
import { createAccept } from './triggers/accept.ts';
import { createBulk } from './triggers/bulk.ts';
import { createCallbacks } from './triggers/callbacks.ts';
import { createChildRuns } from './triggers/child-runs.ts';
import { type Clock, systemClock } from './triggers/clock.ts';
import { createFirstTriggers } from './triggers/first-triggers.ts';
import { createForms } from './triggers/forms.ts';
import { createIncomingEvents } from './triggers/incoming-events.ts';
import { createKeeper } from './triggers/keeper.ts';
import { createPressure, underPressure } from './triggers/pressure.ts';
import { createRetry } from './triggers/retry.ts';
import { createRunEnded } from './triggers/run-ended.ts';
import { createSchedules } from './triggers/schedules.ts';
import { createTriggers } from './triggers/triggers.ts';
import { createWebhooks } from './triggers/webhooks.ts';
import { root, version } from './version.ts';

export const editorFolder = join(root, 'dist');
export { shippedNodeTypes };

const GRACE_MS = 25_000;
const RUNS_AT_ONCE = 200;
const HOUSEKEEPING_MS = 50 * 60_000;
const KEY_ROTATION_MS = 60_000;
/** With the time between two signs of life well below the time after which others take over, see storage.ts. */
const FENCE_MS = 3_000;
/** Simulated seconds per second: a backup of twenty minutes is watched in ten seconds. */
const PRACTICE_SPEED = 120;

export interface Running {
  readonly origin: string;
  /** Signs a browser in, once. */
  readonly link: string;
  readonly server: Server;
  /** Bearer token for the command line on this machine; ends with the process. */
  readonly localToken: string;
  stop(): Promise<void>;
}

export interface Options {
  /** Check every answer against its schema: in tests. */
  readonly checkAnswers?: boolean;
  readonly editorFolder?: string;
  /** How often an open stream of events is asked whether it may stay open: in tests. */
  readonly heartbeatMs?: number;
  /** Time as triggers see it: in tests. */
  readonly clock?: Clock;
}

export async function startServer(settings: Settings, options: Options = {}): Promise<Running> {
  const startedAt = Date.now();
  boundPatterns();
  const lines = destination({ fd: 2, sync: true });
  // A log that cannot be written (a full disk, a reader that went away) is no reason to stop.
  lines.on('error', () => undefined);
  const log = pino({ level: settings.logLevel, base: null }, lines);
  mkdirSync(settings.dataFolder, { recursive: true, mode: 0o700 });
  const owner = `${process.pid}-${unguessable().slice(0, 8)}`;
  const roles = settings.fleet?.roles ?? bothRoles;
  const storage = await openStorage(settings, owner, (error, runId) =>
    log.error({ err: error, ...(runId === null ? {} : { runId }) }, 'dispatch could not go on'),
  );
  const { shared } = storage;
  const { journal, text: commitTimes } = timedJournal(storage.journal);
  const stores = await openStores({ database: storage.store, key: storage.masters, templateFolder: join(root, 'templates') }).catch(
    async (error: unknown) => {
      await storage.close();
      throw error;
    },
  );
  const nodeTypes = createNodeTypes(shippedNodeTypes);
  const practice = practiceAzure(join(settings.dataFolder, 'practice.sqlite'));
  const clock = options.clock ?? systemClock;
  const now = clock.now;

  const tally = createAuditTally({
    write: stores.audit.record,
    now,
    trouble: (error) => log.warn({ err: error }, 'the audit could not be written'),
  });
  const figures = createFigures(storage.store.read, shared !== null);
  const pressure = createPressure({ due: async () => (await figures.queue(now())).due, most: settings.mostWaiting, now });
  const accept = underPressure(createAccept({ stores, nodeTypes, engine: () => engine, journal, noted: tally.note, now }), pressure);
  const retry = createRetry({ stores, accept, engine: () => engine, now });
  const bulk = createBulk({
    stores,
    journal,
    engine: () => engine,
    retry,
    now,
    trouble: (error) => log.error({ err: error }, 'bulk action'),
  });
  const childRuns = createChildRuns({ stores, accept: () => accept, journal });
  const callbacks = createCallbacks({
    stores,
    journal,
    engine: () => engine,
    publicUrl: () => origin || `http://127.0.0.1:${settings.port}`,
    now,
  });
  const anchors = createAnchors({
    file: join(settings.dataFolder, 'audit-anchors.jsonl'),
    now: stores.audit.anchor,
    trouble: (error) => log.warn({ err: error }, 'the audit could not be anchored'),
  });
  const fourEyes = createFourEyes({
    stores,
    journal,
    engine: () => engine,
    trouble: (error) => log.warn({ err: error }, 'answers of second persons could not be told again'),
  });
  const services = createServices({
    async bound({ slot, kind, projectId, ...run }) {
      const house = systemActor(projectId);
      const connection = await stores.bindings.connectionFor(house, run, { name: slot, kind });
      return connection && opened(stores, house, connection.id);
    },
    async open(id) {
      const projectId = await stores.connections.projectOf(id);
      return projectId === null ? null : opened(stores, systemActor(projectId), id);
    },
    flows: (step) => childRuns.of(step),
    callbacks,
    secrets: {
      value: ({ projectId, runId }, ref) => stores.runSecrets.open(systemActor(projectId), runId, { $secret: ref }),
      grant: ({ projectId, runId }, ref) => stores.runSecrets.grant(systemActor(projectId), runId, { $secret: ref }),
    },
    secondLook: (step) => fourEyes.lookOf(step),
    inbox: stores.inbox,
    journal,
    engine: () => engine,
    practice: practice.open,
    owner,
    egressAllow: settings.egressAllow,
    needs: azureNeeds,
    log: (level, message) => log[level](message),
  });
  const engine: Engine = createEngine({
    journal,
    dispatcher: storage.dispatcher,
    owner,
    ...(shared && { held: shared.held }),
    nodeType: nodeTypes.find,
    pausesOf: stores.runPauses.get,
    loadFlow: async (flowId, number) =>
      stores.versions.flowOf(systemActor((await stores.flows.projectOf(flowId)) ?? undefined), flowId, number),
    capabilities: services.capabilities,
    limits: { runs: roles.worker ? RUNS_AT_ONCE : 0, ...(shared && { fenceMs: FENCE_MS }) },
    onTrouble: (runId, error) => log.error({ err: error, runId }, 'the run could not go on'),
  });

  const collector = createCollector({
    stores,
    journal,
    services: () => services,
    practiceNow: async () => (await practice.open()).clock().now,
    owner,
    trouble: (error, connectionId) => log.warn({ err: error, connectionId }, 'the estate could not be looked at'),
  });
  const estate = createEstateView({ stores, collector });
  const schedules = createSchedules({
    stores,
    accept,
    clock,
    trouble: (flowId, message) => log.warn({ flowId }, `a schedule started nothing: ${message}`),
  });
  const housekeeping = createHousekeeping({
    journal,
    stores,
    clock,
    keepDays: settings.keepDays,
    // One of many processes is enough.
    ...(shared && { mayWork: async () => (await journal.own('housekeeping', owner, HOUSEKEEPING_MS, Date.now())) !== null }),
    trouble: (error) => log.warn({ err: error }, 'old records could not be deleted'),
  });
  const keyRotation = createKeyRotation({
    keys: stores.keys,
    shared: shared && {
      owner,
      mayWork: async () => (await journal.own('key-rotation', owner, KEY_ROTATION_MS, Date.now())) !== null,
    },
    trouble: (error) => log.warn({ err: error }, 'the change of the key waits'),
  });
  let origin = settings.publicUrl?.origin ?? '';
  const runEnded = createRunEnded({
    stores,
    journal,
    accept,
    clock,
    publicUrl: () => origin,
    trouble: (flowId, message) => log.warn({ flowId }, message),
  });
  const keeper =
    shared &&
    createKeeper({
      journal,
      owner,
      schedules,
      runEnded,
      changes: stores.flows.triggerChanges,
      trouble: (error) => log.warn({ err: error }, 'the time of the schedules could not be kept'),
    });
  const triggers = createTriggers({
    stores,
    nodeTypes,
    schedules: keeper ?? schedules,
    runEnded: keeper ?? runEnded,
    now,
    publicUrl: () => origin,
    trouble: (flowId, message) => log.error({ flowId }, `the triggers of a flow cannot listen: ${message}`),
  });
  const progress = createLiveProgress(engine, shared?.news ?? null);
  const events = createEventStream({
    journal,
    engine: progress,
    stores,
    nodeTypes,
    ...(options.heartbeatMs && { heartbeatMs: options.heartbeatMs }),
  });
  const metrics = createMetrics();
  const estateMetrics = createEstateMetrics(stores.estate);
  const runWatch = createRunWatch({
    journal,
    flowOf: (projectId, flowId, number) => stores.versions.flowOf(systemActor(projectId), flowId, number),
    log,
  });
  if (log.isLevelEnabled('info')) runWatch.start();
  const readiness = createReadiness({ figures, journal, started: () => started });
  const backups =
    storage.file &&
    createBackups({
      ...settings.backup,
      ...storage.file,
      clock,
      trouble: (error) => log.error({ err: error }, 'the database could not be backed up'),
    });
  const tracing =
    settings.tracing &&
    (await import('./tracing.ts')).createTracing({
      ...settings.tracing,
      journal,
      projects: stores.runListeners.projects,
      flowOf: (projectId, flowId, number) => stores.versions.flowOf(systemActor(projectId), flowId, number),
      owner,
      version,
      trouble: (error) => log.warn({ err: error }, 'traces could not be sent; they are tried again'),
    });
  const localToken = unguessable();
  const identity = createIdentity({
    stores,
    tokens: [
      { token: localToken, name: 'command line' },
      ...(settings.token === null ? [] : [{ token: settings.token, name: 'VAULTFLOW_TOKEN' }]),
    ],
    // Of one machine each port has its own; of many all have the same.
    cookieName: settings.fleet ? 'vf' : `vf_${settings.port}`,
    secureCookie: settings.binding.tls !== null || settings.publicUrl?.protocol === 'https:',
  });
  const signIn = createSignIn({ stores, now, noted: tally.note });
  const provider =
    settings.provider &&
    createProvider({
      settings: settings.provider,
      sealing: stores.sealing,
      callback: () => `${origin}/api/session/provider/callback`,
      now,
      fetch,
    });
  let stopping = false;
  let started = false;
  const app = createApp({
    version,
    stores,
    journal,
    engine,
    services,
    nodeTypes,
    accept,
    triggers,
    firstTriggers: createFirstTriggers({ stores, nodeTypes }),
    webhooks: createWebhooks({ stores, accept, noted: tally.note, now }),
    callbacks,
    forms: createForms({ stores, accept, now }),
    incomingEvents: createIncomingEvents({ stores, accept, now }),
    childRuns,
    retry,
    bulk,
    events,
    home: createHome({ stores, journal, triggers, estate, now }),
    estate,
    playground: (clock) => practiceAzure(':memory:', clock),
    practice: practice.open,
    identity,
    signIn,
    fourEyes,
    anchors,
    keyRotation,
    provider,
    behindProxy: settings.binding.behindProxy,
    origin: createOriginGuard(settings.publicUrl ? [settings.publicUrl.hostname] : []),
    limits: {
      signIn: createRateLimit({ perMinute: 20, burst: 20 }),
      strangers: createRateLimit({ perMinute: 60, burst: 60 }),
      hooks: createRateLimit({ perMinute: 60_000, burst: 2_000 }),
      forms: createRateLimit({ perMinute: 30, burst: 30 }),
    },
    publicUrl: () => origin,
    readiness,
    operations: createOverview({
      figures,
      journal,
      stores,
      readiness,
      budgets: services.budgets,
      owner,
      keepDays: settings.keepDays,
      backup: () => backups?.state() ?? null,
      fileSize: storage.file?.bytes ?? null,
    }),
    backups,
    metrics() {
      // Counts from the first question on: nobody pays for numbers that nobody wants.
      runWatch.start();
      return metrics.text({
        listeners: events.count,
        startedAt,
        figures,
        budgets: services.budgets,
        others: [commitTimes, runWatch.text, estateMetrics],
      });
    },
    observe: metrics.observe,
    editorFolder: options.editorFolder ?? editorFolder,
    log,
    stopping: () => stopping,
    checkAnswers: options.checkAnswers ?? false,
  });

  const doors = createDoors(settings, app, roles.web, log);
  const note = join(settings.dataFolder, 'server.json');

  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    rmSync(note, { force: true });
    const closed = doors.close();
    events.close();
    progress.stop();
    await keeper?.stop();
    await schedules.stop();
    await runEnded.stop();
    await housekeeping.stop();
    await keyRotation.stop();
    await fourEyes.stop();
    await backups?.stop();
    // First the steps: calls that are under way still need their connections to be answered.
    await bulk.stop();
    await engine.stop(GRACE_MS);
    await collector.stop();
    await services.stop();
    doors.clear();
    await closed;
    runWatch.stop();
    await tracing?.stop();
    await tally.stop();
    await anchors.stop();
    await storage.close();
    await practice.close();
  }

  try {
    await firstAccount(settings, signIn, stores);
    demandSafe(settings.binding, settings.provider?.adminGroup != null || (await stores.people.hasAdmin()));
    await engine.boot();
    await keyRotation.start();
    if (roles.worker) services.start();
    if (roles.worker) collector.start();
    await fourEyes.start();
    await anchors.start();
    tally.start();
    const { local, own } = await doors.open();
    if (origin === '') origin = own;
    await triggers.boot();
    await bulk.boot();
    await keeper?.start();
    await shared?.hearOfDrafts(({ projectId, flowId, etag }) => events.flowChanged(projectId, flowId, etag));
    housekeeping.start();
    backups?.start();
    started = true;
    await tracing?.start();
    rmSync(note, { force: true });
    writeFileSync(note, `${JSON.stringify({ url: local, token: localToken, pid: process.pid })}\n`, { mode: 0o600 });
    // Where people have accounts nobody is let in by what stands in a log: `vaultflow link` is the way back for who holds the machine.
    const link = (await stores.people.any()) ? origin : `${origin}/#token=${await identity.newLinkToken()}`;
    return { origin: local, link, server: doors.server, localToken, stop };
  } catch (error) {
    // Whoever cannot be reached must not work on behind everybody's back.
    await stop();
    throw error;
  }
}

/** The simulator, in this process, loaded when something first calls the practice subscription. */
export function practiceAzure(file: string, now?: () => number) {
  let made: Promise<Simulator> | undefined;
  return {
    open(): Promise<Simulator> {
      made ??= import('../simulator/simulator.ts').then(({ createSimulator }) =>
        createSimulator({ file, timeScale: PRACTICE_SPEED, ...(now ? { now } : {}) }),
      );
      // What could not be opened once (a full disk) is tried again by whoever asks next.
      made.catch(() => {
        made = undefined;
      });
      return made;
    },
    async close(): Promise<void> {
      const simulator = await made?.catch(() => undefined);
      simulator?.close();
    },
  };
}

/** For machines that nobody sits at: an account from the settings, where there is none yet. */
async function firstAccount({ firstAdmin, provider }: Settings, signIn: SignIn, stores: Stores): Promise<void> {
  if (provider?.adminGroup) await stores.groups.ensureAdmin(systemActor(), provider.adminGroup);
  if (!firstAdmin || (await stores.people.any())) return;
  await signIn.first(systemActor(), { ...firstAdmin, name: firstAdmin.login }).catch(async (error: unknown) => {
    // Of several machines that start for the first time at once, another one was quicker.
    if (!(await stores.people.any())) throw error;
  });
}
