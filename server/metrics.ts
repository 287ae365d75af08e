// Numbers for Prometheus. Counting is a plain addition; the library that prints is loaded when somebody first asks.
import type { Route } from '../nodes/kit/wire/route.ts';

export interface MetricSources {
  /** Open event streams. */
  readonly listeners: () => number;
  readonly startedAt: number;
}

const bounds = [1, 5, 25, 100, 500, 2_500];

interface Count {
  requests: number;
  seconds: number;
  readonly buckets: number[];
}

export function createMetrics() {
  const counts = new Map<string, Count>();
  let print: ((sources: MetricSources) => Promise<string>) | undefined;

  return {
    observe(route: Route, status: number, ms: number): void {
      const key = `${route.method} ${route.path} ${status}`;
      let count = counts.get(key);
      if (!count) {
        count = { requests: 0, seconds: 0, buckets: bounds.map(() => 0) };
        counts.set(key, count);
      }
      count.requests++;
      count.seconds += ms / 1_000;
      for (const [i, bound] of bounds.entries()) if (ms <= bound) count.buckets[i] = (count.buckets[i] ?? 0) + 1;
    },

    async text(sources: MetricSources): Promise<string> {
      print ??= await printer(counts);
      return print(sources);
    },
  };
}

async function printer(counts: ReadonlyMap<string, Count>) {
  const { collectDefaultMetrics, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const listeners = new Gauge({ name: 'vaultflow_event_streams', help: 'Open event streams', registers: [registry] });
  const uptime = new Gauge({ name: 'vaultflow_uptime_seconds', help: 'Seconds since the start', registers: [registry] });
  return async (sources: MetricSources): Promise<string> => {
    listeners.set(sources.listeners());
    uptime.set((Date.now() - sources.startedAt) / 1_000);
    return `${await registry.metrics()}${requestLines(counts)}`;
  };
}

/** Histograms that were counted before the library was there, in its own text format. */
function requestLines(counts: ReadonlyMap<string, Count>): string {
  const name = 'vaultflow_http_request_seconds';
  const lines = [`# HELP ${name} Time to answer`, `# TYPE ${name} histogram`];
  for (const [key, count] of counts) {
    const [method, path, status] = key.split(' ');
    const labels = `method="${method}",route="${path}",status="${status}"`;
    for (const [i, bound] of bounds.entries()) lines.push(`${name}_bucket{${labels},le="${bound / 1_000}"} ${count.buckets[i]}`);
    lines.push(`${name}_bucket{${labels},le="+Inf"} ${count.requests}`);
    lines.push(`${name}_sum{${labels}} ${count.seconds}`, `${name}_count{${labels}} ${count.requests}`);
  }
  return `\n${lines.join('\n')}\n`;
}
