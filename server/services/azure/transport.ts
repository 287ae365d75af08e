// How the Azure SDK reaches its cloud: through our one way out, or, for the practice subscription, straight into the simulator
// of this process. Below the SDK's pipeline, so everything above is the same in both.
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { FailureError } from '../../../nodes/kit/errors.ts';
import type { PracticeAzure } from '../contract.ts';
import type { Egress } from '../egress.ts';
import { createGate } from './gate.ts';
import { loadSdk } from './sdk.ts';

const textOf = async (body: PipelineRequest['body']): Promise<string | undefined> => {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array || body instanceof ArrayBuffer) return Buffer.from(body as ArrayBuffer).toString('utf8');
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('only text can be sent to Azure');
};

const headersOf = (request: PipelineRequest): { [name: string]: string } => Object.fromEntries([...request.headers]);

async function answer(
  request: PipelineRequest,
  status: number,
  headers: Iterable<readonly [string, string]>,
  bodyAsText: string,
): Promise<PipelineResponse> {
  const { createHttpHeaders } = (await loadSdk()).pipeline;
  return { request, status, headers: createHttpHeaders(Object.fromEntries(headers)), bodyAsText };
}

/** A broken connection, in the SDK's own kind of error; the failure that says what is known travels inside. */
async function broken(request: PipelineRequest, error: unknown): Promise<Error> {
  const { RestError } = (await loadSdk()).pipeline;
  const message = error instanceof Error ? error.message : String(error);
  return Object.assign(new RestError(message, { code: 'REQUEST_SEND_ERROR', request }), { cause: error });
}

/** Requests of one connection that may be on their way at the same time. */
const mostAtOnce = 16;

/** `onBroken` hears of every call that got no answer: the sign-in library keeps such reasons to itself. */
export function egressTransport(egress: Egress, ca: string | undefined, onBroken: (error: unknown) => void): HttpClient {
  const gate = createGate(mostAtOnce);
  return {
    async sendRequest(request) {
      const body = await textOf(request.body);
      const signal = request.abortSignal as AbortSignal | undefined;
      try {
        const send = () =>
          egress.fetch({
            method: request.method,
            url: request.url,
            headers: headersOf(request),
            redirects: 0,
            maxBytes: 64 * 1024 * 1024,
            ...(body === undefined ? {} : { body }),
            ...(signal ? { signal } : {}),
            ...(request.timeout > 0 ? { timeout: request.timeout } : {}),
            ...(ca ? { ca } : {}),
          });
        const got = await gate.through(send);
        return await answer(request, got.status, Object.entries(got.headers), got.body.toString('utf8'));
      } catch (error) {
        onBroken(error);
        throw await broken(request, error);
      }
    },
  };
}

export function practiceTransport(practice: PracticeAzure): HttpClient {
  return {
    async sendRequest(request) {
      const body = await textOf(request.body);
      try {
        const got = await practice.handle(
          new Request(request.url, { method: request.method, headers: headersOf(request), ...(body === undefined ? {} : { body }) }),
        );
        return await answer(request, got.status, got.headers, await got.text());
      } catch (error) {
        throw await broken(request, error);
      }
    },
  };
}

/** The failure inside an error of the SDK, if our transport put one there. */
export function carried(error: unknown): FailureError | null {
  for (
    let inner: unknown = error, depth = 0;
    inner instanceof Error && depth < 6;
    inner = (inner as { cause?: unknown }).cause, depth += 1
  ) {
    if (inner instanceof FailureError) return inner;
  }
  return null;
}
