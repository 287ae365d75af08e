// Text of /metrics. What happens is counted where it happens; how things stand (runs, queue, budgets) is asked when somebody looks.
// The library that tells of the process itself (memory, event loop) is loaded then, too.
import type { Route } from '../nodes/kit/wire/route.ts';
import type { Figures } from './operations/figures.ts';
import { counter, histogram, lines } from './operations/histogram.ts';
import type { AzureBudget } from './services/contract.ts';

export interface MetricSources {
  /** Open event streams. */
  readonly listeners: () => number;
  readonly startedAt: number;
  readonly figures: Pick<Figures, 'open' | 'queue'>;
  readonly budgets: () => readonly AzureBudget[];
  /** Lines that others have counted. */
  readonly others: readonly (() => string | Promise<string>)[];
}

const bounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5];
const statuses = ['queued', 'running', 'waiting', 'needs-attention', 'cancelling'];

export function createMetrics() {
  const requests = histogram('vaultflow_http_request_seconds', 'Time to answer', bounds);
  const webhooks = counter('vaultflow_webhook_calls_total', 'Calls of webhooks by what became of them');
  let print: Promise<() => Promise<string>> | undefined;

  return {
    observe({ method, path }: Route, status: number, ms: number): void {
      requests.observe({ method, route: path, status: String(status) }, ms / 1_000);
      if (path === '/hooks/:id') webhooks.add({ outcome: status < 400 ? 'accepted' : status === 429 ? 'too-many' : 'refused' });
    },

    async text(sources: MetricSources): Promise<string> {
      print ??= ofProcess();
      const [own, standing, ...others] = await Promise.all([
        (await print)(),
        howThingsStand(sources),
        ...sources.others.map((text) => text()),
      ]);
      return [own.trimEnd(), '\n', standing, ...others, webhooks.text(), requests.text()].join('');
    },
  };
}

async function ofProcess(): Promise<() => Promise<string>> {
  const { collectDefaultMetrics, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return () => registry.metrics();
}

/** A database that does not answer is told as such: the numbers of the process are wanted most when something is wrong. */
async function howThingsStand({ listeners, startedAt, figures, budgets }: MetricSources): Promise<string> {
  const now = Date.now();
  const found = await Promise.all([figures.open(), figures.queue(now)]).catch(() => null);
  const gauge = (name: string, help: string, value: number) => lines(name, 'gauge', help, [[{}, value]]);
  const parts = [
    gauge('vaultflow_up', '1: the database answers', found ? 1 : 0),
    gauge('vaultflow_event_streams', 'Open event streams', listeners()),
    gauge('vaultflow_uptime_seconds', 'Seconds since the start', (now - startedAt) / 1_000),
  ];
  if (found) {
    const [open, { due, oldest, asleep }] = found;
    parts.push(
      lines(
        'vaultflow_runs',
        'gauge',
        'Runs that have not ended, in the whole installation',
        statuses.map((status) => [{ status }, open[status] ?? 0]),
      ),
      gauge('vaultflow_queue_depth', 'Runs that could go on now and that nobody has taken up', due),
      gauge(
        'vaultflow_due_lag_seconds',
        'How long the oldest of them has been due',
        oldest === null ? 0 : Math.max(0, now - oldest) / 1_000,
      ),
      gauge('vaultflow_sleeping_runs', 'Runs that go on at a known time', asleep),
    );
  }
  const all = budgets();
  const labels = ({ connectionId, subscription, kind }: AzureBudget) => ({ connection: connectionId, subscription, kind });
  parts.push(
    lines(
      'vaultflow_azure_requests_total',
      'counter',
      'Answers of Azure to this process, by credential and subscription',
      all.map((budget) => [labels(budget), budget.requests]),
    ),
    lines(
      'vaultflow_azure_requests_left',
      'gauge',
      'Requests that Azure said are left',
      all.flatMap((budget) => (budget.left === null ? [] : [[labels(budget), budget.left] as const])),
    ),
    lines(
      'vaultflow_azure_blocked_seconds',
      'gauge',
      'For how long Azure wants no requests',
      all.map((budget) => [labels(budget), budget.blockedUntil === null ? 0 : (budget.blockedUntil - now) / 1_000]),
    ),
  );
  return parts.join('');
}
