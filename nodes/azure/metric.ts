// Reads a metric of Azure Monitor: its values over time, and the one number that a condition needs.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { fail } from '../kit/errors.ts';
import { azureId, choice, duration, text as textField } from '../kit/fields.ts';
import { figure, isArmId, list, object, scopeChoices, text } from './find.ts';

const apiVersion = '2018-01-01';
const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups';
const vault = `${home}/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod`;
const estate = {
  machines: [{ name: 'vm-off-01', power: 'deallocated' as const }],
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
      jobs: [
        { item: 'vm-sql-03', status: 'Failed' as const, at: '-PT6H', seconds: 600 },
        { item: 'vm-sql-03', at: '-PT3H', seconds: 600 },
      ],
    },
  ],
};
const aggregations = ['Average', 'Maximum', 'Minimum', 'Total', 'Count'] as const;

export default defineNode({
  type: 'azure.metric',
  version: 1,
  group: 'azure',
  section: 'Monitor',
  title: 'Metric',
  summary: 'Reads a metric of Azure Monitor.',
  icon: 'sigma',
  keywords: ['monitor', 'cpu', 'health events', 'az monitor metrics list', 'Get-AzMetric'],
  needs: ['Microsoft.Insights/metrics/read', 'Microsoft.Insights/metricDefinitions/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    resource: azureId('resource', { title: 'Resource' }),
    metric: textField({ title: 'Metric', ui: { widget: 'choices', choices: 'metric', placeholder: 'BackupHealthEvent' } }).min(1),
    aggregation: choice(aggregations, { title: 'Aggregation' }).default('Average'),
    last: duration({ title: 'Of the last' }).default('PT1H'),
    interval: choice(['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'], {
      title: 'In steps of',
      ui: {
        advanced: true,
        labels: {
          PT1M: '1 minute',
          PT5M: '5 minutes',
          PT15M: '15 minutes',
          PT30M: '30 minutes',
          PT1H: '1 hour',
          PT6H: '6 hours',
          PT12H: '12 hours',
          P1D: '1 day',
        },
      },
    }).default('PT5M'),
    filter: textField({ title: 'Filter', description: "Dimensions, as in healthStatus eq 'Healthy'.", ui: { advanced: true } }).optional(),
  }),
  ports: ['done'],
  result: z.object({
    value: z.number().nullable().meta({ title: 'Over all of it', description: 'Average, highest, lowest or sum of the points.' }),
    latest: z.number().nullable(),
    unit: z.string(),
    points: z.array(z.object({ time: z.string(), value: z.number() })),
  }),
  line: '{metric} · {aggregation} · {resource}',
  async run({ params, azure, now }) {
    const id = idOf(params.resource);
    const span = durationMs(params.last) ?? 3_600_000;
    const query = new URLSearchParams({
      metricnames: params.metric,
      aggregation: params.aggregation,
      interval: params.interval,
      timespan: `${iso(now - span)}/${iso(now)}`,
      ...(params.filter ? { $filter: params.filter } : {}),
    });
    const { body } = await azure.arm({ method: 'GET', path: `${id}/providers/Microsoft.Insights/metrics?${query}`, apiVersion });
    const [metric] = list(object(body).value).map(object);
    if (!metric) throw fail('not_found', `There is no metric ${params.metric}.`);
    const name = params.aggregation.toLowerCase();
    const points = list(metric.timeseries)
      .flatMap((series) => list(object(series).data))
      .map(object)
      .flatMap((point) => {
        const value = figure(point[name]);
        return value === null ? [] : [{ time: text(point.timeStamp), value }];
      })
      .sort((a, b) => a.time.localeCompare(b.time));
    return {
      port: 'done',
      data: {
        value: whole(
          params.aggregation,
          points.map(({ value }) => value),
        ),
        latest: points.at(-1)?.value ?? null,
        unit: text(metric.unit),
        points,
      },
    };
  },
  choices: {
    resource: scopeChoices,
    async metric({ azure, params, search }) {
      const id =
        typeof params.resource === 'string' && isArmId(params.resource) && !params.resource.includes('{{') ? params.resource : null;
      if (id === null) return [];
      const { body } = await azure.arm({ method: 'GET', path: `${id}/providers/Microsoft.Insights/metricDefinitions`, apiVersion });
      return list(object(body).value)
        .map(object)
        .map(({ name, unit, displayDescription }) => ({
          value: text(object(name).value),
          label: text(object(name).value),
          detail: text(displayDescription) || text(unit),
        }))
        .filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()));
    },
  },
  examples: [
    {
      name: 'Backups that ended in the last day',
      given: { estate },
      params: { resource: vault, metric: 'BackupHealthEvent', aggregation: 'Count', last: 'P1D', interval: 'PT1H' },
      expect: { port: 'done', data: { value: 2, unit: 'Count' } },
    },
    {
      name: 'A machine that is off has no values',
      given: { estate },
      params: { resource: `${home}/rg-workloads/providers/Microsoft.Compute/virtualMachines/vm-off-01`, metric: 'Percentage CPU' },
      expect: { port: 'done', data: { value: null, latest: null, unit: 'Percent', points: [] } },
    },
    {
      name: 'A metric that the resource does not have',
      given: { estate },
      params: { resource: vault, metric: 'Happiness' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BadRequest', status: 400 } } },
    },
  ],
});

const iso = (at: number): string => new Date(at).toISOString();

function idOf(given: string): string {
  if (!isArmId(given)) throw fail('param_invalid', `${given.slice(0, 200)} is not the id of a resource.`);
  return given.replace(/\/+$/, '');
}

function whole(aggregation: (typeof aggregations)[number], values: readonly number[]): number | null {
  if (values.length === 0) return null;
  if (aggregation === 'Maximum') return values.reduce((a, b) => Math.max(a, b));
  if (aggregation === 'Minimum') return values.reduce((a, b) => Math.min(a, b));
  const sum = values.reduce((a, b) => a + b, 0);
  return aggregation === 'Average' ? sum / values.length : sum;
}
