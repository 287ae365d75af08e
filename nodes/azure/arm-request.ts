// Any request to Azure Resource Manager: what no other node does. Pages of a list are joined; a long-running operation parks the
// step until it is through. The method decides what the step does to the world.
import { z } from 'zod';
import type { AzureAnswer } from '../kit/capabilities-azure.ts';
import { defineNode } from '../kit/define.ts';
import { FailureError, fail } from '../kit/errors.ts';
import { anything, azureId, choice, flag, text } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';
import { resumeOperation, settleOperation } from '../kit/long-running.ts';
import { apiVersionFor } from './api-versions.ts';
import { type CommonName, type CommonRequest, commonNames, commonRequests, type Method, methodEffect, methods } from './common-requests.ts';
import { scopeChoices } from './find.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups';
const vm = `${home}/rg-workloads/providers/Microsoft.Compute/virtualMachines/vm-new-01`;
const estate = { machines: [{ name: 'vm-new-01', power: 'deallocated' as const }], vaults: [{ name: 'vault-weu-prod' }] };

interface Wanted {
  readonly request: CommonName;
  readonly method: Method;
  readonly onlyAsks: boolean;
}

const common = (name: CommonName): CommonRequest => commonRequests[name];
const methodOf = ({ request, method }: Pick<Wanted, 'request' | 'method'>): Method =>
  request === 'custom' ? method : common(request).method;

export default defineNode({
  type: 'azure.arm-request',
  version: 1,
  group: 'azure',
  section: 'Resources',
  title: 'Azure request',
  summary: 'Sends any request to Azure Resource Manager. What a DELETE takes away is lost.',
  icon: 'cloud',
  keywords: ['rest', 'az rest', 'Invoke-AzRestMethod', 'resource manager', 'api'],
  connection: 'azure',
  effect: (params: Wanted) => (methodOf(params) === 'POST' && params.onlyAsks ? 'read' : methodEffect(methodOf(params))),
  params: z.object({
    request: choice(commonNames, {
      title: 'Request',
      ui: { labels: Object.fromEntries(commonNames.map((name) => [name, commonRequests[name].title])) },
    }).default('custom'),
    method: choice(methods, { title: 'Method', ui: { when: { param: 'request', in: ['custom'] } } }).default('GET'),
    path: azureId('resource', {
      title: 'Resource or path',
      description: 'The id of a resource, with whatever comes behind it: /subscriptions/…/providers/…',
    }),
    apiVersion: text({
      title: 'API version',
      description: 'Empty: a stable one that is known here.',
      ui: { placeholder: '2024-03-01' },
    }).optional(),
    query: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .meta({ title: 'Query', ui: { widget: 'key-value', advanced: true } }),
    body: anything({
      title: 'Body',
      ui: {
        widget: 'multiline',
        language: 'json',
        lines: 6,
        when: { param: 'request', in: ['custom', 'policyStates'] },
        unless: { param: 'method', in: ['GET', 'DELETE'] },
      },
    }).optional(),
    onlyAsks: flag({
      title: 'This POST changes nothing',
      description: 'Then the step counts as reading; a POST that is known to change something is refused.',
      ui: { advanced: true, when: { param: 'method', in: ['POST'] } },
    }).default(false),
    wait: flag({ title: 'Wait until a long operation is through', ui: { advanced: true } }).default(true),
    safeToRepeat: flag({
      title: 'Sending it twice does no harm',
      description: 'Then it is sent again when it is not known whether it arrived; otherwise a person is asked. A PUT always may.',
      ui: { advanced: true, when: { param: 'method', in: ['POST', 'PATCH'] } },
    }).default(false),
    acceptMissing: flag({
      title: 'Go on when it does not exist',
      description: 'Off: an answer of 404 fails the step.',
      ui: { advanced: true },
    }).default(false),
  }),
  ports: ['done'],
  waits: true,
  result: z.object({
    status: z.int(),
    body: z.json().nullable(),
    headers: z.record(z.string(), z.string()),
    requestId: z.string().nullable(),
    jobId: z.string().nullable(),
  }),
  line: '{method} {path}',
  async run({ params, azure, key }) {
    const method = methodOf(params);
    const path = pathOf(params.path, common(params.request).suffix, params.query);
    if (tellsSecrets.test(decoded(path.split('?')[0] ?? '')))
      throw fail(
        'param_invalid',
        'The answer to this request holds secrets, and results are kept. Put the secret into a Key Vault and use it from there.',
        { refused: true },
      );
    const apiVersion = params.apiVersion || common(params.request).apiVersion || apiVersionFor(path);
    if (!apiVersion)
      throw fail('param_missing', `Which API version to use for ${path.split('/providers/').at(-1)} is not known here. Give one.`);
    try {
      const answer = await azure.arm({ method, path, apiVersion, key, ...(params.body === undefined ? {} : { body: params.body }) });
      if (!params.wait) return { port: 'done', data: view(answer, answer.body, null) };
      const first = { status: answer.status, headers: answer.headers, requestId: answer.requestId };
      return settleOperation(answer, {
        says: 'Azure is at it',
        more: first,
        finish: ({ body, jobId }) => ({ port: 'done', data: { ...first, body, jobId } }),
      });
    } catch (error) {
      const missing = params.acceptMissing && error instanceof FailureError && error.failure.azure?.status === 404;
      if (!missing) throw error;
      return { port: 'done', data: { status: 404, headers: {}, requestId: error.failure.requestId ?? null, body: null, jobId: null } };
    }
  },
  resume: ({ azure, state }) =>
    resumeOperation(azure, state, ({ body, jobId, more }) => ({ port: 'done', data: { ...(more as object), body, jobId } })),
  // The same PUT leaves the same resource; for the rest only the author of the flow can say.
  async recover({ params }) {
    const method = methodOf(params);
    return method === 'PUT' || (params.safeToRepeat && methodEffect(method) === 'write') ? 'didNot' : 'unknown';
  },
  choices: { resource: scopeChoices },
  examples: [
    {
      name: 'Reads a VM',
      given: { estate },
      params: { path: vm },
      expect: { port: 'done', data: { status: 200, body: { name: 'vm-new-01', type: 'Microsoft.Compute/virtualMachines' } } },
    },
    {
      name: 'Starts a VM and waits until it runs',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { request: 'vmStart', path: vm },
      expect: { port: 'done', data: { status: 202 } },
    },
    {
      name: 'Makes a resource group',
      given: { estate },
      params: { method: 'PUT', path: `${home}/rg-drill`, body: { location: 'westeurope', tags: { purpose: 'restore drill' } } },
      expect: { port: 'done', data: { status: 201, body: { name: 'rg-drill', tags: { purpose: 'restore drill' } } } },
    },
    {
      name: 'It does not exist, and that is fine',
      given: { estate },
      params: { path: `${home}/rg-gone`, acceptMissing: true },
      expect: { port: 'done', data: { status: 404, body: null } },
    },
    {
      name: 'It does not exist',
      given: { estate },
      params: { path: `${home}/rg-gone` },
      expect: { failed: { code: 'azure_error', azure: { code: 'ResourceGroupNotFound', status: 404 } } },
    },
    {
      name: 'An answer that would hold secrets is not asked for',
      given: { estate },
      params: { method: 'POST', path: `${home}/rg-storage/providers/Microsoft.Storage/storageAccounts/st1/listKeys` },
      expect: { failed: { code: 'param_invalid', refused: true } },
    },
    {
      name: 'A provider whose version nobody has named',
      given: { estate },
      params: { path: `${home}/rg-backup/providers/Contoso.Unknown/things/one` },
      expect: { failed: { code: 'param_missing' } },
    },
  ],
});

/** POSTs that answer with keys, passwords or signed links. */
const tellsSecrets =
  /\/(list(Keys|AdminKeys|QueryKeys|AccountSas|ServiceSas|Credentials?|Secrets|ConnectionStrings|Cluster\w+Credentials?)|regenerate\w*Key|beginGetAccess|backupSecurityPIN|accessToken)\/?$/i;

/** Azure decodes a path before it reads it. What cannot be decoded is not sent. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw fail('param_invalid', `${path.slice(0, 200)} is not a path: a % stands in it that encodes nothing.`, { refused: true });
  }
}

function pathOf(given: string, suffix: string, query: { readonly [name: string]: string | number | boolean }): string {
  const [path = '', written = ''] = given.replace(/^https:\/\/management\.[^/]+/i, '').split('?');
  if (!path.startsWith('/') || path.startsWith('//'))
    throw fail('param_invalid', `${given.slice(0, 200)} is not a path. It starts with /subscriptions or /providers.`);
  const all = new URLSearchParams(written);
  for (const [name, value] of Object.entries(query)) all.set(name, String(value));
  const asked = all.size > 0 ? `?${all}` : '';
  return `${path.replace(/\/+$/, '')}${suffix}${asked}`;
}

const view = (answer: AzureAnswer, body: Json, jobId: string | null) => ({
  status: answer.status,
  headers: answer.headers,
  requestId: answer.requestId,
  body,
  jobId,
});
