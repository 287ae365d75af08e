// The whole of Azure Backup as one node: any operation of the service by its published name, with its own form, its body checked
// before it is sent, long-running ones waited for. For what the other nodes do not do; it knows nothing that Azure does not say.
import { z } from 'zod';
import type { AzureBackup, BackupOperationRequest } from '../../kit/capabilities-azure.ts';
import { type Done, defineNode, type Effect } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { anything, choice, keyValues, optionalAzureId } from '../../kit/fields.ts';
import type { Json } from '../../kit/json.ts';
import { type OperationEnd, resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { object, text, words } from '../answer.ts';
import { vaultChoices } from '../choices.ts';
import { isArmId, vaultId } from '../find.ts';
import { loadSchemas, type Operation, operationIds, operationOf } from './catalogue.ts';
import { bodyProblems } from './check-body.ts';
import { operationChoices, partChoices, subscriptionChoices } from './choices.ts';
import { operationExamples } from './examples.ts';
import { operationForm } from './form.ts';
import { losesData } from './loses-data.ts';
import { proofOf } from './proof.ts';
import { withoutSecrets } from './secrets.ts';

interface Params {
  readonly operation: string;
  readonly vault?: string | undefined;
  readonly subscription?: string | undefined;
  readonly path?: { readonly [name: string]: Json } | undefined;
  readonly query?: { readonly [name: string]: Json } | undefined;
  readonly body?: Json | undefined;
}

export default defineNode({
  type: 'azure-backup.operation',
  version: 1,
  group: 'azure-backup',
  section: 'Any operation',
  title: 'Azure Backup operation',
  summary:
    'Calls any of the 80 operations of Azure Backup. What a delete operation takes away is lost; backup data stays for the soft-delete period only where the vault has one.',
  icon: 'shield',
  keywords: ['REST', 'API', 'az rest', 'Invoke-AzRestMethod', 'arm-recoveryservicesbackup', 'raw', 'any'],
  connection: 'azure',
  effect: ({ operation, body }) => (losesData(operation, body) ? 'destroy' : ((operationOf(operation)?.effect ?? 'destroy') as Effect)),
  repeatable: false,
  waits: true,
  target: 'path',
  params: z.object({
    operation: choice(operationIds, { title: 'Operation', ui: { widget: 'choices', choices: 'operation' } }),
    vault: optionalAzureId('vault', { title: 'Vault' }),
    subscription: optionalAzureId('subscription', {
      title: 'Subscription',
      description: 'Only for operations of a region. Empty: the subscription of the vault.',
      ui: { advanced: true },
    }),
    path: keyValues({ title: 'Path', description: 'What the operation is about.', ui: { widget: 'operation' } }).optional(),
    query: keyValues({ title: 'Query', ui: { widget: 'operation' } }).optional(),
    body: anything({ title: 'Body', description: 'As the service takes it.', ui: { widget: 'operation' } }).optional(),
  }),
  ports: ['done'],
  result: z.object({
    status: z.int().meta({ title: 'HTTP status of the first answer' }),
    body: z.json().meta({ title: 'Answer of Azure', description: 'A list has all its pages in value.' }),
    jobId: z.string().nullable().meta({ title: 'Job that it started' }),
    vaultId: z.string().nullable(),
    operationId: z.string().nullable(),
    requestId: z.string().nullable(),
  }),
  line: '{operation} · {vault}',
  forms: { param: 'operation', schema: operationForm },
  async run({ params, azure, key }) {
    const request = await requestOf(azure, params, key);
    const answer = await azure.operation(request);
    const link = (answer.pending?.statusUrl ?? answer.pending?.resultUrl ?? '').split('?')[0] ?? '';
    return settleOperation(answer, {
      more: {
        status: answer.status,
        requestId: answer.requestId,
        vaultId: /\/vaults\//i.test(request.scope) ? request.scope : null,
        operationId: link.split('/').at(-1) || null,
      },
      finish,
    });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state, finish),
  async recover({ params, azure, key, intent }) {
    const request = await requestOf(azure, params, key);
    const found = await proofOf({ azure, request, key, at: intent.at });
    if (typeof found === 'string') return found;
    const scope = /\/vaults\//i.test(request.scope) ? request.scope : null;
    return { happened: finish({ ...found, more: { status: 202, requestId: key, vaultId: scope, operationId: null } }) };
  },
  choices: { operation: operationChoices, vault: vaultChoices, subscription: subscriptionChoices, ...partChoices },
  examples: operationExamples,
});

function finish({ body, jobId, more }: OperationEnd): Done {
  const { status, vaultId, operationId, requestId } = object(more);
  return {
    port: 'done',
    data: { status, body: withoutSecrets(body), jobId, vaultId: text(vaultId), operationId: text(operationId), requestId: text(requestId) },
  };
}

const missing = (what: string) => fail('param_missing', what, { refused: true });

async function requestOf(azure: AzureBackup, params: Params, key: string): Promise<BackupOperationRequest> {
  const operation = operationOf(params.operation) as Operation;
  const path = texts(params.path);
  for (const name of operation.parts)
    if (name !== 'fabricName' && !path[name]) throw missing(`${params.operation} needs ${name} in its path.`);
  if (operation.body && !operation.bodyOptional && params.body === undefined) throw missing(`${params.operation} needs a body.`);
  if (params.body !== undefined) await checkBody(params.operation, operation, params.body);
  return {
    id: params.operation,
    scope: await scopeOf(azure, operation, params),
    path,
    query: texts(params.query),
    ...(params.body === undefined ? {} : { body: params.body }),
    ...(operation.effect === 'read' ? {} : { key }),
  };
}

async function checkBody(id: string, { body: model }: Operation, body: Json): Promise<void> {
  if (model === null) throw fail('param_invalid', `${id} takes no body.`, { refused: true });
  const [first, ...others] = bodyProblems(await loadSchemas(), model, body);
  if (!first) return;
  throw fail('param_invalid', `The body of ${id} does not fit: ${first.path} ${first.says}.`, {
    refused: true,
    ...(others.length > 0 ? { advice: others.slice(0, 5).map(({ path, says }) => `Also: ${path} ${says}.`) } : {}),
  });
}

async function scopeOf(azure: AzureBackup, { scope }: Operation, { operation, vault, subscription }: Params): Promise<string> {
  if (scope === 'none') return '/';
  if (scope === 'vault') {
    if (!vault) throw missing(`${operation} needs a vault.`);
    return vaultId(azure, vault);
  }
  if (subscription) return isArmId(subscription) ? subscription : `/subscriptions/${subscription}`;
  if (!vault) throw missing(`${operation} needs a subscription, or a vault of it.`);
  return /^\/subscriptions\/[^/]+/i.exec(await vaultId(azure, vault))?.[0] ?? '';
}

/** Path and query hold texts; a number that an expression gave is one too. */
const texts = (values: Params['path'] = {}): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (words(value) === '' ? [] : [[name, words(value)]])));
