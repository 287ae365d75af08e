// Sends every run that has ended to an OpenTelemetry collector, as a trace. It reads the journal behind a mark that is kept beside it: what ended
// while no process looked, or while the collector was away, is sent later. Of many processes one does it. Loaded only when an address
// is set; a collector that is down costs nothing but the traces waiting in the journal.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Flow } from '../nodes/kit/flow.ts';
import type { Run } from '../nodes/kit/records.ts';
import type { Journal } from './journal/contract.ts';
import { runSpan, stepSpan } from './tracing-spans.ts';

export interface TracingSettings {
  /** Of the collector: `http://collector:4318`. */
  readonly endpoint: string;
  /** Such as an API key. */
  readonly headers: { readonly [name: string]: string };
  readonly serviceName: string;
}

export interface TracingDeps extends TracingSettings {
  readonly journal: Pick<Journal, 'events' | 'run' | 'steps' | 'own' | 'memory' | 'setMemory'>;
  readonly projects: () => Promise<readonly string[]>;
  readonly flowOf: (projectId: string, flowId: string, version: number) => Promise<Flow>;
  readonly owner: string;
  readonly version: string;
  readonly everyMs?: number;
  readonly trouble: (error: unknown) => void;
}

const EVERY_MS = 2_000;
const LEASE_MS = 15_000;
const PAGE = 200;
/** Of one run; a loop over a million items would drown the collector. */
const MOST_SPANS = 2_000;
/** The marks stand where flows keep their values, under a name that no flow can have. */
const MARKS = 'tracing';

export function createTracing(deps: TracingDeps) {
  const { endpoint, headers, serviceName, journal, projects, flowOf, owner, version, everyMs = EVERY_MS, trouble } = deps;
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: 10_000,
  });
  const resource = resourceFromAttributes({ 'service.name': serviceName, 'service.version': version });
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  let stopped = false;
  let silent = false;

  const send = (spans: ReadableSpan[]): Promise<void> =>
    new Promise((resolve, reject) => {
      exporter.export(spans, ({ code, error }) => (code === 0 ? resolve() : reject(error ?? new Error('the collector refused the trace'))));
    });

  async function spansOf(run: Run, projectId: string): Promise<ReadableSpan[]> {
    const flow = await flowOf(projectId, run.flowId, run.version).catch(() => null);
    const spans = [runSpan(run, resource, version)];
    for (let cursor: string | null = null; spans.length < MOST_SPANS; ) {
      const page = await journal.steps(run.id, { limit: PAGE, ...(cursor === null ? {} : { cursor }) });
      for (const step of page.items) {
        const made = stepSpan(run, step, flow, resource, version);
        if (made) spans.push(made);
      }
      if (page.next === null) break;
      cursor = page.next;
    }
    return spans;
  }

  /** What a project's runs have ended since its mark. The mark moves when the collector has them. */
  async function sendOf(projectId: string): Promise<void> {
    const marks = await journal.memory(MARKS);
    const kept = marks[projectId]?.value;
    if (typeof kept !== 'number') {
      // What ended before anybody wanted traces is nobody's business.
      const { last } = await journal.events({ projectId, after: Number.MAX_SAFE_INTEGER, limit: 1 });
      await journal.setMemory(MARKS, projectId, last, Date.now());
      return;
    }
    for (let after = kept; !stopped; ) {
      const { events, reset, last } = await journal.events({ projectId, after, limit: PAGE });
      const newest = reset ? last : events.at(-1)?.seq;
      if (newest === undefined) return;
      const ended = new Map(
        events.flatMap(({ change }) => (change.type === 'run' && change.run.endedAt !== null ? [[change.run.id, change.run]] : [])),
      );
      for (const run of ended.values()) await send(await spansOf(run, projectId));
      await journal.setMemory(MARKS, projectId, newest, Date.now());
      after = newest;
    }
  }

  async function look(): Promise<void> {
    if ((await journal.own('tracing', owner, LEASE_MS, Date.now())) === null) return;
    for (const projectId of await projects()) await sendOf(projectId);
    silent = false;
  }

  function plan(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      working = look()
        .catch((error: unknown) => {
          // Once, not every two seconds.
          if (!silent) trouble(error);
          silent = true;
        })
        .then(plan);
    }, everyMs);
    timer.unref();
  }

  return {
    async start(): Promise<void> {
      // The marks are set before the first run ends.
      await look().catch(trouble);
      plan();
    },
    /** What has ended by now is still sent. */
    async stop(): Promise<void> {
      clearTimeout(timer);
      await working;
      clearTimeout(timer);
      // A collector that was away just now would only hold up the stop.
      if (!silent) await look().catch(() => undefined);
      stopped = true;
      await exporter.shutdown();
    },
  };
}
