// One signed-in connection: the SDK's client for backup and raw requests to Resource Manager on the same pipeline. Kept for as
// long as the stored connection does not change; loaded on first use.
import type { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { AzureConnection } from '../../../nodes/kit/connection-kinds.ts';
import type { Effect } from '../../../nodes/kit/define.ts';
import { type FailureError, fail } from '../../../nodes/kit/errors.ts';
import type { Json } from '../../../nodes/kit/json.ts';
import type { OpenConnection, ServicesDeps } from '../contract.ts';
import type { Egress } from '../egress.ts';
import type { Budgets } from './budget.ts';
import { cloudOf } from './clouds.ts';
import { credentialOf } from './credentials.ts';
import { azureFailure, isFailure, refusalOf, unreadable } from './failure.ts';
import { createJobBoard, type JobBoard } from './job-board.ts';
import { budgetPolicy, effectHeader, guardPolicy, readRetryPolicy } from './policies.ts';
import { reads } from './reads.ts';
import { loadSdk } from './sdk.ts';
import { egressTransport, practiceTransport } from './transport.ts';

interface ArmRequest {
  readonly method: string;
  /** A path below the endpoint, or a full link that Azure gave. */
  readonly path: string;
  readonly apiVersion?: string;
  readonly query?: { readonly [name: string]: string };
  readonly body?: Json;
  readonly headers?: { readonly [name: string]: string };
  /** Becomes the client request id. */
  readonly key?: string;
  readonly effect: Effect;
  readonly signal?: AbortSignal;
}

interface ArmAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Json;
  /** Where it was asked. */
  readonly url: string;
}

export interface AzureSession {
  readonly connectionId: string;
  readonly practice: boolean;
  readonly settings: AzureConnection;
  /** What tokens are asked for. */
  readonly scope: string;
  /** Whatever the SDK threw, as a failure. */
  failure(error: unknown, changes: boolean): FailureError;
  /** Throws a failure for every answer that is not 2xx. */
  send(request: ArmRequest): Promise<ArmAnswer>;
  /** A list, page by page, in the order of Azure. */
  list(request: Omit<ArmRequest, 'method'>): AsyncGenerator<Json>;
  sdk(subscription: string): Promise<RecoveryServicesBackupClient>;
  credential(): Promise<TokenCredential>;
  readonly board: JobBoard;
  /** A way to services of Azure that are not Resource Manager, signed in for `audience`. */
  pipeline(audience: string): Promise<(request: PipelineRequest) => Promise<PipelineResponse>>;
  /** Reads that Azure still allows in a subscription, as it said last; null when it has said nothing. */
  remaining(subscription: string): number | null;
  /** How far Azure's clock is ahead of ours, as its last answer told. */
  ahead(): number;
  /** What to type where, while a device code waits for a person. */
  prompt(): string | null;
}

interface SessionDeps {
  readonly egress: Egress;
  readonly budgets: Budgets;
  readonly practice: ServicesDeps['practice'];
}

export function openSession(connection: OpenConnection, settings: AzureConnection, deps: SessionDeps): AzureSession {
  const cloud = cloudOf(settings);
  const scope = `${cloud.audience}/.default`;
  const clients = new Map<string, Promise<RecoveryServicesBackupClient>>();
  let signedIn: Promise<{ credential: TokenCredential; httpClient: HttpClient }> | null = null;
  let prompt: string | null = null;
  let broken: unknown = null;
  let ahead = 0;

  /** A sign-in that could not reach its authority says only that it failed; what it met on the way says why. */
  const failure = (error: unknown, changes: boolean): FailureError => {
    const found = azureFailure(error, changes);
    if (found.failure.code !== 'azure_sign_in' || !isFailure(broken) || found.failure.azure) return found;
    const { unanswered: _, ...why } = broken.failure;
    return fail(why.code, why.message, { ...why, refused: true });
  };

  const signIn = () => {
    signedIn ??= (async () => {
      const practice = settings.credential === 'practice' ? await deps.practice() : null;
      const httpClient = practice
        ? practiceTransport(practice)
        : egressTransport(deps.egress, cloud.ca, (error) => {
            broken = error;
          });
      const onPrompt = (message: string) => {
        prompt = message;
      };
      return { httpClient, credential: await credentialOf({ connection: settings, cloud, httpClient, practice, onPrompt }) };
    })();
    signedIn.catch(() => {
      signedIn = null;
    });
    return signedIn;
  };

  const sdk = (subscription: string): Promise<RecoveryServicesBackupClient> => {
    const key = subscription.toLowerCase();
    const known = clients.get(key);
    if (known) return known;
    const made = (async () => {
      const { RecoveryServicesBackupClient } = (await loadSdk()).backup;
      const { credential, httpClient } = await signIn();
      const client = new RecoveryServicesBackupClient(credential, subscription, {
        endpoint: cloud.endpoint,
        credentialScopes: [scope],
        httpClient,
        userAgentOptions: { userAgentPrefix: 'Vaultflow' },
      });
      client.pipeline.removePolicy({ name: 'defaultRetryPolicy' });
      client.pipeline.addPolicy(readRetryPolicy, { phase: 'Retry' });
      client.pipeline.addPolicy(budgetPolicy(deps.budgets, connection.id), { afterPhase: 'Retry' });
      client.pipeline.addPolicy(guardPolicy(new URL(cloud.endpoint).origin), { afterPhase: 'Sign' });
      return client;
    })();
    clients.set(key, made);
    made.catch(() => clients.delete(key));
    return made;
  };

  const pipelines = new Map<string, Awaited<ReturnType<AzureSession['pipeline']>>>();
  const pipeline: AzureSession['pipeline'] = async (audience) => {
    const ready = pipelines.get(audience);
    if (ready) return ready;
    const { bearerTokenAuthenticationPolicy, createEmptyPipeline } = (await loadSdk()).pipeline;
    const { credential, httpClient } = await signIn();
    const steps = createEmptyPipeline();
    steps.addPolicy(readRetryPolicy, { phase: 'Retry' });
    steps.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${audience}/.default` }), { phase: 'Sign' });
    const made = (request: PipelineRequest) => steps.sendRequest(httpClient, request);
    pipelines.set(audience, made);
    return made;
  };

  async function send(request: ArmRequest): Promise<ArmAnswer> {
    const changes = request.method !== 'GET' && request.effect !== 'read';
    const url = new URL(request.path, cloud.endpoint);
    if (request.apiVersion) url.searchParams.set('api-version', request.apiVersion);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const client = await sdk(/\/subscriptions\/([^/]+)/i.exec(url.pathname)?.[1] ?? 'tenant').catch((error: unknown) => {
      throw failure(error, false);
    });
    const { createPipelineRequest, createHttpHeaders } = (await loadSdk()).pipeline;
    const headers = createHttpHeaders({ accept: 'application/json', ...request.headers, [effectHeader]: request.effect });
    if (request.key) headers.set('x-ms-client-request-id', request.key);
    // A runbook is sent as the text that it is; everything else is JSON.
    const plain = typeof request.body === 'string' && /^text\//i.test(headers.get('content-type') ?? '');
    if (request.body !== undefined && !plain) headers.set('content-type', 'application/json');
    broken = null;
    try {
      const answer = await client.sendRequest(
        createPipelineRequest({
          url: url.href,
          method: request.method as 'GET',
          headers,
          ...(request.body === undefined ? {} : { body: plain ? (request.body as string) : JSON.stringify(request.body) }),
          ...(request.signal ? { abortSignal: request.signal } : {}),
        }),
      );
      const told = Date.parse(answer.headers.get('date') ?? '');
      // It tells whole seconds: less than two are no difference.
      if (!Number.isNaN(told)) ahead = Math.abs(told - Date.now()) < 2_000 ? 0 : told - Date.now();
      if (answer.status >= 400) throw refusalOf({ status: answer.status, headers: answer.headers, text: answer.bodyAsText ?? '' }, changes);
      return { status: answer.status, headers: answer.headers.toJSON(), body: parsed(answer, changes), url: url.href };
    } catch (error) {
      throw failure(error, changes);
    }
  }

  const practice = settings.credential === 'practice';
  const session: AzureSession = {
    connectionId: connection.id,
    practice,
    board: createJobBoard({
      jobs: (vaultId, since, signal) => reads(session, signal).jobs(vaultId, { since }),
      pauses: practice ? [100, 200, 500] : settings.cloud === 'custom' ? [500, 1_000, 5_000, 30_000] : [3_000, 10_000, 20_000, 30_000],
      now: Date.now,
    }),
    settings,
    scope,
    failure,
    send,
    list: pagesOf(send),
    sdk,
    credential: async () => (await signIn()).credential,
    pipeline,
    remaining: (subscription) => deps.budgets(connection.id, subscription, 'reads').remaining(),
    ahead: () => ahead,
    prompt: () => prompt,
  };
  return session;
}

/** Lists by a way to send. */
export const pagesOf = (send: AzureSession['send']): AzureSession['list'] =>
  async function* list({ path, apiVersion, query, ...rest }) {
    let next: ArmRequest | null = { method: 'GET', path, ...(apiVersion ? { apiVersion } : {}), ...(query ? { query } : {}), ...rest };
    while (next) {
      const { body }: ArmAnswer = await send(next);
      const page = (body ?? {}) as { readonly value?: readonly Json[]; readonly nextLink?: string | null };
      yield* page.value ?? [];
      next = page.nextLink ? { method: 'GET', path: page.nextLink, ...rest } : null;
    }
  };

function parsed(answer: Pick<PipelineResponse, 'bodyAsText' | 'headers'>, changes: boolean): Json {
  const text = answer.bodyAsText ?? '';
  if (text.trim() === '') return null;
  if (/^text\/(plain|powershell)\b/i.test(answer.headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw unreadable(text, changes);
  }
}
