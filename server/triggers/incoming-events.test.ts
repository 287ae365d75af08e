import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, startTestServer, type TestServer } from '../http/test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const VM =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/vm-web-01';

async function door(type: string, params: Record<string, unknown> = {}, secret = true) {
  const document = flowOf(
    [
      {
        id: 'arrived',
        type,
        params: {
          inputs: { resource: type === 'azure.event-grid' ? '{{ trigger.body.subject }}' : '{{ trigger.body.resource }}' },
          ...params,
        },
      },
      { id: 'names', type: 'core.set', params: { values: { text: '{{ inputs.resource }}' } } },
    ],
    { inputs: [{ name: 'resource', schema: { type: 'string', pattern: '^/' }, required: true }] },
  );
  const { id } = (await server.api('POST', '/api/flows', { document })).body;
  await server.api('POST', `/api/flows/${id}/publish`, { enable: true });
  if (!secret) {
    const [trigger] = (await server.api('GET', `/api/triggers?flow=${id}`)).body.items;
    expect(trigger.hook).toMatchObject({ auth: 'token', secretSet: false });
    return { flowId: id as string, path: new URL(trigger.hookUrl).pathname };
  }
  const { hookUrl } = (await server.api('POST', `/api/flows/${id}/triggers/arrived/secret`)).body;
  const url = new URL(hookUrl);
  return { flowId: id as string, path: url.pathname + url.search };
}

const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  server.raw('POST', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });
// biome-ignore lint/suspicious/noExplicitAny: tests look at what came
const runsOf = async (id: string): Promise<any[]> => (await server.api('GET', `/api/runs?flow=${id}`)).body.items;

const gridEvent = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  topic: '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6',
  subject: VM,
  eventType: 'Microsoft.Resources.ResourceDeleteSuccess',
  eventTime: '2026-03-02T08:15:01.5678901Z',
  data: { operationName: 'Microsoft.Compute/virtualMachines/delete' },
  dataVersion: '2',
  metadataVersion: '1',
  ...more,
});
const cloudEvent = (id: string, more: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id,
  source: '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-app',
  type: 'Microsoft.KeyVault.SecretNearExpiry',
  subject: '/secrets/backup-key',
  time: '2026-03-02T08:15:01Z',
  data: { ObjectName: 'backup-key' },
  ...more,
});

describe('Event Grid', () => {
  test('proves the address by its own handshake, also while the flow is switched off', async () => {
    const { flowId, path } = await door('azure.event-grid');
    await server.api('POST', `/api/flows/${flowId}/disable`);
    const validation = [
      gridEvent('v-1', {
        eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
        subject: '',
        data: { validationCode: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6', validationUrl: 'https://rp-eastus2.eventgrid.azure.net/x' },
      }),
    ];
    const { status, body } = await send(path, validation, { 'aeg-event-type': 'SubscriptionValidation' });
    expect([status, body]).toEqual([200, { validationResponse: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6' }]);
    expect(await runsOf(flowId)).toEqual([]);
  });

  test('proves the address by the handshake of CloudEvents 1.0', async () => {
    const { path } = await door('azure.event-grid');
    const { status, headers } = await server.raw('OPTIONS', path, { headers: { 'webhook-request-origin': 'eventgrid.azure.net' } });
    expect([status, headers.get('webhook-allowed-origin'), headers.get('webhook-allowed-rate')]).toEqual([200, 'eventgrid.azure.net', '*']);
    expect((await server.raw('OPTIONS', path)).status).toBe(400);
    const stranger = await server.raw('OPTIONS', path.replace(/code=.*/, 'code=guess'), { headers: { 'webhook-request-origin': 'x' } });
    expect(stranger.status).toBe(401);
  });

  test('starts one run for each event of a batch, and none for what is delivered again', async () => {
    const { flowId, path } = await door('azure.event-grid');
    const first = await send(path, [gridEvent('a'), gridEvent('b')]);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ runs: [{ eventId: 'a' }, { eventId: 'b' }], ignored: 0 });
    const again = await send(path, [gridEvent('b'), gridEvent('c')]);
    expect(again.body).toMatchObject({
      runs: [{ eventId: 'b', runId: (first.body as unknown as { runs: { runId: string }[] }).runs[1]?.runId }, { eventId: 'c' }],
    });
    const runs = await runsOf(flowId);
    expect(runs.map((run) => run.trigger.body.id).sort()).toEqual(['a', 'b', 'c']);
    expect(runs[0]).toMatchObject({
      inputs: { resource: VM },
      actor: { kind: 'trigger', name: 'Event Grid' },
      trigger: {
        type: 'azure.event-grid',
        body: { type: 'Microsoft.Resources.ResourceDeleteSuccess', data: { operationName: expect.any(String) } },
      },
    });
  });

  test('reads CloudEvents one by one, in batches and with attributes in headers, all in the same shape', async () => {
    const { flowId, path } = await door('azure.event-grid');
    await send(path, cloudEvent('one'), { 'content-type': 'application/cloudevents+json; charset=utf-8' });
    await send(path, [cloudEvent('two'), cloudEvent('three')], { 'content-type': 'application/cloudevents-batch+json' });
    const { data, ...attributes } = cloudEvent('four');
    await send(path, data, Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)])));
    const bodies = (await runsOf(flowId)).map((run) => run.trigger.body);
    expect(bodies.map(({ id }) => id).sort()).toEqual(['four', 'one', 'three', 'two']);
    for (const { id, ...body } of bodies)
      expect(body).toEqual({
        type: 'Microsoft.KeyVault.SecretNearExpiry',
        source: cloudEvent(id).source,
        subject: '/secrets/backup-key',
        time: '2026-03-02T08:15:01Z',
        data: { ObjectName: 'backup-key' },
      });
  });

  test('wants only the event types and subjects that the trigger names, in any case', async () => {
    const { flowId, path } = await door('azure.event-grid', {
      eventTypes: ['microsoft.resources.resourcedeletesuccess'],
      subjectBegins: VM.slice(0, 80).toUpperCase(),
      subjectEnds: 'VM-web-01',
    });
    const others = [
      gridEvent('t', { eventType: 'Microsoft.Resources.ResourceWriteSuccess' }),
      gridEvent('s', { subject: '/subscriptions/other' }),
    ];
    const { body } = await send(path, [...others, gridEvent('mine')]);
    expect(body).toMatchObject({ runs: [{ eventId: 'mine' }], ignored: 2 });
    expect(await runsOf(flowId)).toHaveLength(1);
  });

  test('an event that does not fit the flow is refused for good, the others of its batch have started', async () => {
    const { flowId, path } = await door('azure.event-grid');
    const { status, body } = await send(path, [gridEvent('fits'), gridEvent('odd', { subject: 'no path' })]);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_request', problems: [{ code: 'inputs_invalid', path: '/events/odd' }] });
    expect((await runsOf(flowId)).map((run) => run.trigger.body.id)).toEqual(['fits']);
    expect((await send(path, { hello: 'world' })).status).toBe(400);
    expect((await send(path, [])).status).toBe(400);
  });

  test('lets nobody in without the key, and ends an old key with a new one', async () => {
    const { path: closed } = await door('azure.event-grid', {}, false);
    expect((await send(`${closed}?code=`, [gridEvent('x')])).status).toBe(401);
    const { flowId, path } = await door('azure.event-grid');
    expect((await send(path.replace(/\?.*/, ''), [gridEvent('x')])).status).toBe(401);
    await server.api('POST', `/api/flows/${flowId}/triggers/arrived/secret`);
    expect((await send(path, [gridEvent('x')])).status).toBe(401);
    expect(await runsOf(flowId)).toEqual([]);
  });

  test('keeps its address and what it has seen over a restart; switched off it says so', async () => {
    const { flowId, path } = await door('azure.event-grid');
    await send(path, [gridEvent('once')]);
    await server.restart();
    await send(path, [gridEvent('once')]);
    expect(await runsOf(flowId)).toHaveLength(1);
    await server.api('POST', `/api/flows/${flowId}/disable`);
    expect((await send(path, [gridEvent('later')])).status).toBe(410);
  });
});

describe('an Azure Monitor alert', () => {
  const alert = (state: 'Fired' | 'Resolved', id = 'b9569717') => ({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `/subscriptions/0c4e8d1a/providers/Microsoft.AlertsManagement/alerts/${id}`,
        alertRule: 'Backup failed',
        severity: 'Sev1',
        signalType: 'Log',
        monitorCondition: state,
        monitoringService: 'Azure Backup',
        alertTargetIDs: ['/subscriptions/0c4e8d1a/resourcegroups/rg/providers/microsoft.recoveryservices/vaults/vault-weu-prod'],
        configurationItems: ['vault-weu-prod'],
        originAlertId: '3f2d4487',
        firedDateTime: '2026-03-02T02:31:08.7074363Z',
        ...(state === 'Resolved' ? { resolvedDateTime: '2026-03-02T04:00:00Z' } : {}),
        description: 'A backup has failed.',
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
      },
      alertContext: { JobId: '4d1f' },
      customProperties: { team: 'backup' },
    },
  });

  test('arrives under friendly names and starts one run, however often it is sent', async () => {
    const { flowId, path } = await door('azure.monitor-alert');
    expect((await send(path, alert('Fired'))).status).toBe(200);
    await send(path, alert('Fired'));
    const runs = await runsOf(flowId);
    expect(runs).toHaveLength(1);
    expect(runs[0].trigger.body).toMatchObject({
      rule: 'Backup failed',
      state: 'fired',
      severity: 'Sev1',
      service: 'Azure Backup',
      resourceName: 'vault-weu-prod',
      resource: expect.stringMatching(/vaults\/vault-weu-prod$/),
      context: { JobId: '4d1f' },
      customProperties: { team: 'backup' },
    });
  });

  test.each([
    ['fired', ['fired']],
    ['resolved', ['resolved']],
    ['both', ['fired', 'resolved']],
  ])('wanted when %s', async (when, states) => {
    const { flowId, path } = await door('azure.monitor-alert', { when });
    await send(path, alert('Fired'));
    await send(path, alert('Resolved'));
    expect((await runsOf(flowId)).map((run) => run.trigger.body.state).sort()).toEqual(states);
  });

  test('in another schema is refused with a word on what to switch on', async () => {
    const { path } = await door('azure.monitor-alert');
    const { status, body } = await send(path, { schemaId: 'AzureMonitorMetricAlert', data: {} });
    expect([status, (body as { detail?: string }).detail]).toEqual([400, expect.stringContaining('common alert schema')]);
    expect((await send(path, 'nothing')).status).toBe(400);
  });
});
