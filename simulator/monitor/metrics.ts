// Azure Monitor metrics: of a vault the health events of its jobs, counted from the jobs themselves; of a virtual machine a
// processor curve that is made up, the same for the same minute. Other resources have none here.
import { statusOf } from '../backup/job-model.ts';
import { findGroup } from '../backup/lookups.ts';
import { resourceKey } from '../state/keys.ts';
import type { Json } from '../state/model.ts';
import { type Answer, notFound, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';

type Point = { readonly [aggregation: string]: number };

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly primary: string;
  readonly description: string;
  /** Null: no value in this stretch. */
  at(from: number, to: number): Point | null;
}

const jobEvents =
  (call: Call, vault: string, operation: string) =>
  (from: number, to: number): Point => {
    const jobs = call.store.list('job', vault).map(({ doc }) => doc);
    const count = jobs.filter(
      (job) =>
        job.operation.startsWith(operation) && job.endAt >= from && job.endAt < to && /^(Completed|Failed)/.test(statusOf(job, call.at)),
    ).length;
    return { count };
  };

/** Busy by day, quiet by night. */
function processor(seed: number, at: number): number {
  const hour = (at / 3_600_000) % 24;
  const wave = 22 - 18 * Math.cos(((hour - 3) / 12) * Math.PI);
  return Math.round((wave + ((Math.floor(at / 60_000) * 7919 + seed) % 97) / 12) * 100) / 100;
}

function metricsOf(call: Call): readonly Metric[] | Answer {
  const key = resourceKey(param(call, 'sub'), param(call, 'group'), param(call, 'name'));
  const type = `${param(call, 'namespace')}/${param(call, 'type')}`.toLowerCase();
  if (type === 'microsoft.recoveryservices/vaults' && call.store.get('vault', key)) {
    const event = (name: string, operation: string): Metric => ({
      name,
      unit: 'Count',
      primary: 'Count',
      description: `The count of health events pertaining to ${operation.toLowerCase()} job health`,
      at: jobEvents(call, key, operation),
    });
    return [event('BackupHealthEvent', 'Backup'), event('RestoreHealthEvent', 'Restore')];
  }
  const machine = type === 'microsoft.compute/virtualmachines' ? call.store.get('machine', key) : null;
  if (!machine) return notFound(`${param(call, 'namespace')}/${param(call, 'type')}/${param(call, 'name')}`, param(call, 'group'));
  const seed = [...machine.name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 10_007;
  return [
    {
      name: 'Percentage CPU',
      unit: 'Percent',
      primary: 'Average',
      description: 'The percentage of allocated compute units that are currently in use by the Virtual Machine(s)',
      at: (from, to) => {
        if (machine.power !== 'running') return null;
        const average = processor(seed, (from + to) / 2);
        return { average, maximum: Math.min(100, Math.round(average * 140) / 100), minimum: Math.round(average * 60) / 100 };
      },
    },
  ];
}

const steps: Record<string, number> = {
  PT1M: 60_000,
  PT5M: 300_000,
  PT15M: 900_000,
  PT30M: 1_800_000,
  PT1H: 3_600_000,
  PT6H: 21_600_000,
  PT12H: 43_200_000,
  P1D: 86_400_000,
};
const here = '/providers/Microsoft.Insights/';
const scopeOf = (call: Call) => call.path.slice(0, call.path.toLowerCase().lastIndexOf(here.toLowerCase()));
const words = (value: string) => ({ value, localizedValue: value });

const values = (call: Call): Answer => {
  const known = findGroup(call) ?? metricsOf(call);
  if ('status' in known) return known;
  const [from = Number.NaN, to = Number.NaN] = (call.query.timespan ?? '').split('/').map((text) => Date.parse(text));
  const span = Number.isNaN(from) || Number.isNaN(to) ? [call.at - 3_600_000, call.at] : [from, to];
  const interval = call.query.interval ?? 'PT1M';
  const width = steps[interval];
  if (width === undefined)
    return refuse(400, 'BadRequest', `Detected invalid time grain input ${interval}, supported ones are: ${Object.keys(steps).join(',')}`);
  const asked = (call.query.metricnames ?? known[0]?.name ?? '').split(',').map((name) => name.trim());
  const wrong = asked.find((name) => !known.some((metric) => metric.name.toLowerCase() === name.toLowerCase()));
  if (wrong !== undefined)
    return refuse(
      400,
      'BadRequest',
      `Failed to find metric configuration for provider: ${param(call, 'namespace')}, resource Type: ${param(call, 'type')}, metric: ${wrong}, Valid metrics: ${known.map(({ name }) => name).join(',')}`,
    );
  const [start = 0, end = 0] = span;
  const starts = Array.from(
    { length: Math.min(5_000, Math.max(0, Math.ceil((end - start) / width))) },
    (_, index) => start + index * width,
  );
  const wanted = call.query.aggregation
    ?.toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const shown = (metric: Metric, point: Point | null): Point =>
    Object.fromEntries(Object.entries(point ?? {}).filter(([name]) => (wanted ?? [metric.primary.toLowerCase()]).includes(name)));
  const value = known
    .filter(({ name }) => asked.some((one) => one.toLowerCase() === name.toLowerCase()))
    .map((metric) => ({
      id: `${scopeOf(call)}${here}metrics/${metric.name}`,
      type: 'Microsoft.Insights/metrics',
      name: words(metric.name),
      displayDescription: metric.description,
      unit: metric.unit,
      timeseries: [
        {
          metadatavalues: [],
          data: starts.map((at) => ({ timeStamp: new Date(at).toISOString(), ...shown(metric, metric.at(at, Math.min(at + width, end))) })),
        },
      ],
      errorCode: 'Success',
    }));
  return ok({
    cost: starts.length,
    timespan: `${new Date(start).toISOString()}/${new Date(end).toISOString()}`,
    interval,
    value,
    namespace: `${param(call, 'namespace')}/${param(call, 'type')}`,
    resourceregion: 'westeurope',
  });
};

const definitions = (call: Call): Answer => {
  const known = findGroup(call) ?? metricsOf(call);
  if ('status' in known) return known;
  return ok({
    value: known.map(
      (metric): Json => ({
        id: `${scopeOf(call)}${here}metricdefinitions/${metric.name}`,
        resourceId: scopeOf(call),
        namespace: `${param(call, 'namespace')}/${param(call, 'type')}`,
        name: words(metric.name),
        displayDescription: metric.description,
        isDimensionRequired: false,
        unit: metric.unit,
        primaryAggregationType: metric.primary,
        supportedAggregationTypes: metric.primary === 'Count' ? ['Count'] : ['Average', 'Minimum', 'Maximum'],
        metricAvailabilities: Object.keys(steps).map((timeGrain) => ({ timeGrain, retention: 'P93D' })),
      }),
    ),
  });
};

const R = '/subscriptions/{sub}/resourceGroups/{group}/providers/{namespace}/{type}/{name}';

export const metricRoutes: Route[] = [
  route('GET', `${R}${here}metrics`, values),
  route('GET', `${R}${here}metricDefinitions`, definitions),
];
