// The runs that this process advances right now. Starts them (in the same commit that accepts them, where nothing speaks
// against it), takes them from the dispatcher, passes on what comes for them, and lets go of them when they park or end.
import { FailureError } from '../../nodes/kit/errors.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Pauses } from '../../nodes/kit/pauses.ts';
import type { Run } from '../../nodes/kit/records.ts';
import { type Created, Fenced, type Loaded, type NewRun } from '../journal/contract.ts';
import { newRunOf } from './accept.ts';
import { isPromise } from './call.ts';
import { type CompiledFlow, compileFlow } from './compile.ts';
import { cancelRun } from './ending.ts';
import type { EngineDeps, EngineLimits, StartRequest, StepProgress } from './engine.ts';
import { freshSession, loadSession } from './open-session.ts';
import { isTrial, type Origin, originOf } from './origin.ts';
import { flush, ignoreLost, Lost, lose } from './recorder.ts';
import { refresh } from './refresh.ts';
import type { Host, Session } from './session.ts';
import { takeOver } from './take-over.ts';
import { courtroom, suspects, type Trial } from './trial.ts';
import { waitersOf } from './waiters.ts';

const compiledFlows = 200;

export function liveRuns(deps: EngineDeps, limits: EngineLimits) {
  const { journal, dispatcher, owner } = deps;
  const now = () => deps.clock?.now() ?? Date.now();
  let live = new Map<string, { readonly session: Session; readonly closed: Promise<void>; readonly close: () => void }>();
  const claiming = new Map<string, Promise<unknown>>();
  const flows = new Map<string, CompiledFlow>();
  const listeners = new Set<(progress: StepProgress) => void>();
  const waiters = waitersOf(journal, deps.held ? (runId) => live.has(runId) : null);
  const court = courtroom(limits.aloneMs);
  let stopping = false;

  const progress = (told: StepProgress) => {
    for (const listener of listeners) listener(told);
  };

  let turnEnd: number | null = null;
  const host: Host = {
    turnEnds(at) {
      if (turnEnd === null) {
        turnEnd = at + limits.turnMs;
        setImmediate(() => {
          turnEnd = null;
        });
      }
      return turnEnd;
    },
    journal,
    limits,
    now,
    capabilities: deps.capabilities,
    progress,
    told: waiters.told,
    woken,
    flowOf,
    claim: (runId) => journal.claim(runId, owner),
    stopping: () => stopping,
    cancelRun: cancel,
    closed(session, { at, lost }) {
      session.state = 'closed';
      session.trial?.leave();
      if (session.timer) clearTimeout(session.timer);
      const entry = live.get(session.run.id);
      // A younger claim of this process goes on with the run.
      if (entry && entry.session !== session) return;
      live.delete(session.run.id);
      // Not the emptied one, whose store would keep ended runs reachable for the collector's young generation.
      if (live.size === 0) live = new Map();
      entry?.close();
      if (stopping) return;
      if (at !== null) dispatcher.wake(session.run.id, { at });
      if (lost === undefined || lost === null || lost instanceof Fenced || lost instanceof Lost) return;
      later(session.run.id, lost);
    },
  };

  function begin(session: Session): Promise<void> {
    // Two claims of one run may have crossed: the younger one counts. And what was lost while it was loaded does not begin.
    const other = live.get(session.run.id)?.session;
    if (session.state === 'closed' || (other && other.epoch > session.epoch)) return Promise.resolve();
    if (other) lose(other, new Lost());
    let close: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    live.set(session.run.id, { session, closed, close });
    session.pumping = false;
    session.go();
    return closed;
  }

  function compiled(flowId: string, version: number, document: Flow): CompiledFlow {
    const key = `${flowId}@${version}`;
    const known = flows.get(key);
    if (known) return known;
    const flow = compileFlow(document, deps.nodeType);
    flows.set(key, flow);
    for (const oldest of flows.keys()) if (flows.size > compiledFlows) flows.delete(oldest);
    return flow;
  }

  async function flowOf(flowId: string, version: number): Promise<CompiledFlow> {
    return flows.get(`${flowId}@${version}`) ?? compiled(flowId, version, await deps.loadFlow(flowId, version));
  }

  async function start(request: StartRequest): Promise<Created> {
    compiled(request.flow.id, request.flow.version, request.flow.document);
    return accept(await newRunOf(request, journal, now(), limits), request.flow.document, request.id === undefined);
  }

  async function accept(run: NewRun, document?: Flow, fresh = false): Promise<Created> {
    const flow = document ? compiled(run.flowId, run.version, document) : await flowOf(run.flowId, run.version);
    const here = live.size < limits.runs && !stopping;
    const plain = originOf(run).kind === 'event';
    const memory = here && flow.readsMemory ? valuesOf(await journal.memory(run.flowId)) : {};
    const common = { flow, projectId: run.projectId, depth: run.parent?.depth ?? 0, epoch: 1, memory, startedAt: run.at };
    if (here && plain && fresh && !run.dedup && !run.concurrency && !run.parent && !flow.readsRunNumber) {
      // Nobody else can know this run and nothing can keep it from starting: its first records join the commit that accepts it.
      const accepted = journal.createRun(run, { owner });
      const session = freshSession(host, { ...common, run: unnumbered(run) });
      begin(session);
      const created = await accepted.catch((error: unknown) => {
        lose(session, new Lost());
        return notAccepted(run.id, error);
      });
      session.run = created.run;
      return created;
    }
    const created = await journal
      .createRun(run, here && plain ? { owner } : undefined)
      .catch((error: unknown) => notAccepted(run.id, error));
    woken(created.cancelled, 'other');
    if (!created.created || created.start !== 'go') return created;
    if (here && plain) begin(freshSession(host, { ...common, run: created.run }));
    else dispatcher.wake(run.id, { ...(run.priority === undefined ? {} : { priority: run.priority }) });
    return created;
  }

  /** When nobody knows whether it was accepted, it goes on if it was: nobody else would ask for a run that is held here. */
  function notAccepted(runId: string, error: unknown): never {
    if (!(error instanceof FailureError) && !stopping) dispatcher.wake(runId, { at: now() + limits.troubleMs });
    throw error;
  }

  /** Something has come for these runs. */
  function woken(runIds: readonly string[], cancelled?: 'other'): void {
    for (const runId of runIds) {
      const session = live.get(runId)?.session;
      if (session?.state !== 'live') {
        // It may be held by another process, which does not look for it by itself.
        if (cancelled) dispatcher.cancel(runId);
        dispatcher.wake(runId);
      } else if (cancelled) cancelRun(session, cancelled);
      else refresh(session).catch(ignoreLost);
    }
  }

  async function advance(runId: string): Promise<void> {
    const here = live.get(runId);
    if (here?.session.state === 'live') return refresh(here.session);
    if (here) await here.closed;
    const asked = claiming.get(runId);
    if (asked) {
      // Asked twice at once: there is one claim, and what came meanwhile is looked for once it is there.
      await asked;
      return advance(runId);
    }
    if (stopping || live.has(runId)) return;
    const claim = takeUp(runId);
    claiming.set(runId, claim);
    const begun = await claim.finally(() => claiming.delete(runId));
    await begun?.ended;
  }

  /** Claims and loads a run; it has begun when this resolves. Null: somebody else holds it, or it cannot go on now. */
  async function takeUp(runId: string): Promise<{ readonly ended: Promise<void> } | null> {
    let loaded: Loaded | null;
    let trial: Trial | null = null;
    try {
      loaded = await journal.claim(runId, owner);
      if (loaded && loaded.deaths.size > 0) {
        const keys = suspects(loaded, await flowOf(loaded.run.flowId, loaded.run.version), limits.deaths);
        if (keys.length > 0) {
          trial = await court.enter(keys);
          // What has come for it meanwhile is found by another claim.
          if (!stopping) await journal.write(runId, loaded.epoch, [{ kind: 'trial' }]);
          loaded = stopping ? null : await journal.claim(runId, owner);
        }
      }
    } catch (error) {
      trial?.leave();
      // It may be held by us already, and then nobody else asks for it.
      return later(runId, error);
    }
    if (!loaded) {
      trial?.leave();
      return null;
    }
    const loading = load(loaded);
    const session = isPromise(loading) ? await loading : loading;
    if (session) session.trial = trial;
    else trial?.leave();
    return session && { ended: begin(session) };
  }

  /** Another process says that something has come for a run; null: what was said may have been missed. */
  function nudge(runId: string | null): void {
    for (const id of runId === null ? [...live.keys()] : [runId]) {
      const here = live.get(id);
      // One whose acceptance is not answered yet is known to nobody else.
      if (!here || here.session.run.number === 0) continue;
      if (here.session.state === 'live') refresh(here.session).catch(ignoreLost);
      else void here.closed.then(() => dispatcher.wake(id));
    }
  }

  function abort(runId: string): void {
    const session = live.get(runId)?.session;
    if (session) void (stopping ? lose(session, new Lost()) : refresh(session).catch(ignoreLost));
  }

  /** No run can show this failure; it is tried again. */
  function later(runId: string, error: unknown): null {
    deps.onTrouble?.(runId, error);
    if (!stopping) dispatcher.wake(runId, { at: now() + limits.troubleMs });
    return null;
  }

  /** Nearly always at once: ten thousand that wake together are not to wait for each other's promises. */
  function load(loaded: Loaded): Session | null | Promise<Session | null> {
    const unable = (error: unknown) => later(loaded.run.id, error);
    try {
      const { flowId, version } = loaded.run;
      const flow = flows.get(`${flowId}@${version}`);
      const origin = originOf(loaded.run);
      const loading = flow && origin.kind === 'event' ? loadSession(host, flow, loaded) : prepareAndLoad(loaded, origin);
      return isPromise(loading) ? loading.catch(unable) : loading;
    } catch (error) {
      return unable(error);
    }
  }

  async function prepareAndLoad(loaded: Loaded, origin: Origin): Promise<Session> {
    const flow = await flowOf(loaded.run.flowId, loaded.run.version);
    const first = loaded.steps.size === 0 && loaded.starts.size === 0 && loaded.cursors.size === 0 && loaded.waits.size === 0;
    const pauses = isTrial(origin) && origin.pauseBefore ? await pausesOf(loaded.run.id, origin.pauseBefore) : null;
    if (!first || origin.kind === 'event') return loadSession(host, flow, loaded, pauses);
    await takeOver(host, flow, loaded, origin);
    return loadSession(host, flow, (await host.claim(loaded.run.id)) ?? loaded, pauses);
  }

  const pausesOf = async (runId: string, before: readonly string[]): Promise<Pauses> =>
    (await deps.pausesOf?.(runId)) ?? { before, stepping: false };

  async function cancel(runId: string, reason: NonNullable<Loaded['cancel']>['reason']): Promise<boolean> {
    const taken = await journal.cancel(runId, reason, now());
    if (!taken) return false;
    const session = live.get(runId)?.session;
    if (session?.state === 'live') cancelRun(session, reason);
    else {
      dispatcher.cancel(runId);
      dispatcher.wake(runId);
    }
    return true;
  }

  async function stop(graceMs: number): Promise<void> {
    stopping = true;
    // From here on nothing is taken from the queue: what stands there is for others, or for after the next start.
    const dispatched = dispatcher.stop({ graceMs: graceMs + 1_000 });
    for (const { session } of live.values()) session.go();
    const grace = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
    await Promise.race([Promise.all([...live.values()].map(({ closed }) => closed)), grace]);
    for (const { session } of live.values()) {
      await flush(session).catch(ignoreLost);
      lose(session, new Lost());
    }
    await dispatched;
  }

  const onProgress = (listener: (progress: StepProgress) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const isHere = (runId: string): boolean => live.has(runId) || claiming.has(runId);

  return { start, accept, flowOf, advance, isHere, nudge, abort, cancel, stop, woken, waiters, onProgress, progress, limits, now };
}

const valuesOf = (memory: Awaited<ReturnType<EngineDeps['journal']['memory']>>) =>
  Object.fromEntries(Object.entries(memory).map(([name, { value }]) => [name, value]));

/** The run as it is until the journal has given it its number. */
const unnumbered = (run: NewRun): Run => ({
  id: run.id,
  number: 0,
  flowId: run.flowId,
  flowName: run.flowName,
  version: run.version,
  published: run.published,
  status: 'running',
  failures: 0,
  world: run.world,
  trigger: run.trigger,
  actor: run.actor,
  inputs: run.inputs as Run['inputs'],
  createdAt: new Date(run.at).toISOString(),
  startedAt: new Date(run.at).toISOString(),
  endedAt: null,
  message: null,
  error: null,
  failedStep: null,
  retryOf: null,
  parent: null,
});
