// For conformance tests: the published specification as a judge of request and answer pairs.
import { LiveValidator } from 'oav';
import { specs } from './spec.ts';

export interface Exchange {
  method: string;
  url: string;
  body: string | undefined;
  status: number;
  answer: string;
}

export interface Judge {
  /** What the specification says against a request and its answer. */
  pair(exchange: Exchange): Promise<string[]>;
  /** What it says against the request alone. */
  request(exchange: Pick<Exchange, 'method' | 'url' | 'body'>): Promise<string[]>;
}

const headers = { 'content-type': 'application/json' };
const requestOf = ({ method, url, body }: Pick<Exchange, 'method' | 'url' | 'body'>) => ({
  method,
  url,
  headers,
  ...(body ? { body: JSON.parse(body) } : {}),
});

export async function judgeOf(swaggers: string[]): Promise<Judge> {
  const validator = new LiveValidator({
    directory: specs ?? '',
    swaggerPathsPattern: swaggers,
    excludedSwaggerPathsPattern: ['**/examples/**'],
    isPathCaseSensitive: false,
    git: { shouldClone: false },
  } as never);
  await validator.initialize();
  interface Result {
    errors: { code: string; message: string; pathsInPayload?: string[] }[];
    runtimeException?: { message: string };
  }
  const said = ({ errors, runtimeException }: Result) => [
    ...errors.map((error) => `${error.code} ${error.message} ${error.pathsInPayload ?? ''}`),
    ...(runtimeException ? [runtimeException.message] : []),
  ];
  return {
    request: async (exchange) => said((await validator.validateLiveRequest(requestOf(exchange) as never)) as never),
    pair: async (exchange) => {
      // The service answers for registrations at a place that the specification does not list.
      if (/\/protectionContainers\/[^/]+\/operationsStatus\//.test(exchange.url)) return [];
      const answer = { statusCode: String(exchange.status), headers, ...(exchange.answer ? { body: JSON.parse(exchange.answer) } : {}) };
      const pair = { liveRequest: requestOf(exchange), liveResponse: answer };
      const both = await validator.validateLiveRequestResponse(pair as never);
      return [...said(both.requestValidationResult as never), ...said(both.responseValidationResult as never)];
    },
  };
}
