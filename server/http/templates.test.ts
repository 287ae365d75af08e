import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const shipped = readdirSync('templates')
  .filter((name) => name.endsWith('.template.json'))
  .map((name) => name.slice(0, -'.template.json'.length));

const document = {
  format: 1,
  name: 'greet-somebody',
  title: 'Greet somebody',
  summary: 'Says hello.',
  parameters: [
    { name: 'who', title: 'Who', schema: { type: 'string' }, default: 'world' },
    { name: 'times', title: 'How often', schema: { type: 'integer', minimum: 1 } },
  ],
  flow: {
    format: 1,
    name: 'Greeting',
    nodes: [
      { ...manual, version: 1, position: { x: 0, y: 0 } },
      {
        id: 'names',
        type: 'core.set',
        version: 1,
        position: { x: 240, y: 0 },
        params: { values: { who: { $parameter: 'who' }, times: { $parameter: 'times' } } },
      },
    ],
    edges: [{ from: 'start', port: 'done', to: 'names' }],
  },
};

test('the gallery begins with the report that changes nothing', async () => {
  const { body } = await server.api('GET', '/api/templates');
  expect(body.items.slice(0, 6).map(({ id }: { readonly id: string }) => id)).toEqual([
    'nightly-backup-report',
    'alert-on-failed-jobs',
    'rerun-failed-backups',
    'find-unprotected-vms',
    'protect-vms-by-tag',
    'back-up-before-patching',
  ]);
});

describe('templates people save', () => {
  test('become flows with the chosen values, which are never evaluated', async () => {
    const { body: template } = await server.api('POST', '/api/templates', { document });
    expect(template).toMatchObject({ title: 'Greet somebody', shipped: false, steps: ['core.manual', 'core.set'] });
    const parameters = { who: '{{ inputs.secret }}', times: 3 };
    const made = await server.api('POST', `/api/templates/${template.id}/flows`, { name: 'Made of it', parameters });
    expect(made.status).toBe(201);
    const run = await server.api('POST', `/api/flows/${made.body.id}/runs`, {}, { prefer: 'wait=10' });
    const output = await server.api('GET', `${run.body.url}/steps/names/output`);
    expect(output.body.data).toEqual({ who: '{{ inputs.secret }}', times: 3 });
    expect(made.body.name).toBe('Made of it');
  });

  test('say which parameter is missing or wrong', async () => {
    const { body: template } = await server.api('POST', '/api/templates', { document: { ...document, name: 'greet-again' } });
    const missing = await server.api('POST', `/api/templates/${template.id}/flows`, {});
    expect(missing.body).toMatchObject({ code: 'template_parameter', problems: [{ path: '/parameters/times' }] });
    const wrong = await server.api('POST', `/api/templates/${template.id}/flows`, { parameters: { times: 'often' } });
    expect(wrong.body).toMatchObject({ code: 'template_parameter', problems: [{ path: '/parameters/times' }] });
  });

  test('with a parameter whose schema means nothing are refused, and not kept', async () => {
    const parameters = [{ name: 'who', title: 'Who', schema: { type: 'nonsense' } }, document.parameters[1]];
    const refused = await server.api('POST', '/api/templates', { document: { ...document, name: 'odd', parameters } });
    expect([refused.status, refused.body.code]).toEqual([422, 'template_invalid']);
    expect(refused.body.problems[0].path).toBe('/document/parameters/0/schema');
    const { items } = (await server.api('GET', '/api/templates?limit=200')).body;
    expect(items.map((item: { name: string }) => item.name)).not.toContain('odd');
  });

  test('are changed and deleted; two of one name are refused', async () => {
    const own = { ...document, name: 'greet-once' };
    const { body: template } = await server.api('POST', '/api/templates', { document: own });
    const twice = await server.api('POST', '/api/templates', { document: own });
    expect([twice.status, twice.body.problems[0].path]).toEqual([409, '/document/name']);
    const saved = await server.api('PUT', `/api/templates/${template.id}`, { document: { ...own, title: 'Greet once' } });
    expect(saved.body.title).toBe('Greet once');
    expect((await server.api('DELETE', `/api/templates/${template.id}`)).status).toBe(204);
    expect((await server.api('GET', `/api/templates/${template.id}`)).status).toBe(404);
  });
});

describe('shipped templates', () => {
  test('are all listed, without a problem', async () => {
    const { items } = (await server.api('GET', '/api/templates?limit=200')).body;
    expect(
      items
        .filter((t: { shipped: boolean }) => t.shipped)
        .map((t: { id: string }) => t.id)
        .sort(),
    ).toEqual([...shipped].sort());
    for (const id of shipped) {
      const { problems } = (await server.api('GET', `/api/templates/${id}`)).body;
      expect(problems.filter((p: { severity: string }) => p.severity === 'error')).toEqual([]);
    }
  });
});

describe('flows that run flows', () => {
  const parent = (child: string) =>
    flowOf([manual, { id: 'child', type: 'core.run-flow', params: { flow: child, inputs: { who: 'world' } } }], { name: 'Parent' });
  const child = flowOf([manual, { id: 'names', type: 'core.set', params: { values: { text: '{{ "hello " + inputs.who }}' } } }], {
    name: 'Child',
    inputs: [{ name: 'who', schema: { type: 'string' }, required: true }],
  });
  const create = async (made: unknown) => (await server.api('POST', '/api/flows', { document: made })).body.id as string;

  test('wait for them; the child knows its parent', async () => {
    const childId = await create(child);
    await server.api('POST', `/api/flows/${childId}/publish`);
    const run = await server.api('POST', `/api/flows/${await create(parent(childId))}/runs`, {}, { prefer: 'wait=15' });
    expect((await server.api('GET', run.body.url)).body.status).toBe('succeeded');
    const [started] = (await server.api('GET', `/api/runs?flow=${childId}`)).body.items;
    expect(started).toMatchObject({ status: 'succeeded', parent: { runId: run.body.runId, stepKey: 'child' }, inputs: { who: 'world' } });
  });

  test('fail with a sentence when the other flow is not published', async () => {
    const run = await server.api('POST', `/api/flows/${await create(parent(await create(child)))}/runs`, {}, { prefer: 'wait=15' });
    const step = (await server.api('GET', `${run.body.url}/steps/child`)).body;
    expect([step.status, step.error.message]).toEqual(['failed', expect.stringContaining('is not published')]);
  });
});
