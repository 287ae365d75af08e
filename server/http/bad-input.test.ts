// Bad input of every kind: each is answered by a problem with a code and a place, never by a 5xx or a stack, and what is stored
// stays byte for byte what it was.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { errorTable } from '../../nodes/kit/errors.ts';
import { parseFlow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import { type Answer, flowOf, manual, startTestServer, type TestServer, TOKEN } from './test/running.ts';

let server: TestServer;
let flowId: string;
let hookPath: string;
let stored: string;

const json = { 'content-type': 'application/json' };
const auth = { authorization: `Bearer ${TOKEN}`, ...json };
const good = flowOf(
  [
    manual,
    {
      id: 'alert',
      type: 'core.webhook',
      params: { auth: 'none', inputs: { vault: '{{ trigger.body.vault }}', name: '{{ trigger.body.name }}' } },
    },
    { id: 'names', type: 'core.set', params: { values: { text: '{{ inputs.vault }}' } } },
  ],
  {
    inputs: [
      { name: 'vault', schema: { type: 'string', maxLength: 20 }, required: true },
      { name: 'name', schema: { type: 'string', pattern: '^(a+)+$' } },
    ],
  },
);
(good.edges as { from: string; to: string }[])[0] = { from: 'start', port: 'done', to: 'names' } as never;

/** The stored text itself, and how many flows and runs there are. */
async function everythingStored(): Promise<string> {
  const flow = await server.api('GET', `/api/flows/${flowId}`);
  const flows = await server.api('GET', '/api/flows?limit=200');
  const runs = await server.api('GET', `/api/runs?limit=200`);
  return JSON.stringify([flow.body.document, flow.body.etag, flow.body.updatedAt, flows.body.items.length, runs.body.items.length]);
}

beforeAll(async () => {
  server = await startTestServer();
  flowId = (await server.api('POST', '/api/flows', { document: good })).body.id;
  await server.api('POST', `/api/flows/${flowId}/publish`, { enable: true });
  const [hook] = (await server.api('GET', `/api/triggers?flow=${flowId}`)).body.items.filter((t: { hookUrl: string | null }) => t.hookUrl);
  hookPath = new URL(hook.hookUrl).pathname;
  stored = await everythingStored();
});
afterEach(async () => expect(await everythingStored()).toBe(stored));
afterAll(() => server.stop());

function demandProblem({ status, body, headers, text }: Answer): {
  code: string;
  problems?: { path: string; code: string; message: string }[];
} {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = body as unknown as { code: keyof typeof errorTable; status: number; detail: string; requestId: string; problems?: never };
  expect(errorTable[problem.code]?.status).toBe(status);
  expect(problem.status).toBe(status);
  expect(problem.detail.length).toBeGreaterThan(5);
  expect(problem.requestId).toBe(headers.get('x-request-id'));
  expect(text).not.toMatch(/\bat .*\.ts:\d+|node_modules|SQLITE|ZodError/);
  return problem;
}

const save = (document: unknown) => server.api('PUT', `/api/flows/${flowId}`, { document }, { 'if-match': '*' });
const node = (more: object) => ({ id: 'a', type: 'core.set', version: 1, position: { x: 0, y: 0 }, params: {}, ...more });

describe('flow documents that cannot be read', () => {
  test.each<[string, unknown, string]>([
    ['without a format', { name: 'x' }, '/document/format'],
    ['of a newer format', { format: 2, name: 'x' }, '/document/format'],
    ['with a format that is no number', { format: '1', name: 'x' }, '/document/format'],
    ['without a name', { format: 1 }, '/document/name'],
    ['with an empty name', { format: 1, name: '' }, '/document/name'],
    ['with a name that is no text', { format: 1, name: { first: 'x' } }, '/document/name'],
    ['whose nodes are no list', { format: 1, name: 'x', nodes: {} }, '/document/nodes'],
    ['with a node that is a text', { format: 1, name: 'x', nodes: ['set'] }, '/document/nodes/0'],
    ['with a node without a type', { format: 1, name: 'x', nodes: [node({ type: undefined })] }, '/document/nodes/0/type'],
    ['with a node nowhere', { format: 1, name: 'x', nodes: [node({ position: undefined })] }, '/document/nodes/0/position'],
    [
      'with a position that is no number',
      { format: 1, name: 'x', nodes: [node({ position: { x: 'left', y: 0 } })] },
      '/document/nodes/0/position/x',
    ],
    ['with params that are a list', { format: 1, name: 'x', nodes: [node({ params: [] })] }, '/document/nodes/0/params'],
    ['with an edge from nowhere', { format: 1, name: 'x', edges: [{ to: 'a', port: 'done' }] }, '/document/edges/0/from'],
    ['with a time-out of a month', { format: 1, name: 'x', settings: { timeout: 'P1M' } }, '/document/settings/timeout'],
    [
      'that repeat a step forever',
      { format: 1, name: 'x', nodes: [node({ settings: { retry: { attempts: 1e9 } } })] },
      '/document/nodes/0/settings/retry/attempts',
    ],
    ['with an input without a name', { format: 1, name: 'x', inputs: [{ schema: {} }] }, '/document/inputs/0/name'],
    [
      'with a slot of a strange name',
      { format: 1, name: 'x', connections: [{ name: '../azure', kind: 'azure' }] },
      '/document/connections/0/name',
    ],
  ])('%s', async (_name, document, path) => {
    const problem = demandProblem(await save(document));
    expect(['flow_invalid', 'flow_format_unknown']).toContain(problem.code);
    expect(problem.problems?.map((p) => p.path)).toContain(path);
  });

  test.each([
    ['a list', []],
    ['a text', 'flow'],
    ['a number', 7],
    ['nothing', null],
  ])('that are %s', async (_name, document) => {
    expect(demandProblem(await save(document)).problems?.[0]?.path).toBe('/document');
  });
});

describe('params and shapes that cannot run', () => {
  const listItems = (params: object) => ({ id: 'a', type: 'azure-backup.list-items', connection: 'azure', params });
  const azure = { connections: [{ name: 'azure', kind: 'azure' }] };

  test.each<[string, Record<string, unknown>, string, string]>([
    ['a type nobody knows', flowOf([manual, { id: 'a', type: 'no.such' }]), 'unknown_node_type', '/nodes/1/type'],
    ['a version nobody knows', flowOf([manual, { id: 'a', type: 'core.set', version: 99 } as never]), 'unknown_node_type', '/nodes/1'],
    ['two steps of one id', flowOf([manual, { id: 'start', type: 'core.set' }]), 'duplicate_id', '/nodes/1/id'],
    ['an id that is a trap', flowOf([manual, { id: 'constructor', type: 'core.set' }]), 'bad_id', '/nodes/1/id'],
    ['a missing param', flowOf([manual, { id: 'a', type: 'core.switch', params: {} }]), 'param_missing', '/nodes/1/params'],
    [
      'a param of the wrong type',
      flowOf([manual, { id: 'a', type: 'core.respond', params: { status: 'ok' } }]),
      'param_invalid',
      '/nodes/1/params/status',
    ],
    [
      'a param out of range',
      flowOf([manual, { id: 'a', type: 'core.respond', params: { status: 99 } }]),
      'param_invalid',
      '/nodes/1/params/status',
    ],
    [
      'a duration that is a number',
      flowOf([manual, { id: 'a', type: 'core.delay', params: { for: 5 } }]),
      'param_invalid',
      '/nodes/1/params/for',
    ],
    [
      'a step without its connection',
      flowOf([manual, listItems({})].map((n) => ({ ...n, connection: undefined })) as never, azure),
      'slot_unknown',
      '/nodes/1/connection',
    ],
    [
      'a slot that does not exist',
      flowOf([manual, { ...listItems({}), connection: 'nowhere' }], azure),
      'slot_unknown',
      '/nodes/1/connection',
    ],
    [
      'an edge to nowhere',
      { ...flowOf([manual]), edges: [{ from: 'start', port: 'done', to: 'ghost' }] },
      'edge_unknown_node',
      '/edges/0/to',
    ],
    [
      'an edge from a port that is none',
      { ...flowOf([manual, node({}) as never]), edges: [{ from: 'start', port: 'maybe', to: 'a' }] },
      'edge_unknown_port',
      '/edges/0/port',
    ],
    ['a parent that is none', flowOf([manual, { id: 'a', type: 'core.set', parent: 'ghost' }]), 'bad_parent', '/nodes/1/parent'],
    [
      'a circle',
      {
        ...flowOf([manual, node({}) as never, node({ id: 'b' }) as never]),
        edges: [
          ['start', 'a'],
          ['a', 'b'],
          ['b', 'a'],
        ].map(([from, to]) => ({ from, port: 'done', to })),
      },
      'cycle',
      '/nodes',
    ],
  ])('%s', async (_name, document, code, path) => {
    const answer = await server.api('POST', '/api/flow-check', { document });
    expect(answer.status).toBe(200);
    expect(answer.body.problems.filter((p: { code: string; path: string }) => p.code === code && p.path.startsWith(path))).not.toEqual([]);
    const made = await server.api('POST', '/api/flows', { document });
    expect(made.status).toBe(201);
    const problem = demandProblem(await server.api('POST', `/api/flows/${made.body.id}/runs`, {}));
    expect(problem.code).toBe('flow_invalid');
    expect(problem.problems?.map((p) => p.code)).toContain(code);
    expect(demandProblem(await server.api('POST', `/api/flows/${made.body.id}/publish`, {})).code).toBe('flow_invalid');
    await server.api('DELETE', `/api/flows/${made.body.id}`);
  });
});

describe('expressions that are not let through', () => {
  test.each([
    ['half an expression', '{{ 1 + }}', 'expression_syntax'],
    ['a statement', '{{ let x = 1 }}', 'expression_syntax'],
    ['the way to Function', '{{ "".constructor.constructor("return process")() }}', 'expression_not_allowed'],
    ['the prototype by index', '{{ inputs["vault"]["prototype"] }}', 'expression_not_allowed'],
    ['the way to Function by a computed index', '{{ inputs["constr" + "uctor"] }}', ''],
    ['a template as a key', '{{ inputs[`__proto__`] }}', ''],
    ['an arrow that stands alone', '{{ () => 1 }}', 'expression_not_allowed'],
    ['new', '{{ new Date() }}', 'expression_not_allowed'],
    ['an assignment', '{{ inputs.vault = 1 }}', 'expression_not_allowed'],
    ['this', '{{ this }}', 'expression_not_allowed'],
    ['import', '{{ import("fs") }}', 'expression_not_allowed'],
    ['a regular expression', '{{ /(a+)+$/ }}', 'expression_not_allowed'],
    ['a global', '{{ process.env }}', 'expression_unknown_name'],
    ['a function nobody knows', '{{ exec("id") }}', 'expression_unknown_function'],
    ['a step nobody knows', '{{ steps.ghost.x }}', 'unknown_reference'],
    ['a step that comes later', '{{ steps.later }}', 'not_upstream'],
    ['an input nobody knows', '{{ inputs.ghost }}', 'unknown_input'],
    ['too many arguments', '{{ utcNow(1, 2, 3, 4, 5, 6) }}', 'expression_arguments'],
  ])('%s: %s', async (_name, text, code) => {
    const document = flowOf([manual, { id: 'a', type: 'core.set', params: { values: { x: text } } }, { id: 'later', type: 'core.set' }], {
      inputs: [{ name: 'vault', schema: {} }],
    });
    const { body } = await server.api('POST', '/api/flow-check', { document });
    const found = body.problems.filter((p: { path: string }) => p.path === '/nodes/1/params/values/x');
    if (code !== '') expect(found.map((p: { code: string }) => p.code)).toContain(code);
    const made = (await server.api('POST', '/api/flows', { document })).body;
    const started = await server.api('POST', `/api/flows/${made.id}/runs`, { inputs: { vault: {} } }, { prefer: 'wait=5' });
    if (code !== '') {
      const problem = demandProblem(started);
      expect(problem.code).toBe('flow_invalid');
      expect(problem.problems?.[0]).toMatchObject({ code, path: '/nodes/1/params/values/x', nodeId: 'a' });
    } else {
      // Names that are only known when it runs: own data properties only, so there is nothing to be had.
      const output = await server.api('GET', `${started.body.url}/steps/a/output`);
      expect(output.body.data === null || output.body.data?.x === null).toBe(true);
    }
    await server.api('DELETE', `/api/flows/${made.id}`);
    stored = await everythingStored();
  });
});

describe('API requests that cannot be read', () => {
  const deep = (depth: number) => `{"document":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  test.each<[string, () => Promise<Answer>, string, string?]>([
    ['a body that is no JSON', () => server.raw('POST', '/api/flows', { body: '{"document":', headers: auth }), 'invalid_json'],
    [
      'a body in another format',
      () => server.raw('POST', '/api/flows', { body: 'a: b', headers: { ...auth, 'content-type': 'text/yaml' } }),
      'unsupported_media_type',
    ],
    [
      'a form',
      () => server.raw('POST', '/api/flows', { body: 'a=b', headers: { ...auth, 'content-type': 'application/x-www-form-urlencoded' } }),
      'unsupported_media_type',
    ],
    ['no body where one is needed', () => server.raw('POST', '/api/flows', { headers: auth }), 'invalid_request', '/document'],
    ['an empty object', () => server.api('POST', '/api/flows', {}), 'invalid_request', '/document'],
    ['a list', () => server.api('POST', '/api/flows', []), 'invalid_request', '/'],
    ['a body nested without end', () => server.raw('POST', '/api/flows', { body: deep(50_000), headers: auth }), 'invalid_json'],
    [
      'a body that is too large',
      () => server.raw('POST', '/api/session', { body: JSON.stringify({ token: 'x'.repeat(1_100_000) }), headers: json }),
      'body_too_large',
    ],
    [
      'a compressed body that is none',
      () => server.raw('POST', '/api/flows', { body: 'xx', headers: { ...auth, 'content-encoding': 'gzip' } }),
      'invalid_request',
    ],
    [
      'an unknown encoding',
      () => server.raw('POST', '/api/flows', { body: 'xx', headers: { ...auth, 'content-encoding': 'lzma' } }),
      'unsupported_media_type',
    ],
    ['a path that does not exist', () => server.api('GET', '/api/nothing'), 'not_found'],
    ['a path in capitals', () => server.api('POST', '/API/flows', {}), 'not_found'],
    ['a path with a slash too many', () => server.api('GET', '/api/flows/'), 'not_found'],
    ['a method that is not offered', () => server.api('PATCH', `/api/flows/${flowId}`, {}), 'method_not_allowed'],
    ['a delete of everything', () => server.api('DELETE', '/api/flows'), 'method_not_allowed'],
    ['a broken percent-encoding', () => server.api('GET', '/api/flows/%E0%A4%A'), 'invalid_request'],
    ['a foreign id', () => server.api('GET', '/api/flows/flow_0000000000000000'), 'not_found'],
    ['an id that climbs', () => server.api('GET', '/api/templates/..%2f..%2fetc%2fpasswd'), 'not_found'],
    ['an id of a kilobyte', () => server.api('GET', `/api/flows/${'x'.repeat(1_000)}`), 'invalid_request', '/params/id'],
    ['a version that is no number', () => server.api('GET', `/api/flows/${flowId}/versions/one`), 'invalid_request', '/params/number'],
    ['a limit of nothing', () => server.api('GET', '/api/flows?limit=0'), 'invalid_request', '/query/limit'],
    ['a limit of everything', () => server.api('GET', '/api/flows?limit=1e9'), 'invalid_request', '/query/limit'],
    ['the same query twice', () => server.api('GET', '/api/flows?limit=1&limit=2'), 'invalid_request', '/query/limit'],
    ['a made-up cursor', () => server.api('GET', '/api/flows?cursor=abc'), 'invalid_request', '/query/cursor'],
    ['a made-up cursor of runs', () => server.api('GET', '/api/runs?cursor=0;drop'), 'invalid_request', '/query/cursor'],
    ['a status that is none', () => server.api('GET', '/api/runs?status=happy'), 'invalid_request', '/query/status'],
    ['a time that is none', () => server.api('GET', '/api/runs?since=yesterday'), 'invalid_request', '/query/since'],
    ['inputs that are a list', () => server.api('POST', `/api/flows/${flowId}/runs`, { inputs: [] }), 'invalid_request', '/inputs'],
    [
      'inputs that do not fit',
      () => server.api('POST', `/api/flows/${flowId}/runs`, { inputs: { vault: 'x'.repeat(21) } }),
      'inputs_invalid',
      '/inputs/vault',
    ],
    [
      'an input called __proto__',
      () => server.raw('POST', `/api/flows/${flowId}/runs`, { body: '{"inputs":{"vault":"x","__proto__x":{"a":1}}}', headers: auth }),
      'inputs_invalid',
    ],
    ['a version of zero', () => server.api('POST', `/api/flows/${flowId}/runs`, { version: 0 }), 'invalid_request', '/version'],
    [
      'a trigger that is none',
      () => server.api('POST', `/api/flows/${flowId}/runs`, { inputs: { vault: 'x' }, trigger: 'names' }),
      'invalid_request',
      '/trigger',
    ],
    [
      'a step to start from that is none',
      () => server.api('POST', `/api/flows/${flowId}/runs`, { inputs: { vault: 'x' }, from: 'ghost' }),
      'not_found',
    ],
    [
      'an input that nothing can keep',
      () => server.raw('POST', `/api/flows/${flowId}/runs`, { body: '{"inputs":{"vault":"x","name":1e999}}', headers: auth }),
      'invalid_json',
    ],
    [
      'an empty Idempotency-Key',
      () => server.api('POST', `/api/flows/${flowId}/runs`, { inputs: { vault: 'x' } }, { 'idempotency-key': 'x'.repeat(201) }),
      'invalid_request',
    ],
    [
      'a connection of an unknown kind',
      () => server.api('POST', '/api/connections', { kind: 'ftp', name: 'x', fields: {} }),
      'invalid_request',
      '/kind',
    ],
    [
      'a connection with a field too many',
      () => server.api('POST', '/api/connections', { kind: 'azure', name: 'x', fields: { password: 'y' } }),
      'invalid_request',
      '/fields/password',
    ],
    [
      'a connection with half its fields',
      () => server.api('POST', '/api/connections', { kind: 'azure', name: 'x', fields: { credential: 'clientSecret' } }),
      'invalid_request',
      '/fields/tenantId',
    ],
    [
      'a binding to nothing',
      () => server.api('PUT', `/api/flows/${flowId}/bindings`, { bindings: { azure: 'conn_x' } }),
      'invalid_request',
      '/bindings/azure',
    ],
    [
      'a template without parameters that it uses',
      () => server.api('POST', '/api/templates', { document: { format: 1, name: 'x', title: 'X', flow: { a: { $parameter: 'ghost' } } } }),
      'template_invalid',
      '/document/flow/a',
    ],
    [
      'a template parameter nobody knows',
      () => server.api('POST', '/api/templates/nightly-backup-report/flows', { parameters: { ghost: 1 } }),
      'template_parameter',
      '/parameters/ghost',
    ],
    ['a shipped template changed', () => server.api('DELETE', '/api/templates/nightly-backup-report'), 'conflict'],
    ['a secret for a step that is no webhook', () => server.api('POST', `/api/flows/${flowId}/triggers/names/secret`), 'conflict'],
    ['a memory value that is missing', () => server.api('PUT', `/api/flows/${flowId}/memory/x`, {}), 'invalid_request', '/value'],
    [
      'a memory value that is too large',
      () => server.api('PUT', `/api/flows/${flowId}/memory/x`, { value: 'x'.repeat(70_000) }),
      'memory_too_large',
    ],
    ['choices nobody knows', () => server.api('POST', '/api/node-types/core.set/choices/nothing', {}), 'not_found'],
    [
      'choices by a name that every object answers to',
      () => server.api('POST', '/api/node-types/azure-backup.backup-now/choices/constructor', {}),
      'not_found',
    ],
    [
      'a resolution without an outcome',
      () => server.api('POST', '/api/runs/x/resolve', { step: 'a', outcome: 'perhaps' }),
      'invalid_request',
      '/outcome',
    ],
  ])('%s', async (_name, call, code, path) => {
    const problem = demandProblem(await call());
    expect(problem.code).toBe(code);
    if (path !== undefined) expect(problem.problems?.map((p) => p.path)).toContain(path);
  });
});

describe('webhook requests that are not accepted', () => {
  const send = (body: string | Uint8Array, headers: Record<string, string> = json, path = hookPath) =>
    server.raw('POST', path, { body, headers });

  test.each<[string, () => Promise<Answer>, string, string?]>([
    ['half a JSON', () => send('{"vault":'), 'invalid_json'],
    ['text that says it is JSON', () => send('vault=weu'), 'invalid_json'],
    ['a body without what the flow needs', () => send('{}'), 'inputs_invalid', '/inputs/vault'],
    ['a list', () => send('[1,2]'), 'inputs_invalid', '/inputs/vault'],
    [
      'a text made to keep a pattern busy for years',
      () => send(JSON.stringify({ vault: 'weu', name: `${'a'.repeat(40)}!` })),
      'inputs_invalid',
      '/inputs/name',
    ],
    ['a number that nothing can keep', () => send('{"vault":"weu","size":[1e999]}'), 'invalid_json'],
    ['a value of the wrong type', () => send('{"vault":{"a":1}}'), 'inputs_invalid', '/inputs/vault'],
    ['a value that is too long', () => send(`{"vault":"${'x'.repeat(21)}"}`), 'inputs_invalid', '/inputs/vault'],
    ['an empty body', () => send(''), 'inputs_invalid', '/inputs/vault'],
    ['a body that is too large', () => send('x'.repeat(1_000_001)), 'body_too_large'],
    ['a body nested without end', () => send(`{"vault":${'['.repeat(40_000)}${']'.repeat(40_000)}}`), 'invalid_json'],
    ['bytes that are no text', () => send(Uint8Array.from([0xff, 0xfe, 0x00])), 'invalid_json'],
    [
      'a bomb of zeros',
      async () => send((await import('node:zlib')).gzipSync(Buffer.alloc(50_000_000)), { ...json, 'content-encoding': 'gzip' }),
      'body_too_large',
    ],
    ['an id nobody has', () => send('{}', json, '/hooks/AAAAAAAAAAAAAAAAAAAAAAAA'), 'not_found'],
    ['no id', () => send('{}', json, '/hooks'), 'not_found'],
    ['an id that is broken', () => send('{}', json, '/hooks/%E0%A4%A'), 'invalid_request'],
  ])('%s', async (_name, call, code, path) => {
    const problem = demandProblem(await call());
    expect(problem.code).toBe(code);
    if (path !== undefined) expect(problem.problems?.map((p) => p.path)).toContain(path);
  });
});

test('whatever JSON is sent wherever, the answer is a problem or a success, never a mistake of ours', async () => {
  const places = [
    ['POST', '/api/flow-check'],
    ['PUT', `/api/flows/${flowId}`],
    ['POST', '/api/templates'],
    ['POST', '/api/connections'],
    ['PUT', `/api/flows/${flowId}/bindings`],
    ['POST', '/api/runs/none/retry'],
    ['POST', '/api/node-types/core.run-flow/choices/flow'],
    ['POST', '/api/session'],
  ] as const;
  const odd = fc.constantFrom(
    '__proto__',
    'constructor',
    'document',
    'nodes',
    'fields',
    'kind',
    'format',
    'flow',
    'parameters',
    'steps',
    '',
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 1, -1, 1e308, '', '{{', '{{ 1 }}', '\u0000', '💥'),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(odd, tie('any'), { maxKeys: 4 }),
    ),
  })).any;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...places),
      fc.oneof(value, fc.record({ document: value, kind: value, fields: value, name: value })),
      async ([method, path], body) => {
        const answer = await server.api(method, path, body, { 'if-match': '"never"' });
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) demandProblem(answer);
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);

test('no request has changed the stored text by a byte', async () => {
  await server.running.stop();
  const file = new DatabaseSync(join(server.data, 'vaultflow.sqlite'));
  const row = file.prepare('SELECT document FROM flows WHERE id = ?').get(flowId) as { document: string };
  file.close();
  await server.restart();
  const parsed = parseFlow(good);
  expect(row.document).toBe('flow' in parsed ? writeFlow(parsed.flow) : '');
});
