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

/** Places where the service answers although the specification does not list them. */
export const unlisted: readonly { readonly at: RegExp; readonly why: string }[] = [
  { at: /^GET .*\/protectionContainers\/[^/]+\/operationsStatus\//i, why: 'registrations are polled there' },
  { at: /^GET .*\/backupFabrics\/[^/]+\/operationsStatus\//i, why: 'the end of a registration is polled there' },
  { at: /^GET .*\/backupJobs\/[^/]+\/operationsStatus\//i, why: 'a cancellation is polled there' },
  { at: /^\w+ .*\/locations\/[^/]+\/deletedVaults\b/i, why: 'deleted vaults are younger (2025-08-01) than the specification that judges' },
  { at: /^GET .*\/recoveryPointsRecommendedForMove/i, why: 'the next pages of a list that was asked for by POST' },
];

const headers = { 'content-type': 'application/json' };
const requestOf = ({ method, url, body }: Pick<Exchange, 'method' | 'url' | 'body'>) => ({
  method,
  url,
  headers,
  ...(body ? { body: JSON.parse(body) } : {}),
});

/** The validator of the published specifications, loaded. What it has to say stands in its answers; its log says it again, thousands of times. */
export async function validatorOf(swaggers: readonly string[], directory = specs ?? ''): Promise<LiveValidator> {
  const settings = {
    directory,
    swaggerPathsPattern: swaggers,
    excludedSwaggerPathsPattern: ['**/examples/**'],
    isPathCaseSensitive: false,
    git: { shouldClone: false },
  };
  const validator = new LiveValidator(settings as never, () => undefined);
  await validator.initialize();
  return validator;
}

export async function judgeOf(swaggers: string[], directory = specs ?? ''): Promise<Judge> {
  const validator = await validatorOf(swaggers, directory);
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
      if (unlisted.some(({ at }) => at.test(`${exchange.method} ${exchange.url}`))) return [];
      const answer = { statusCode: String(exchange.status), headers, ...(exchange.answer ? { body: JSON.parse(exchange.answer) } : {}) };
      const pair = { liveRequest: requestOf(exchange), liveResponse: answer };
      const both = await validator.validateLiveRequestResponse(pair as never);
      return [...said(both.requestValidationResult as never), ...said(both.responseValidationResult as never)];
    },
  };
}
