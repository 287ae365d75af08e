// Any operation of Azure Backup by its published name, through the official SDK: its method, its serializer, its pipeline. What
// changes something is sent once; the first answer counts, the SDK's own polling is cut off. Lists come whole.
import type { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { AzureAnswer, BackupOperationRequest } from '../../../nodes/kit/capabilities-azure.ts';
import type { Effect } from '../../../nodes/kit/define.ts';
import { fail } from '../../../nodes/kit/errors.ts';
import type { Json } from '../../../nodes/kit/json.ts';
import { azureEffect } from '../effect-guard.ts';
import { unreadable } from './failure.ts';
import { partsOf } from './ids.ts';
import { answerOf } from './links.ts';
import methods from './operation-methods.json' with { type: 'json' };
import { effectHeader } from './policies.ts';
import type { AzureSession } from './session.ts';
import { object } from './wire.ts';

interface SdkMethod {
  readonly group: string;
  readonly method: string;
  readonly args: readonly string[];
  readonly paged?: boolean;
}

const known: { readonly [id: string]: SdkMethod | undefined } = methods;

/** Thrown into the SDK once the first answer is there: what it would do next (poll) is not its business here. */
const enough = Symbol('the first answer is there');

export async function backupOperation(
  session: AzureSession,
  request: BackupOperationRequest,
  { effect, signal }: { readonly effect: Effect; readonly signal: AbortSignal },
): Promise<AzureAnswer> {
  const sdk = Object.hasOwn(known, request.id) ? known[request.id] : undefined;
  if (!sdk) throw fail('param_invalid', `Azure Backup has no operation ${request.id.slice(0, 100)}.`, { refused: true });
  const { $filter, $skipToken, ...strange } = request.query ?? {};
  const stray = Object.keys(strange)[0];
  if (stray !== undefined) throw fail('param_invalid', `${request.id} takes no ${stray}.`, { refused: true });
  const args = argumentsOf(sdk, request);
  const answers: PipelineResponse[] = [];
  const options = {
    abortSignal: signal,
    ...($filter ? { filter: $filter } : {}),
    ...($skipToken ? { skipToken: $skipToken } : {}),
    // Where the body may be left out the SDK counts it among the options.
    ...(request.body === undefined || sdk.args.includes('parameters') ? {} : { parameters: request.body }),
    requestOptions: {
      customHeaders: { ...request.headers, [effectHeader]: effect, ...(request.key ? { 'x-ms-client-request-id': request.key } : {}) },
    },
    onResponse: (raw: PipelineResponse) => {
      // A refusal is thrown by the SDK itself; its long-running methods do not say here that it is one.
      if (raw.status >= 300) return;
      answers.push(raw);
      if (!sdk.paged) throw enough;
    },
  };
  const subscription = partsOf(request.scope).subscriptions ?? 'tenant';
  let changes = effect !== 'read';
  try {
    await called(await session.sdk(subscription), sdk, [...args, options]);
  } catch (error) {
    if (error !== enough) throw session.failure(error, changes);
  }
  const first = answers[0];
  if (!first) throw fail('unanswered', 'Azure did not answer.', { unanswered: true });
  changes &&= azureEffect(first.request.method, new URL(first.request.url).pathname) !== 'read';
  const bodies = answers.map(({ bodyAsText }) => parsed(bodyAsText ?? '', changes));
  return answerOf(
    { status: first.status, headers: first.headers.toJSON(), body: sdk.paged ? joined(bodies) : (bodies[0] as Json) },
    { method: first.request.method, url: first.request.url, practice: session.practice },
  );
}

type Method = (...args: readonly unknown[]) => unknown;

async function called(client: RecoveryServicesBackupClient, { group, method, paged }: SdkMethod, args: readonly unknown[]): Promise<void> {
  const owner = (group === '' ? client : client[group as keyof RecoveryServicesBackupClient]) as unknown as { [name: string]: Method };
  const sent = (owner[method] as Method).apply(owner, [...args]);
  if (!paged) await sent;
  else for await (const _ of (sent as { byPage(): AsyncIterable<unknown> }).byPage());
}

/** Every argument by its name: from the scope, from the path, the body. */
function argumentsOf({ args }: SdkMethod, { id, scope, path = {}, body }: BackupOperationRequest): readonly unknown[] {
  const { resourcegroups, vaults } = partsOf(scope);
  const given: { readonly [name: string]: unknown } = {
    fabricName: 'Azure',
    ...path,
    ...(resourcegroups ? { resourceGroupName: resourcegroups } : {}),
    ...(vaults ? { vaultName: vaults } : {}),
    parameters: body,
  };
  const stray = Object.keys(path).find((name) => !args.includes(name));
  if (stray !== undefined) throw fail('param_invalid', `${id} takes no ${stray}.`, { refused: true });
  return args.map((name) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || value === '') throw fail('param_invalid', `${id} needs ${name}.`, { refused: true });
    // The SDK encodes what it writes into a path, but two dots stay two dots.
    if (value === '.' || value === '..') throw fail('param_invalid', `${value} is not a ${name}.`, { refused: true });
    return value;
  });
}

function parsed(text: string, changes: boolean): Json {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw unreadable(text, changes);
  }
}

/** All pages as one list. */
function joined(pages: readonly Json[]): Json {
  const { nextLink: _, ...rest } = object(pages[0]);
  return { ...rest, value: pages.flatMap((page) => (object(page).value ?? []) as readonly Json[]) } as Json;
}
