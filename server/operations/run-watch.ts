// Hears what the journal has committed and makes numbers and log lines of it. It listens only while somebody wants either: the journal
// announces nothing to nobody, which is quicker. Of many processes each hears of the runs of all.
import type { Logger } from 'pino';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import type { Journal, JournalEvent } from '../journal/contract.ts';
import { counter, histogram } from './histogram.ts';

export interface RunWatchDeps {
  readonly journal: Pick<Journal, 'onCommit' | 'run'>;
  /** The flow of a version; versions never change. */
  readonly flowOf: (projectId: string, flowId: string, version: number) => Promise<Flow>;
  readonly log: Pick<Logger, 'info' | 'debug' | 'isLevelEnabled'>;
}

const settled = new Set<Step['status']>(['succeeded', 'failed', 'skipped', 'cancelled']);
const stepBounds = [0.005, 0.025, 0.1, 0.5, 1, 5, 30, 60, 300, 900, 3_600];
const runBounds = [0.05, 0.25, 1, 5, 30, 60, 300, 900, 3_600, 14_400, 86_400];
/** Runs and flows remembered; more than that are asked for again. */
const MOST = 5_000;

const secondsOf = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from)) / 1_000;

export function createRunWatch({ journal, flowOf, log }: RunWatchDeps) {
  const runs = counter('vaultflow_runs_ended_total', 'Runs that have ended, of all processes, since this one began to count');
  const runTimes = histogram('vaultflow_run_seconds', 'From the start of a run to its end, waits included', runBounds);
  const steps = counter('vaultflow_steps_total', 'Steps that have ended, of all processes; not each of large loops');
  const stepTimes = histogram('vaultflow_step_seconds', 'From the start of a step to its end, waits included', stepBounds);
  const versionOf = new Map<string, number>();
  const typesOf = new Map<string, ReadonlyMap<string, string>>();
  let hearing: Promise<void> = Promise.resolve();
  let stop: (() => void) | null = null;

  const remember = <K, V>(map: Map<K, V>, key: K, value: V): V => {
    if (map.size >= MOST) map.clear();
    map.set(key, value);
    return value;
  };

  /** Type of a step's node. `unknown`: the flow cannot be read any more. */
  async function typeOf({ runId, flowId, projectId }: JournalEvent, nodeId: string): Promise<string> {
    const version = versionOf.get(runId) ?? (await journal.run(runId))?.version;
    if (version === undefined) return 'unknown';
    const key = `${flowId} ${version}`;
    const known = typesOf.get(key);
    if (known) return known.get(nodeId) ?? 'unknown';
    const flow = await flowOf(projectId, flowId, version).catch(() => null);
    if (!flow) return 'unknown';
    return remember(typesOf, key, new Map(flow.nodes.map(({ id, type }) => [id, type]))).get(nodeId) ?? 'unknown';
  }

  function hearRun({ runId, flowId }: JournalEvent, run: Run, known: boolean): void {
    if (!hasEnded(run.status)) {
      if (!known) log.info({ runId, flowId, run: run.number, trigger: run.trigger.type, world: run.world }, 'run under way');
      return;
    }
    versionOf.delete(runId);
    const seconds = secondsOf(run.startedAt, run.endedAt);
    const labels = { status: run.status, world: run.world };
    runs.add(labels);
    if (seconds !== null) runTimes.observe(labels, seconds);
    const { number, status, failedStep, error } = run;
    log.info(
      { runId, flowId, run: number, status, seconds, ...(failedStep === null ? {} : { failedStep, code: error?.code }) },
      'run ended',
    );
  }

  async function hearStep(event: JournalEvent, step: Step): Promise<void> {
    if (!settled.has(step.status)) return;
    const { runId, flowId } = event;
    const { key, nodeId, status, attempt, error } = step;
    const type = await typeOf(event, nodeId);
    const seconds = secondsOf(step.startedAt, step.endedAt);
    steps.add({ type, status });
    if (seconds !== null && status !== 'skipped') stepTimes.observe({ type, status }, seconds);
    const line = { runId, flowId, stepKey: key, type, status, attempt, seconds };
    if (error) log.info({ ...line, code: error.code, requestId: error.requestId }, 'step ended without success');
    else log.debug(line, 'step ended');
  }

  async function hear(events: readonly JournalEvent[]): Promise<void> {
    const known = new Set(events.flatMap(({ runId }) => (versionOf.has(runId) ? [runId] : [])));
    for (const { runId, change } of events) if (change.type === 'run') remember(versionOf, runId, change.run.version);
    // A short run begins and ends in one commit: its steps are counted before it is forgotten.
    for (const event of events) if (event.change.type === 'step') await hearStep(event, event.change.step);
    for (const event of events) if (event.change.type === 'run') hearRun(event, event.change.run, known.has(event.runId));
  }

  return {
    /** From now on; asking again changes nothing. */
    start(): void {
      stop ??= journal.onCommit((events) => {
        hearing = hearing.then(() => hear(events)).catch(() => undefined);
      });
    },
    stop(): void {
      stop?.();
      stop = null;
    },
    /** Everything heard so far is counted. */
    quiet: (): Promise<void> => hearing,
    text: (): string => runs.text() + runTimes.text() + steps.text() + stepTimes.text(),
  };
}
